// The idx format of MNIST: bytes 0, 0, type 8 (uint8), rank; the dimensions, big-endian; the values.
import { DataError } from '../errors.js';

export interface Idx {
  shape: number[];
  data: Uint8Array;
}

/**
 * Reads an idx file of unsigned bytes; its values are a view of `bytes`.
 *
 * @throws DataError if the header is another one, or declares more or less than the file holds
 */
export function parseIdx(path: string, bytes: Buffer, rank: number): Idx {
  const header = 4 + 4 * rank;
  const magic = 0x0800 + rank;
  if (bytes.length >= 4 && bytes.readUInt32BE(0) !== magic) {
    throw new DataError({
      where: path,
      expected: `the magic number 0x${hex(magic)} of idx with ${rank} dimensions`,
      received: `0x${hex(bytes.readUInt32BE(0))}`,
    });
  }
  if (bytes.length < header) {
    const expected = `an idx header of ${header} bytes`;
    throw new DataError({ where: path, expected, received: `${bytes.length} bytes` });
  }
  const shape = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length - header !== size) {
    throw new DataError({
      where: path,
      expected: `${size} values of shape [${shape}]`,
      received: `${bytes.length - header}`,
    });
  }
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + header, size) };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
