// NumPy's .npy format: a magic string, a header that is a Python dict, then raw numbers or, for objects, a pickle.
import { DataError } from '../errors.js';
import { parsePickledLists } from './pickle.js';

/** NumPy's own limit is 10,000 characters. */
const maxHeader = 0xffff;

function parseHeader(path: string, bytes: Buffer) {
  const wide = bytes[6] >= 2;
  const prefix = wide ? 12 : 10;
  if (bytes.length < prefix || bytes.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw new DataError({ where: path, expected: 'a .npy file', received: 'another magic string' });
  }
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', prefix, Math.min(prefix + length, prefix + maxHeader));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const dimensions = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || dimensions === undefined) {
    const received = JSON.stringify(header.slice(0, 80));
    throw new DataError({ where: path, expected: 'descr, fortran_order and shape', received });
  }
  const shape = (dimensions.match(/\d+/g) ?? []).map(Number);
  if (order === 'True' && shape.length > 1) {
    throw new DataError({ where: path, expected: 'C order', received: 'Fortran order' });
  }
  return { descr, shape, start: prefix + length };
}

function expectType(path: string, expected: string, descr: string): DataError {
  return new DataError({
    where: path,
    expected: `an array of ${expected}`,
    received: `dtype ${descr}`,
  });
}

/** An array of integers, of any shape, flat. */
export function parseIntegers(path: string, bytes: Buffer): Int32Array {
  const { descr, shape, start } = parseHeader(path, bytes);
  const width = { '|u1': 1, '|i1': 1, '<i4': 4, '<i8': 8 }[descr];
  if (!width) throw expectType(path, 'integers', descr);
  const count = shape.reduce((a, b) => a * b, 1);
  if (bytes.length - start !== count * width) {
    const expected = `${count} numbers of ${width} bytes`;
    throw new DataError({ where: path, expected, received: `${bytes.length - start} bytes` });
  }
  return Int32Array.from({ length: count }, (_, i) => {
    const at = start + i * width;
    if (width === 1) return descr === '|u1' ? bytes[at] : bytes.readInt8(at);
    const low = bytes.readInt32LE(at);
    // The upper half of an int64 must only repeat the sign.
    if (width === 8 && bytes.readInt32LE(at + 4) !== low >> 31) {
      const received = String(bytes.readBigInt64LE(at));
      throw new DataError({ where: path, expected: 'integers of 32 bits', received });
    }
    return low;
  });
}

/** An object array of lists of integers. */
export function parseLists(path: string, bytes: Buffer): Int32Array[] {
  const { descr, shape, start } = parseHeader(path, bytes);
  if (descr !== '|O') throw expectType(path, 'pickled lists', descr);
  const lists = parsePickledLists(path, bytes.subarray(start));
  const count = shape.reduce((a, b) => a * b, 1);
  if (lists.length === count) return lists;
  throw new DataError({ where: path, expected: `${count} lists`, received: `${lists.length}` });
}
