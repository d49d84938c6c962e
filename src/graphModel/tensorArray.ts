// TensorArray: the array that TensorFlow 1's loops write and read; each place is written once.
import type { DType } from '../dtype.js';
import { DisposedError, ValueError } from '../errors.js';
import { tensor as tensorOf, zeros } from '../ops/creation.js';
import { concat, stack, unstack } from '../ops/shape.js';
import type { Tensor } from '../tensor.js';
import {
  checkElementType,
  commonShape,
  complete,
  type ElementShape,
  merge,
} from './elementShape.js';
import { handleOf, objectOf } from './handles.js';
import { checkLength, piecesOf } from './tensorList.js';

/** What the node that makes an array says of it. */
export interface TensorArrayOptions {
  name: string;
  dtype: DType | undefined;
  /** The shape of each element; undefined if it is not known. */
  shape: ElementShape;
  size: number;
  /** Whether it grows when written past its end. */
  dynamicSize: boolean;
  /** Whether a place can be read only once. */
  clearAfterRead: boolean;
}

export class TensorArray {
  readonly handle: Tensor;
  readonly #options: TensorArrayOptions;
  readonly #where: string;
  /** What was written by place; a place that was cleared holds null. */
  readonly #places = new Map<number, Tensor | null>();
  #size: number;
  readonly #shape: ElementShape;
  #closed = false;

  constructor(options: TensorArrayOptions) {
    this.#options = options;
    this.#where = `TensorArray ${options.name}`;
    checkLength(this.#where, options.size);
    this.#size = options.size;
    this.#shape = options.shape;
    this.handle = handleOf(this);
  }

  get size(): number {
    this.#checkOpen();
    return this.#size;
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new DisposedError({ where: this.#where, problem: 'it has been closed' });
  }

  #checkPlace(index: number, size: number): void {
    if (Number.isInteger(index) && index >= 0 && index < size) return;
    throw new ValueError({
      where: this.#where,
      expected: `an index below ${size}`,
      received: String(index),
    });
  }

  read(index: number): Tensor {
    this.#checkOpen();
    this.#checkPlace(index, this.#size);
    const found = this.#places.get(index);
    if (found === null) {
      throw new ValueError({
        where: this.#where,
        problem: `index ${index} was cleared when it was read`,
        hint: 'The graph reads it twice, which takes clear_after_read = false.',
      });
    }
    if (this.#options.clearAfterRead) this.#places.set(index, null);
    const shape = complete(this.#shape);
    if (found === undefined && shape === undefined) {
      throw new ValueError({ where: this.#where, problem: `index ${index} was not written` });
    }
    return found ?? zeros(shape as number[], this.#options.dtype);
  }

  write(index: number, tensor: Tensor): void {
    this.#checkOpen();
    const { dynamicSize, dtype } = this.#options;
    this.#checkPlace(index, dynamicSize ? Number.POSITIVE_INFINITY : this.#size);
    checkLength(this.#where, index);
    checkElementType(this.#where, dtype, tensor.dtype);
    merge(this.#shape, tensor.shape, this.#where);
    if (this.#places.has(index)) {
      throw new ValueError({ where: this.#where, problem: `index ${index} was written before` });
    }
    this.#places.set(index, tensor);
    this.#size = Math.max(this.#size, index + 1);
  }

  #readAll(indices: readonly number[], dtype: DType | undefined): Tensor[] {
    checkElementType(this.#where, this.#options.dtype, dtype);
    return indices.map((index) => this.read(index));
  }

  #empty(): Tensor {
    const rest = complete(this.#shape) ?? commonShape(this.#where, [this.#shape], []);
    return tensorOf([], [0, ...rest], this.#options.dtype);
  }

  /** The elements at indices along a new first axis. */
  gather(indices: readonly number[], dtype?: DType): Tensor {
    const elements = this.#readAll(indices, dtype);
    return elements.length > 0 ? stack(elements) : this.#empty();
  }

  /** All elements along their first axis; and how long each is. */
  concat(dtype?: DType): [Tensor, number[]] {
    const elements = this.#readAll([...Array(this.size).keys()], dtype);
    const lengths = elements.map(({ shape }) => shape[0] ?? 0);
    return [elements.length > 0 ? concat(elements) : this.#empty(), lengths];
  }

  /** Writes the slices of a tensor. */
  scatter(indices: readonly number[], tensor: Tensor): Tensor[] {
    if (indices.length !== tensor.shape[0]) {
      const expected = `${tensor.shape[0]} indices, one a row`;
      throw new ValueError({ where: this.#where, expected, received: String(indices.length) });
    }
    return this.#writeAll(indices, unstack(tensor));
  }

  /** Writes pieces of a tensor of these lengths. */
  split(lengths: readonly number[], tensor: Tensor): Tensor[] {
    return this.#writeAll([...lengths.keys()], piecesOf(this.#where, tensor, lengths));
  }

  #writeAll(indices: readonly number[], tensors: Tensor[]): Tensor[] {
    tensors.forEach((tensor, i) => {
      this.write(indices[i], tensor);
    });
    return tensors;
  }

  close(): void {
    this.#places.clear();
    this.#closed = true;
  }
}

/** The array that a handle stands for. */
export const arrayOf = (handle: Tensor): TensorArray =>
  objectOf(handle, TensorArray, 'TensorArray');
