// Zip archives, written: entries stored or deflated, always with the same bytes for the same content.
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import { DataError } from '../errors.js';

const deflate = promisify(deflateRaw);

/** Sizes and offsets have 32 bits. */
const maxBytes = 0xffffffff;
const maxEntries = 0xffff;
/** The earliest date that the format has: 1980-01-01. */
const date = 0x21;
const utf8 = 0x800;

/** The entries' parts are written one after the other. */
export async function zip(
  where: string,
  entries: readonly { name: string; parts: readonly Uint8Array[] }[],
  compressed: boolean,
): Promise<Uint8Array[]> {
  const file: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  const add = (bytes: Uint8Array) => {
    file.push(bytes);
    offset += bytes.length;
  };
  for (const { name, parts } of entries) {
    const nameBytes = Buffer.from(name);
    const content = compressed ? [await deflate(Buffer.concat(parts))] : parts;
    const packed = lengthOf(content);
    const unpacked = lengthOf(parts);
    const start = offset;
    if (start + packed + unpacked > maxBytes || entries.length > maxEntries) {
      throw new DataError({
        where,
        expected: `at most ${maxEntries} arrays of 4 GB together`,
        received: 'more',
        hint: 'Save them in several files, or as .safetensors.',
      });
    }
    // Version 2.0, flags, method, time, date, checksum, sizes, length of the name, no extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(utf8, 2);
    common.writeUInt16LE(compressed ? 8 : 0, 4);
    common.writeUInt16LE(date, 8);
    common.writeUInt32LE(checksum(parts), 10);
    common.writeUInt32LE(packed, 14);
    common.writeUInt32LE(unpacked, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    add(Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes]));
    for (const part of content) add(part);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(start, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, position, nameBytes);
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(lengthOf(directory), 12);
  end.writeUInt32LE(offset, 16);
  return [...file, ...directory, end];
}

function checksum(parts: readonly Uint8Array[]): number {
  // Of no bytes, Node's crc32 forgets what came before.
  return parts.reduce((crc, part) => (part.byteLength > 0 ? crc32(part, crc) : crc), 0);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}
