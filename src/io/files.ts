// Whole files: read, and written so that they are there whole or not at all.
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, DataError, UnavailableError } from '../errors.js';

/** Where a file's bytes are: a path or `file:` URL, or the bytes themselves. */
export type ByteSource = string | URL | Uint8Array | ArrayBuffer;

/** The bytes of a source, and what messages call it. */
export interface NamedBytes {
  where: string;
  bytes: Buffer;
}

/** Bytes in memory as a buffer: not a copy. */
export function asBuffer(bytes: Uint8Array | ArrayBuffer): Buffer {
  if (bytes instanceof ArrayBuffer) return Buffer.from(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * @param format what messages call bytes without a path
 * @throws UnavailableError if there is no such file
 */
export async function readSource(source: ByteSource, format: string): Promise<NamedBytes> {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    return { where: format, bytes: asBuffer(source) };
  }
  if (typeof source !== 'string' && !(source instanceof URL)) {
    const received = source === null ? 'null' : typeof source;
    throw new ConfigError({ where: format, expected: 'a path, a file: URL or bytes', received });
  }
  const path = pathOf(source);
  try {
    return { where: path, bytes: await readWhole(path) };
  } catch (cause) {
    const problem = `can't be read: ${(cause as Error).message}`;
    throw new UnavailableError({ where: path, problem, cause });
  }
}

/** The path of a path or `file:` URL; `file://data.csv` is relative to the working directory, as in tfjs. */
export function pathOf(source: string | URL): string {
  const text = String(source);
  if (/^file:\/\/\/|^file:\/[^/]/.test(text)) return fileURLToPath(text);
  return text.startsWith('file://') ? text.slice('file://'.length) : text;
}

/** Not `readFile`, which ends at 2 GB. */
async function readWhole(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, Math.min(size - at, 2 ** 30), at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

/** Writes beside, syncs to the disk, renames: a reader, or a crash, meets the old file or the new one, whole. */
export async function writeWhole(
  path: string,
  parts: Uint8Array | readonly Uint8Array[],
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const beside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(beside, 'wx');
    try {
      for (const part of parts instanceof Uint8Array ? [parts] : parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** `writeWhole` of a file that the user named. @throws DataError if it could not be written */
export async function saveFile(
  path: string | URL,
  parts: Uint8Array | readonly Uint8Array[],
): Promise<void> {
  const where = pathOf(path);
  try {
    await writeWhole(where, parts);
  } catch (cause) {
    const problem = `could not be written: ${(cause as Error).message}`;
    throw new DataError({ where, problem, cause });
  }
}
