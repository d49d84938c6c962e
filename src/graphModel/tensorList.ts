// TensorList: a list of tensors as TensorFlow 2's loops collect them; a value, so that each change makes another list.
import type { DType } from '../dtype.js';
import { ShapeError, ValueError } from '../errors.js';
import { showShape } from '../nested.js';
import { tensor as tensorOf, zeros } from '../ops/creation.js';
import { concat, reshape, slice, stack, unstack } from '../ops/shape.js';
import type { Tensor } from '../tensor.js';
import {
  checkElementType,
  commonShape,
  complete,
  type ElementShape,
  merge,
} from './elementShape.js';
import { handleOf, objectOf } from './handles.js';

const WHERE = 'TensorList';
/** The longest list: a graph may declare any length. */
const MOST = 2 ** 24;

/** @throws ValueError for what is no length of a list */
export function checkLength(where: string, length: number): void {
  if (Number.isInteger(length) && length >= 0 && length <= MOST) return;
  throw new ValueError({ where, expected: `a length from 0 to ${MOST}`, received: String(length) });
}

export class TensorList {
  readonly handle: Tensor;
  readonly dtype: DType | undefined;
  readonly shape: ElementShape;
  /** Those that were set; the rest are zeros. */
  readonly #items: readonly (Tensor | undefined)[];
  readonly length: number;
  /** The most elements, or -1. */
  readonly #most: number;

  constructor(
    dtype: DType | undefined,
    shape: ElementShape,
    items: readonly (Tensor | undefined)[],
    length = items.length,
    most = -1,
  ) {
    checkLength(WHERE, length);
    this.dtype = dtype;
    this.shape = shape;
    this.#items = items;
    this.length = length;
    this.#most = most;
    this.handle = handleOf(this);
  }

  /** The elements that were set. */
  get tensors(): Tensor[] {
    return this.#items.filter((item) => item !== undefined);
  }

  #with(items: readonly (Tensor | undefined)[], length: number): TensorList {
    return new TensorList(this.dtype, this.shape, items, length, this.#most);
  }

  #check(tensor: Tensor): void {
    checkElementType(WHERE, this.dtype, tensor.dtype);
    merge(this.shape, tensor.shape, WHERE);
  }

  #at(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new ValueError({
      where: WHERE,
      expected: `an index below ${this.length}`,
      received: String(index),
    });
  }

  /** Where nothing says the shape of an element that was not set, the others' is. */
  #shapeOf(shape: ElementShape): number[] {
    const known = complete(merge(this.shape, shape, WHERE));
    return known ?? commonShape(WHERE, [this.shape, shape], this.tensors);
  }

  #elements(indices: Iterable<number>, shape: ElementShape, dtype?: DType): Tensor[] {
    checkElementType(WHERE, this.dtype, dtype);
    const own = this.#shapeOf(shape);
    return Array.from(indices, (index) => {
      const item = this.#items[this.#at(index)];
      return item ? reshape(item, own) : zeros(own, this.dtype);
    });
  }

  getItem(index: number, shape: ElementShape, dtype?: DType): Tensor {
    const item = this.#items[this.#at(index)];
    if (!item) return this.#elements([index], shape, dtype)[0];
    checkElementType(WHERE, this.dtype, dtype);
    merge(shape, item.shape, WHERE);
    return item;
  }

  setItem(index: number, tensor: Tensor): TensorList {
    this.#check(tensor);
    const items = this.#items.slice();
    // Lists that TensorFlow 1 made grow as they are set.
    const length = Math.max(this.length, index + 1);
    if (!Number.isInteger(index) || index < 0 || (this.#most >= 0 && index >= this.#most))
      this.#at(index);
    checkLength(WHERE, length);
    while (items.length < index) items.push(undefined);
    items[index] = tensor;
    return this.#with(items, length);
  }

  pushBack(tensor: Tensor): TensorList {
    if (this.length === this.#most) {
      throw new ValueError({
        where: WHERE,
        problem: `a list of at most ${this.#most} elements is full`,
      });
    }
    return this.#with(this.#items, this.length).setItem(this.length, tensor);
  }

  popBack(shape: ElementShape, dtype?: DType): [TensorList, Tensor] {
    if (this.length === 0) throw new ValueError({ where: WHERE, problem: 'the list is empty' });
    const last = this.getItem(this.length - 1, shape, dtype);
    return [this.resize(this.length - 1), last];
  }

  resize(length: number): TensorList {
    checkLength(WHERE, length);
    return this.#with(this.#items.slice(0, length), length);
  }

  /** The elements at indices along a new first axis; indices past the end are left out, as in tfjs. */
  gather(indices: readonly number[], shape: ElementShape, dtype?: DType): Tensor {
    return this.#stacked(indices.slice(0, this.length), shape, dtype);
  }

  /** All elements along a new first axis. */
  stack(shape: ElementShape, count: number, dtype?: DType): Tensor {
    if (count >= 0 && count !== this.length) {
      throw new ValueError({
        where: WHERE,
        expected: `${count} elements`,
        received: String(this.length),
      });
    }
    return this.#stacked(Array(this.length).keys(), shape, dtype);
  }

  #stacked(indices: Iterable<number>, shape: ElementShape, dtype?: DType): Tensor {
    const elements = this.#elements(indices, shape, dtype);
    if (elements.length > 0) return stack(elements);
    return tensorOf([], [0, ...this.#shapeOf(shape)], this.dtype);
  }

  /** All elements along their first axis, which may be of any length; and those lengths. */
  concat(dtype?: DType): [Tensor, number[]] {
    checkElementType(WHERE, this.dtype, dtype);
    const elements = Array.from({ length: this.length }, (_, i) => this.getItem(i, undefined));
    const lengths = elements.map((element) => element.shape[0] ?? 0);
    if (elements.length > 0) return [concat(elements), lengths];
    return [tensorOf([], [0, ...this.#shapeOf(undefined).slice(1)], this.dtype), lengths];
  }
}

/** The list that a handle stands for. */
export const listOf = (handle: Tensor): TensorList => objectOf(handle, TensorList, WHERE);

/** Slices of a tensor along its first axis. */
export function fromTensor(x: Tensor, shape: ElementShape, dtype?: DType): TensorList {
  checkElementType(WHERE, dtype, x.dtype);
  if (x.rank === 0)
    throw new ShapeError({ where: WHERE, expected: 'at least a vector', received: 'a scalar' });
  merge(shape, x.shape.slice(1), WHERE);
  return new TensorList(x.dtype, shape, unstack(x));
}

/** Pieces of a tensor along its first axis, of these lengths. */
export function piecesOf(where: string, x: Tensor, lengths: readonly number[]): Tensor[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== x.shape[0]) {
    const expected = `lengths that add up to the first of ${showShape(x.shape)}`;
    throw new ShapeError({ where, expected, received: String(total) });
  }
  const rest = x.shape.slice(1);
  let start = 0;
  return lengths.map((length) => {
    const piece = slice(x, [start, ...rest.map(() => 0)], [length, ...rest]);
    start += length;
    return piece;
  });
}

/** The slices of a tensor at indices of a list. */
export function scattered(
  x: Tensor,
  indices: readonly number[],
  shape: ElementShape,
  count: number,
): TensorList {
  if (indices.length !== x.shape[0]) {
    const expected = `${x.shape[0]} indices, one a row`;
    throw new ShapeError({ where: WHERE, expected, received: String(indices.length) });
  }
  const elements = unstack(x);
  const items: (Tensor | undefined)[] = [];
  indices.forEach((index, i) => {
    checkLength(WHERE, index);
    while (items.length < index) items.push(undefined);
    merge(shape, elements[i].shape, WHERE);
    items[index] = elements[i];
  });
  if (count >= 0 && items.length > count) {
    throw new ValueError({
      where: WHERE,
      expected: `indices below ${count}`,
      received: String(items.length - 1),
    });
  }
  return new TensorList(x.dtype, shape, items, Math.max(items.length, count));
}
