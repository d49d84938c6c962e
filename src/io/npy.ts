// NumPy's .npy format: a magic string, a header that is a Python dict, then raw numbers or, for objects, a pickle.

import { parsePickledLists } from '../datasets/pickle.js';
import type { TypedArray } from '../dtype.js';
import { DataError } from '../errors.js';
import { sizeOf } from '../nested.js';
import {
  bytesOf,
  checkSize,
  decodeElements,
  type ElementType,
  elementTypeOf,
  type FileArray,
} from './elements.js';

/** NumPy's own limit is 10,000 characters. */
const maxHeader = 0xffff;

function parseHeader(path: string, bytes: Buffer) {
  const wide = bytes[6] >= 2;
  const prefix = wide ? 12 : 10;
  if (bytes.length < prefix || bytes.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw new DataError({ where: path, expected: 'a .npy file', received: 'another magic string' });
  }
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  if (prefix + length > bytes.length) {
    const received = `${bytes.length} in all`;
    throw new DataError({ where: path, expected: `a header of ${length} bytes`, received });
  }
  const header = bytes.toString('latin1', prefix, Math.min(prefix + length, prefix + maxHeader));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const dimensions = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || dimensions === undefined) {
    const received = JSON.stringify(header.slice(0, 80));
    throw new DataError({ where: path, expected: 'descr, fortran_order and shape', received });
  }
  const shape = (dimensions.match(/\d+/g) ?? []).map(Number);
  const isFortran = order === 'True' && shape.length > 1;
  return { descr, shape, isFortran, start: prefix + length };
}

/** Values with the first axis fastest, in row-major order. */
function fromFortran(values: TypedArray, shape: readonly number[]): TypedArray {
  const result = values.slice();
  const index = shape.map(() => 0);
  for (let to = 0; to < values.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis] + index[axis];
    result[to] = values[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] += 1;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return result;
}

/**
 * An array of numbers or bools.
 * @throws DataError for any other array, a pickled one included, and for a file that is not whole
 */
export function parseNpy(path: string, bytes: Buffer): FileArray {
  const { descr, shape, isFortran, start } = parseHeader(path, bytes);
  const [, order, kind] = /^([<>|=])(b1|u[1248]|i[1248]|f[248])$/.exec(descr) ?? [];
  if (!kind) throw expectType(path, 'bools, integers or floats up to 64 bits', descr);
  const type = kind as ElementType;
  const content = bytes.subarray(start);
  checkSize(path, shape, type, content.length);
  const { dtype, values } = decodeElements(path, type, content, order === '>');
  return { dtype, shape, values: isFortran ? fromFortran(values, shape) : values };
}

/** A `.npy` file of format 1.0, as `numpy.save` writes it. */
export function formatNpy({ dtype, shape, values }: FileArray): Uint8Array[] {
  const type = elementTypeOf(dtype, 'npy');
  const descr = (type.endsWith('1') ? '|' : '<') + type;
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const prefix = 10;
  // Up to a multiple of 64, so that the values can be mapped into memory.
  const length = Math.ceil((prefix + text.length + 1) / 64) * 64 - prefix;
  const header = Buffer.alloc(prefix + length, ' ', 'latin1');
  header.write('\x93NUMPY\x01\0', 'latin1');
  header.writeUInt16LE(length, 8);
  header.write(text, prefix, 'latin1');
  header[header.length - 1] = 0x0a;
  return [header, bytesOf(values)];
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
  const { dtype, values } = parseNpy(path, bytes);
  if (!/^u?int/.test(dtype)) throw expectType(path, 'integers', dtype);
  return Int32Array.from(values as ArrayLike<number | bigint>, (value) => {
    const number = Number(value);
    if (number === (number | 0)) return number;
    throw new DataError({ where: path, expected: 'integers of 32 bits', received: `${value}` });
  });
}

/** An object array of lists of integers. */
export function parseLists(path: string, bytes: Buffer): Int32Array[] {
  const { descr, shape, start } = parseHeader(path, bytes);
  if (descr !== '|O') throw expectType(path, 'pickled lists', descr);
  const lists = parsePickledLists(path, bytes.subarray(start));
  const count = sizeOf(shape);
  if (lists.length === count) return lists;
  throw new DataError({ where: path, expected: `${count} lists`, received: `${lists.length}` });
}
