// Array-like values to flat typed arrays with a shape, and back to nested arrays.
import { allocate, castValues, type DType, dtypeOf, type TypedArray, toStored } from './dtype.js';
import { DTypeError, ShapeError } from './errors.js';

/** Numbers, booleans or strings, or arrays of them nested to any depth. */
export type NestedArray = number | boolean | bigint | string | readonly NestedArray[] | TypedArray;

export interface FlatArray {
  values: TypedArray;
  shape: number[];
  dtype: DType;
}

/** Strings are kept as bytes in UTF-8, as TensorFlow does: any bytes may stand in their place. */
export interface FlatStrings {
  encoded: Uint8Array[];
  shape: number[];
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

/** @throws ShapeError unless every axis is a whole number, not negative; `wildcard` (-1) may stand for one. */
export function checkShape(shape: readonly number[], wildcard?: number): void {
  if (shape.every((n) => n === wildcard || (Number.isInteger(n) && n >= 0))) return;
  throw new ShapeError({
    problem: `Tensor must have a shape comprised of positive integers but got shape [${shape}].`,
  });
}

/** A shape as Keras writes it in messages: `[null, 28]`. */
export function showShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((n) => n ?? 'null').join(', ')}]`;
}

function typed(x: unknown): x is TypedArray {
  return ArrayBuffer.isView(x) && !(x instanceof DataView);
}

/** The shape of a nested array, by its first elements; a typed array is one string if it is a leaf. */
function nestedShape(x: unknown, isLeaf: (x: unknown) => boolean): number[] {
  const shape: number[] = [];
  for (let level = x; Array.isArray(level) || typed(level); level = level[0]) {
    if (isLeaf(level)) break;
    shape.push(level.length);
    if (typed(level)) break;
  }
  return shape;
}

/** The dtype that something array-like has by itself, told by its first element. */
export function inferDType(x: unknown): DType {
  let first = x;
  while (Array.isArray(first)) first = first[0];
  if (typed(first)) return dtypeOf(toStored(first));
  if (typeof first === 'boolean') return 'bool';
  if (typeof first === 'string') return 'string';
  return typeof first === 'bigint' ? 'int64' : 'float32';
}

/** Calls `visit` with each element in row-major order; ragged nesting is a ShapeError. */
function walk(
  x: unknown,
  shape: readonly number[],
  where: string,
  visit: (x: unknown) => void,
): void {
  const descend = (item: unknown, depth: number): void => {
    if (depth === shape.length) {
      visit(item);
      return;
    }
    const list = Array.isArray(item) || typed(item);
    if (!list || item.length !== shape[depth]) {
      throw new ShapeError({
        where,
        expected: `every element at depth ${depth} to be an array of length ${shape[depth]}`,
        received: list ? `one of length ${item.length}` : String(item),
        hint: 'Nested arrays must be rectangular; tf.utils.padSequences makes them so.',
      });
    }
    for (let i = 0; i < item.length; i++) descend(item[i], depth + 1);
  };
  descend(x, 0);
}

/**
 * The values, shape and dtype of anything array-like. Without `dtype`: bool for booleans, a typed array's own,
 * else float32. Ragged nesting is a ShapeError.
 */
export function flatten(x: NestedArray, dtype?: DType, where = 'tensor'): FlatArray {
  const target = dtype ?? inferDType(x);
  if (target === 'complex64') {
    throw new DTypeError({
      where,
      expected: 'a dtype of real numbers',
      received: 'complex64',
      hint: 'tf.complex(real, imag) makes complex tensors.',
    });
  }
  if (typed(x)) {
    // A copy: a tensor's values never change under it.
    const stored = toStored(x);
    const own = dtypeOf(stored);
    const isCopy = stored !== x || own !== target;
    const values = isCopy ? castValues(stored, own, target) : x.slice();
    return { values, shape: [x.length], dtype: target };
  }
  const shape = nestedShape(x, () => false);
  const values = allocate(target, sizeOf(shape));
  const write = writer(values, target, where);
  let position = 0;
  walk(x, shape, where, (item) => write(position++, item));
  return { values, shape, dtype: target };
}

const encoder = new TextEncoder();

/** The strings of anything array-like, and its shape; a Uint8Array in a string's place is its bytes. */
export function flattenStrings(x: NestedArray, where: string): FlatStrings {
  const shape = nestedShape(x, (item) => item instanceof Uint8Array);
  const encoded: Uint8Array[] = [];
  walk(x, shape, where, (item) => {
    if (typeof item === 'string') encoded.push(encoder.encode(item));
    else if (item instanceof Uint8Array) encoded.push(item);
    else throw new DTypeError({ where, expected: 'strings', received: typeof item });
  });
  return { encoded, shape };
}

function writer(values: TypedArray, dtype: DType, where: string): (i: number, x: unknown) => void {
  const check = (x: unknown): number => {
    if (typeof x === 'number') return x;
    if (typeof x === 'boolean' || typeof x === 'bigint') return Number(x);
    const received = Array.isArray(x) ? 'a deeper array' : x === null ? 'null' : typeof x;
    throw new DTypeError({ where, expected: `numbers for dtype ${dtype}`, received });
  };
  if (values instanceof BigInt64Array) {
    return (i, x) => {
      values[i] = typeof x === 'bigint' ? x : BigInt(Math.trunc(check(x)));
    };
  }
  if (dtype === 'bool') {
    return (i, x) => {
      values[i] = check(x) === 0 ? 0 : 1;
    };
  }
  return (i, x) => {
    values[i] = check(x);
  };
}

/** Flat values as arrays nested like the shape; bools as 0 and 1, as in tfjs. */
export function nest(
  values: ArrayLike<number | bigint | string>,
  shape: readonly number[],
): NestedArray {
  const element = (i: number): number | string => {
    const value = values[i];
    return typeof value === 'string' ? value : Number(value);
  };
  if (shape.length === 0) return element(0);
  let position = 0;
  const build = (depth: number): NestedArray[] => {
    const items = new Array<NestedArray>(shape[depth]);
    const last = depth === shape.length - 1;
    for (let i = 0; i < items.length; i++) items[i] = last ? element(position++) : build(depth + 1);
    return items;
  };
  return build(0);
}
