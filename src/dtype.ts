// The dtypes: their typed arrays, and what two of them make together.

/** The typed array of each dtype. A bool is one byte, 0 or 1. */
export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  bool: Uint8Array;
}

export type DType = keyof TypedArrays;
/** The dtypes whose values JavaScript sees as numbers. */
export type NumericDType = Exclude<DType, 'int64'>;
export type TypedArray = TypedArrays[DType];

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

export const dtypes = Object.keys(constructors) as DType[];

export function isDType(name: unknown): name is DType {
  return typeof name === 'string' && name in constructors;
}

/** A zeroed typed array of the dtype. */
export function allocate<D extends DType>(dtype: D, length: number): TypedArrays[D] {
  return new constructors[dtype](length) as TypedArrays[D];
}

/** The dtype that a typed array stands for by itself. */
export function dtypeOf(array: TypedArray | Uint8ClampedArray): DType {
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof Float64Array) return 'float64';
  if (array instanceof BigInt64Array) return 'int64';
  return 'uint8';
}

export function bytesPerElement(dtype: DType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

const ranks: Record<DType, number> = {
  bool: 0,
  uint8: 1,
  int32: 2,
  int64: 3,
  float32: 4,
  float64: 5,
};

/** The smallest dtype that holds both: bool < uint8 < int32 < int64 < float32 < float64. */
export function widest(a: DType, b: DType): DType {
  return ranks[a] >= ranks[b] ? a : b;
}

/**
 * The dtype that arithmetic of `a` and `b` computes in, and gives: images (uint8) become float32, as one
 * normalizes them next; bools count as int32, as in tfjs; else the wider of the two.
 */
export function arithmeticDType(a: DType, b: DType = a): DType {
  const dtype = widest(a, b);
  if (dtype === 'bool') return 'int32';
  return dtype === 'uint8' ? 'float32' : dtype;
}

/** The dtype of functions with real results (exp, mean, softmax): float64 stays, everything else is float32. */
export function floatDType(dtype: DType): DType {
  return dtype === 'float64' ? 'float64' : 'float32';
}

/** The values in another dtype: towards zero for integers, 0 or 1 for bool; the same array if nothing changes. */
export function castValues(values: TypedArray, from: DType, to: DType): TypedArray {
  if (from === to) return values;
  const result = allocate(to, values.length);
  if (to === 'bool') {
    for (let i = 0; i < values.length; i++) result[i] = Number(values[i]) === 0 ? 0 : 1;
  } else if (to === 'int64') {
    for (let i = 0; i < values.length; i++) result[i] = BigInt(Math.trunc(Number(values[i])));
  } else if (from === 'int64') {
    for (let i = 0; i < values.length; i++) result[i] = Number(values[i]);
  } else {
    (result as Float32Array).set(values as Float32Array);
  }
  return result;
}
