// Zip archives as NumPy writes them (.npz): stored or deflated entries, every declared size checked before it is believed.
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { DataError } from '../errors.js';

const inflate = promisify(inflateRaw);

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const maxComment = 0xffff;
/** No deflated byte stands for more. */
const maxRatio = 1032;

interface Entry {
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

/** An archive held in memory; entries are unpacked when read. */
export class Zip {
  private readonly entries = new Map<string, Entry>();

  /**
   * @param path for messages
   * @param maxBytes the budget for all entries together, unpacked
   */
  constructor(
    private readonly path: string,
    private readonly bytes: Buffer,
    maxBytes: number,
  ) {
    const end = this.findEnd();
    const count = bytes.readUInt16LE(end + 10);
    let at = bytes.readUInt32LE(end + 16);
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (at + 46 > end || bytes.readUInt32LE(at) !== entrySignature) {
        throw this.corrupt(`a directory of ${count} entries`, `${i}`);
      }
      const nameLength = bytes.readUInt16LE(at + 28);
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
      const entry = {
        method: bytes.readUInt16LE(at + 10),
        crc: bytes.readUInt32LE(at + 16),
        packed: bytes.readUInt32LE(at + 20),
        unpacked: bytes.readUInt32LE(at + 24),
        offset: bytes.readUInt32LE(at + 42),
      };
      total += entry.unpacked;
      if (entry.unpacked > entry.packed * maxRatio + 64 || total > maxBytes) {
        const most = Math.min(maxBytes, entry.packed * maxRatio + 64);
        throw this.corrupt(`at most ${most} bytes in ${name}`, `${entry.unpacked} declared`);
      }
      this.entries.set(name, entry);
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** The bytes of an entry, their checksum verified. */
  async read(name: string): Promise<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw this.corrupt(`an entry ${name}`, this.names.join(', ') || 'none');
    const { bytes } = this;
    const { offset, packed, unpacked } = entry;
    if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localSignature) {
      throw this.corrupt(`the entry ${name} at byte ${offset}`, 'something else');
    }
    const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
    if (start + packed > bytes.length) {
      const received = `${Math.max(0, bytes.length - start)}`;
      throw this.corrupt(`${packed} bytes of ${name}`, received);
    }
    const content = await this.unpack(name, entry, bytes.subarray(start, start + packed));
    if (content.length !== unpacked || crc32(content) !== entry.crc) {
      throw this.corrupt(
        `${name} of ${unpacked} bytes with CRC ${entry.crc.toString(16)}`,
        `${content.length} bytes with CRC ${crc32(content).toString(16)}`,
      );
    }
    return content;
  }

  private async unpack(name: string, { method, unpacked }: Entry, data: Buffer): Promise<Buffer> {
    if (method === 0) return data;
    if (method !== 8) throw this.corrupt(`${name} stored or deflated`, `method ${method}`);
    try {
      return await inflate(data, { maxOutputLength: Math.max(1, unpacked) });
    } catch (cause) {
      throw this.corrupt(`${name} as ${unpacked} deflated bytes`, (cause as Error).message, cause);
    }
  }

  /** The end record is last but for a comment. */
  private findEnd(): number {
    const { bytes } = this;
    const last = bytes.length - endLength;
    for (let at = last; at >= Math.max(0, last - maxComment); at--) {
      if (bytes.readUInt32LE(at) === endSignature) return at;
    }
    throw this.corrupt('a zip archive', `${bytes.length} bytes without its end record`);
  }

  private corrupt(expected: string, received: string, cause?: unknown): DataError {
    return new DataError({ where: this.path, expected, received, cause });
  }
}
