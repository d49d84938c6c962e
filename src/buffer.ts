// TensorBuffer: values that can be set one by one, to be made a tensor.
import { allocate, type DType, type TypedArray } from './dtype.js';
import { ShapeError, ValueError } from './errors.js';
import { checkShape, flattenStrings, showShape, sizeOf } from './nested.js';
import { Tensor } from './tensor.js';
import { eager, eagerStrings } from './tensors.js';

type Values = TypedArray | string[];

/**
 * Values under a shape that can be written; `tf.buffer` makes one.
 *
 * @example
 * const b = tf.buffer([2, 2]);
 * b.set(3, 0, 1);
 * b.toTensor().print(); // [[0, 3], [0, 0]]
 */
export class TensorBuffer {
  readonly shape: number[];
  readonly dtype: DType;
  readonly size: number;
  readonly values: Values;
  /** How many elements lie between neighbours along each axis but the last. */
  readonly strides: number[];

  /** @throws ShapeError if the values don't fill the shape. */
  constructor(shape: readonly number[], dtype: DType = 'float32', values?: Values) {
    checkShape(shape);
    this.shape = [...shape];
    this.dtype = dtype;
    this.size = sizeOf(shape);
    if (dtype === 'complex64') {
      throw new ValueError({
        problem: 'complex64 dtype TensorBuffers are not supported',
        hint: 'Fill one buffer of the real parts and one of the imaginary ones, and join them by tf.complex(real, imag).',
      });
    }
    if (values && values.length !== this.size) {
      throw new ShapeError({
        problem: `Length of values '${values.length}' does not match the size inferred by the shape '${this.size}'`,
      });
    }
    this.values =
      values ??
      (dtype === 'string' ? new Array<string>(this.size).fill('') : allocate(dtype, this.size));
    this.strides = shape.slice(1).map((_, axis) => sizeOf(shape.slice(axis + 1)));
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Writes the element at an index for each axis. */
  set(value: number | string | boolean, ...locs: number[]): void {
    const indices = this.#checked(locs);
    const values = this.values as (number | string | boolean | bigint)[];
    values[this.locToIndex(indices)] = this.values instanceof BigInt64Array ? BigInt(value) : value;
  }

  /** The element at an index for each axis. */
  get(...locs: number[]): number | string {
    const indices = this.#checked(locs);
    const inside =
      this.rank === 0 || indices.every((loc, axis) => loc >= 0 && loc < this.shape[axis]);
    if (!inside) {
      throw new ValueError({
        problem: `Requested out of range element at ${locs}. Buffer shape=${this.shape}`,
      });
    }
    const value = this.values[this.locToIndex(indices)];
    return typeof value === 'bigint' ? Number(value) : value;
  }

  #checked(locs: number[]): number[] {
    const indices = locs.length === 0 ? [0] : locs;
    if (indices.length !== Math.max(1, this.rank)) {
      throw new ShapeError({
        problem: `The number of provided coordinates (${indices.length}) must match the rank (${this.rank})`,
      });
    }
    return indices;
  }

  /** The position in `values` of an index for each axis. */
  locToIndex(locs: readonly number[]): number {
    if (this.rank === 0) return 0;
    return locs.reduce((index, loc, axis) => index + loc * (this.strides[axis] ?? 1), 0);
  }

  /** The index for each axis of a position in `values`. */
  indexToLoc(index: number): number[] {
    let rest = index;
    return this.shape.map((_, axis) => {
      const stride = this.strides[axis] ?? 1;
      const loc = Math.floor(rest / stride);
      rest -= loc * stride;
      return loc;
    });
  }

  /** A tensor of the values as they are now. */
  toTensor(): Tensor {
    if (this.dtype === 'string') {
      return eagerStrings(
        [...this.shape],
        flattenStrings(this.values as string[], 'buffer').encoded,
      );
    }
    return eager(this.dtype, [...this.shape], (this.values as TypedArray).slice());
  }

  toString(): string {
    return `TensorBuffer(${this.dtype}, ${showShape(this.shape)})`;
  }
}

/** A buffer of a shape, of zeros unless values are given; it is filled by `set` and made a tensor by `toTensor`. */
export function buffer(
  shape: readonly number[],
  dtype: DType = 'float32',
  values?: Values,
): TensorBuffer {
  return new TensorBuffer(shape, dtype, values);
}

/** A copy of a tensor's values that can be written. */
Tensor.prototype.bufferSync = function bufferSync(this: Tensor): TensorBuffer {
  const values = this.dtype === 'string' ? this.dataSync<'string'>() : this.valuesNow();
  return new TensorBuffer(this.shape, this.dtype, values.slice());
};

declare module './tensor.js' {
  interface Tensor {
    /** A copy of the values that can be written. */
    bufferSync(): TensorBuffer;
  }
}
