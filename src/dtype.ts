// The dtypes: their typed arrays, and what two of them make together.
import { DTypeError } from './errors.js';

/** The typed array of each dtype. A bool is one byte, 0 or 1; a complex64 two floats, real and imaginary part. */
export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  bool: Uint8Array;
  complex64: Float32Array;
}

/** What `data()` gives for each dtype. */
export interface DataTypes extends TypedArrays {
  string: string[];
}

export type DType = keyof DataTypes;
/** The dtypes whose values JavaScript sees as numbers. */
export type NumericDType = Exclude<DType, 'int64' | 'string'>;
export type TypedArray = TypedArrays[keyof TypedArrays];

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  complex64: Float32Array,
};

export const dtypes = [...Object.keys(constructors), 'string'] as DType[];

export function isDType(name: unknown): name is DType {
  return dtypes.includes(name as DType);
}

/** How many entries of its typed array an element takes. */
export function entriesPerElement(dtype: DType): number {
  return dtype === 'complex64' ? 2 : 1;
}

/**
 * A zeroed typed array for so many elements of the dtype, of its own memory or of a buffer's from `offset` on.
 * @throws DTypeError for strings, which no typed array holds.
 */
export function allocate<D extends DType>(
  dtype: D,
  length: number,
  buffer?: ArrayBuffer,
  offset?: number,
): D extends keyof TypedArrays ? TypedArrays[D] : never;
export function allocate(
  dtype: DType,
  length: number,
  buffer?: ArrayBuffer,
  offset?: number,
): TypedArray {
  if (dtype === 'string') {
    throw new DTypeError({ expected: 'a dtype of numbers', received: 'string' });
  }
  const array = constructors[dtype];
  if (array === undefined) {
    throw new DTypeError({ expected: `one of ${dtypes.join(', ')}`, received: String(dtype) });
  }
  const entries = length * entriesPerElement(dtype);
  return buffer === undefined ? new array(entries) : new array(buffer, offset, entries);
}

/** The dtype that a typed array stands for by itself. */
export function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof Float64Array) return 'float64';
  if (array instanceof BigInt64Array) return 'int64';
  return 'uint8';
}

/** What stores the values of typed arrays that no dtype stands for. */
const nearest: Record<string, (array: ArrayLike<number>) => TypedArray> = {
  Float32Array: (array) => new Float32Array(array),
  Float64Array: (array) => new Float64Array(array),
  Int32Array: (array) => new Int32Array(array),
  Uint8Array: (array) => new Uint8Array(array),
  Uint8ClampedArray: (array) => new Uint8Array(array),
  Float16Array: (array) => new Float32Array(array),
  Int8Array: (array) => new Int32Array(array),
  Int16Array: (array) => new Int32Array(array),
  Uint16Array: (array) => new Int32Array(array),
  Uint32Array: (array) => BigInt64Array.from(array, BigInt),
};

/**
 * A typed array of any kind as one that a dtype is stored in: shorter integers and those without sign in the next larger
 * dtype, Float16Array in float32, Node's Buffer as the bytes it is, arrays of another realm as this one's.
 */
export function toStored(array: ArrayBufferView): TypedArray {
  const prototype = Object.getPrototypeOf(array);
  if (Object.values(constructors).some((kind) => prototype === kind.prototype)) {
    return array as TypedArray;
  }
  const kind = (array as TypedArray)[Symbol.toStringTag] as string;
  const make = nearest[kind];
  return make
    ? make(array as unknown as ArrayLike<number>)
    : BigInt64Array.from(array as unknown as ArrayLike<bigint>);
}

/** Bytes that an element takes; a string's depend on its length, and count as 0. */
export function bytesPerElement(dtype: DType): number {
  return dtype === 'string' ? 0 : constructors[dtype].BYTES_PER_ELEMENT * entriesPerElement(dtype);
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
  complex64: 6,
  string: 7,
};

/**
 * The smallest dtype that holds both: bool < uint8 < int32 < int64 < float32 < float64 < complex64.
 * @throws DTypeError for a string beside anything else.
 */
export function widest(a: DType, b: DType): DType {
  if (a !== b && (a === 'string' || b === 'string')) {
    throw new DTypeError({
      expected: 'two tensors of strings, or two of numbers',
      received: `${a} and ${b}`,
    });
  }
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

/** The dtype of functions with real results (exp, mean, softmax): float64 and complex64 stay, everything else is float32. */
export function floatDType(dtype: DType): DType {
  return dtype === 'float64' || dtype === 'complex64' ? dtype : 'float32';
}

/**
 * The values in another dtype: towards zero for integers, 0 or 1 for bool, the real parts of complex numbers; the same
 * array if nothing changes.
 */
export function castValues(values: TypedArray, from: DType, to: DType): TypedArray {
  if (from === to) return values;
  if (from === 'complex64') return castValues(everySecond(values as Float32Array), 'float32', to);
  const result: TypedArray = allocate(to, values.length);
  if (to === 'complex64') {
    for (let i = 0; i < values.length; i++) result[2 * i] = Number(values[i]);
    return result;
  }
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

/** The real parts of interleaved complex numbers; the imaginary ones with `first` 1. */
export function everySecond(values: Float32Array, first = 0): Float32Array {
  return Float32Array.from({ length: values.length / 2 }, (_, i) => values[2 * i + first]);
}
