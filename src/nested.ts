// Array-like values to flat typed arrays with a shape, and back to nested arrays.
import { allocate, castValues, type DType, dtypeOf, type TypedArray } from './dtype.js';
import { DTypeError, ShapeError } from './errors.js';

/** Numbers, booleans, or arrays of them nested to any depth. */
export type NestedArray = number | boolean | bigint | readonly NestedArray[] | TypedArray;

export interface FlatArray {
  values: TypedArray;
  shape: number[];
  dtype: DType;
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

/** A shape as Keras writes it in messages: `[null, 28]`. */
export function showShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((n) => n ?? 'null').join(', ')}]`;
}

function typed(x: unknown): x is TypedArray {
  return ArrayBuffer.isView(x) && !(x instanceof DataView);
}

/** The shape of a nested array, by its first elements. */
function nestedShape(x: unknown): number[] {
  const shape: number[] = [];
  for (let level = x; Array.isArray(level) || typed(level); level = level[0]) {
    shape.push(level.length);
    if (typed(level)) break;
  }
  return shape;
}

function inferDType(x: unknown): DType {
  let first = x;
  while (Array.isArray(first)) first = first[0];
  if (typed(first)) return dtypeOf(first);
  if (typeof first === 'boolean') return 'bool';
  return typeof first === 'bigint' ? 'int64' : 'float32';
}

/**
 * The values, shape and dtype of anything array-like. Without `dtype`: bool for booleans, a typed array's own,
 * else float32. Ragged nesting is a ShapeError.
 */
export function flatten(x: NestedArray, dtype?: DType, where = 'tensor'): FlatArray {
  const target = dtype ?? inferDType(x);
  if (typed(x)) {
    // A copy: a tensor's values never change under it.
    const values = dtypeOf(x) === target ? x.slice() : castValues(x, dtypeOf(x), target);
    return { values, shape: [x.length], dtype: target };
  }
  const shape = nestedShape(x);
  const values = allocate(target, sizeOf(shape));
  const write = writer(values, target, where);
  let position = 0;
  const visit = (item: unknown, depth: number): void => {
    if (depth === shape.length) {
      write(position++, item);
      return;
    }
    const fits = (Array.isArray(item) || typed(item)) && item.length === shape[depth];
    if (!fits) {
      const received =
        Array.isArray(item) || typed(item) ? `one of length ${item.length}` : String(item);
      throw new ShapeError({
        where,
        expected: `every element at depth ${depth} to be an array of length ${shape[depth]}`,
        received,
        hint: 'Nested arrays must be rectangular; tf.utils.padSequences makes them so.',
      });
    }
    for (let i = 0; i < item.length; i++) visit(item[i], depth + 1);
  };
  visit(x, 0);
  return { values, shape, dtype: target };
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
export function nest(values: ArrayLike<number | bigint>, shape: readonly number[]): NestedArray {
  if (shape.length === 0) return Number(values[0]);
  let position = 0;
  const build = (depth: number): NestedArray[] => {
    const items = new Array<NestedArray>(shape[depth]);
    const last = depth === shape.length - 1;
    for (let i = 0; i < items.length; i++)
      items[i] = last ? Number(values[position++]) : build(depth + 1);
    return items;
  };
  return build(0);
}
