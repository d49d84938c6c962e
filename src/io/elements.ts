// Elements of array files as typed arrays: every width and byte order that NumPy and safetensors have.
import type { DType, TypedArray } from '../dtype.js';
import { DataError } from '../errors.js';
import { sizeOf } from '../nested.js';

/** An array as files hold it: values in row-major order. */
export interface FileArray {
  dtype: DType;
  shape: number[];
  values: TypedArray;
}

/** Kind and bytes of an element: f float, bf bfloat, i and u integers, b bool. */
export type ElementType =
  | `f${2 | 4 | 8}`
  | 'bf2'
  | `i${1 | 2 | 4 | 8}`
  | `u${1 | 2 | 4 | 8}`
  | 'b1';

/** How each dtype is written. */
const written: Partial<Record<DType, ElementType>> = {
  float32: 'f4',
  float64: 'f8',
  int32: 'i4',
  int64: 'i8',
  uint8: 'u1',
  bool: 'b1',
};

/** @throws DataError for a dtype that array files don't have */
export function elementTypeOf(dtype: DType, where: string): ElementType {
  const type = written[dtype];
  if (type) return type;
  const expected = `a tensor of ${Object.keys(written).join(', ')}`;
  throw new DataError({ where, expected, received: dtype });
}

export function widthOf(type: ElementType): number {
  return Number(type.at(-1));
}

/** @throws DataError unless the shape is made of sizes, and its elements fill so many bytes */
export function checkSize(
  where: string,
  shape: readonly unknown[],
  type: ElementType,
  bytes: number,
): asserts shape is readonly number[] {
  const sizes = shape.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
  const size = sizes ? sizeOf(shape as readonly number[]) * widthOf(type) : Number.NaN;
  if (shape.length <= 64 && size === bytes) return;
  throw new DataError({
    where,
    expected: `shape [${shape.slice(0, 64).join(', ')}] of ${widthOf(type)} bytes an element`,
    received: `${bytes} bytes`,
  });
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function swap(bytes: Buffer, width: number): void {
  if (width === 2) bytes.swap16();
  if (width === 4) bytes.swap32();
  if (width === 8) bytes.swap64();
}

/**
 * The elements in the smallest dtype that holds them: int32 for narrower integers, int64 for uint32 and uint64, float32
 * for float16 and bfloat16.
 *
 * @throws DataError for a uint64 that int64 does not hold
 */
export function decodeElements(
  where: string,
  type: ElementType,
  bytes: Uint8Array,
  bigEndian = false,
): { dtype: DType; values: TypedArray } {
  // A copy: what a file is read into need not be aligned, and is not kept for one of its arrays.
  const buffer = new ArrayBuffer(bytes.byteLength);
  const copy = Buffer.from(buffer);
  copy.set(bytes);
  if (bigEndian) swap(copy, widthOf(type));
  switch (type) {
    case 'f4':
      return { dtype: 'float32', values: new Float32Array(buffer) };
    case 'f8':
      return { dtype: 'float64', values: new Float64Array(buffer) };
    case 'f2':
      return { dtype: 'float32', values: Float32Array.from(new Uint16Array(buffer), float16) };
    case 'bf2': {
      const bits = Uint32Array.from(new Uint16Array(buffer), (half) => half << 16);
      return { dtype: 'float32', values: new Float32Array(bits.buffer) };
    }
    case 'i4':
      return { dtype: 'int32', values: new Int32Array(buffer) };
    case 'i8':
      return { dtype: 'int64', values: new BigInt64Array(buffer) };
    case 'i1':
      return { dtype: 'int32', values: Int32Array.from(new Int8Array(buffer)) };
    case 'i2':
      return { dtype: 'int32', values: Int32Array.from(new Int16Array(buffer)) };
    case 'u1':
      return { dtype: 'uint8', values: new Uint8Array(buffer) };
    case 'u2':
      return { dtype: 'int32', values: Int32Array.from(new Uint16Array(buffer)) };
    case 'u4':
      return { dtype: 'int64', values: BigInt64Array.from(new Uint32Array(buffer), BigInt) };
    case 'u8': {
      const values = new BigInt64Array(buffer);
      if (values.every((value) => value >= 0n)) return { dtype: 'int64', values };
      throw new DataError({ where, expected: 'integers below 2**63', received: 'a larger one' });
    }
    case 'b1':
      return { dtype: 'bool', values: Uint8Array.from(copy, (byte) => (byte ? 1 : 0)) };
  }
}

/** The bytes of values; not a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
