// The arrays that data sets and preprocessing take and give: numbers with a shape. `ndarray` is the one place that makes them.
import { ShapeError } from './errors.js';

/** The typed arrays of data, and the dtypes that they stand for. */
export interface DataArrays {
  uint8: Uint8Array;
  int32: Int32Array;
  float32: Float32Array;
  float64: Float64Array;
}
export type DataType = keyof DataArrays;

export interface NdArray<D extends DataType = DataType> {
  readonly data: DataArrays[D];
  readonly shape: number[];
  readonly dtype: D;
}

/** Numbers, nested arrays of them, or anything with a shape and its values: an `NdArray`, a tensor. */
export type Numbers =
  | ArrayLike<number>
  | readonly Numbers[]
  | { readonly shape: readonly number[]; readonly data: ArrayLike<number> }
  | { readonly shape: readonly number[]; dataSync(): ArrayLike<number> };

const constructors = {
  uint8: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** A zeroed typed array of the dtype. */
export function zeros<D extends DataType>(dtype: D, length: number): DataArrays[D] {
  return new constructors[dtype](length) as DataArrays[D];
}

export function ndarray<D extends DataType>(
  dtype: D,
  data: DataArrays[D],
  shape: number[],
): NdArray<D> {
  return { data, shape, dtype };
}

/** The values and the shape of anything array-like; ragged nesting is a ShapeError. */
export function readNumbers(
  where: string,
  x: Numbers,
): { data: ArrayLike<number>; shape: number[] } {
  if ('shape' in x) {
    const data = 'dataSync' in x ? x.dataSync() : x.data;
    return { data, shape: [...x.shape] };
  }
  if (ArrayBuffer.isView(x)) return { data: x as ArrayLike<number>, shape: [x.length] };

  const shape: number[] = [];
  for (let level: unknown = x; Array.isArray(level) || ArrayBuffer.isView(level); ) {
    const items = level as ArrayLike<unknown>;
    shape.push(items.length);
    level = items[0];
  }
  const data: number[] = [];
  const flatten = (item: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (typeof item === 'number' || typeof item === 'boolean') {
        data.push(Number(item));
        return;
      }
    } else {
      const items = item as ArrayLike<unknown>;
      if (items?.length === shape[depth]) {
        for (let i = 0; i < items.length; i++) flatten(items[i], depth + 1);
        return;
      }
    }
    throw new ShapeError({
      where,
      expected: `every element at depth ${depth} to be ${depth === shape.length ? 'a number' : `an array of length ${shape[depth]}`}`,
      received: Array.isArray(item) ? `an array of length ${item.length}` : String(item),
    });
  };
  flatten(x, 0);
  return { data, shape };
}
