// gzip within a budget: what a file unpacks to is bounded before it is unpacked.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../errors.js';

const unpack = promisify(gunzip);

/** The unpacked bytes of a `.gz`; other bytes are returned as they are. */
export async function gunzipWithin(path: string, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0x1f8b) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const tooLarge = code === 'ERR_BUFFER_TOO_LARGE';
    const received =
      code === 'Z_BUF_ERROR' ? `a file that ends after ${bytes.length} bytes` : message;
    throw new DataError({
      where: path,
      expected: tooLarge ? `at most ${maxBytes} bytes unpacked` : 'whole gzip data',
      received: tooLarge ? 'more' : received,
      cause: error,
    });
  }
}
