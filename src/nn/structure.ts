// States of cells: a tensor, an LSTM's pair of c and h, or lists of them; what all loops do with such structures.

import { parts } from '../containers.js';
import type { DType } from '../dtype.js';
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { toFloat } from '../ops/convert.js';
import { cast, zeros } from '../ops/index.js';
import { Tensor, type TensorLike } from '../tensor.js';

/** An LSTM's state, TensorFlow 1's LSTMStateTuple: `{c, h}`, `[0]` and `[1]`, or `const [c, h] = state`. */
export class LSTMState<T = Tensor> {
  /** What the cell remembers. */
  readonly c: T;
  /** Its last output. */
  readonly h: T;

  constructor(c: T, h: T) {
    this.c = c;
    this.h = h;
  }

  get 0(): T {
    return this.c;
  }

  get 1(): T {
    return this.h;
  }

  /** `tf.compile` looks for tensors inside. @internal */
  get [parts](): true {
    return true;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    yield this.c;
    yield this.h;
  }
}

/** One value, the two of an LSTM, or lists of them. */
export type Nested<T> = T | LSTMState<T> | readonly Nested<T>[];

/** What a cell carries from step to step. */
export type State = Nested<Tensor>;

/** The sizes of a cell's states, without the batch, in the structure of the state. */
export type StateSize = Nested<number>;

/** A state as it may be given: anything array-like for a tensor, `[c, h]` or `{c, h}` for an LSTM's. */
export type StateLike = TensorLike | { readonly c: TensorLike; readonly h: TensorLike } | LSTMState;

/** The leaves in order. */
export function flatten<T>(nested: Nested<T>): T[] {
  if (nested instanceof LSTMState) return [nested.c, nested.h];
  return Array.isArray(nested) ? nested.flatMap((part) => flatten(part)) : [nested as T];
}

/** The structure with each leaf replaced. */
export function map<T, U>(nested: Nested<T>, fn: (leaf: T) => U): Nested<U> {
  if (nested instanceof LSTMState) return new LSTMState(fn(nested.c), fn(nested.h));
  return Array.isArray(nested) ? nested.map((part) => map(part, fn)) : fn(nested as T);
}

/** The structure with these leaves. */
export function pack<T, S extends Nested<unknown>>(structure: S, leaves: readonly T[]): Nested<T> {
  let next = 0;
  return map(structure, () => leaves[next++]);
}

/** Zeros of these sizes for a batch. */
export function zeroState(size: StateSize, batchSize: number, dtype: DType): State {
  return map(size, (n) => zeros([batchSize, n], dtype));
}

/** How an error shows a state, or what was given for one. */
export function describe(given: unknown): string {
  if (given instanceof Tensor) return showShape(given.shape);
  if (Array.isArray(given)) return `[${given.map(describe).join(', ')}]`;
  if (given instanceof LSTMState || isPair(given)) {
    return `{c: ${describe(given.c)}, h: ${describe(given.h)}}`;
  }
  return typeof given === 'number' ? String(given) : typeof given;
}

/** Whether it has a `c` and an `h`. */
export function isPair(given: unknown): given is { c: unknown; h: unknown } {
  return typeof given === 'object' && given !== null && 'c' in given && 'h' in given;
}

/**
 * A given state in the structure that these sizes have.
 * @throws ShapeError if it has another, or another batch.
 */
export function readState(
  given: unknown,
  size: StateSize,
  batchSize: number,
  dtype: DType,
  where: string,
): State {
  const wrong = () => {
    const shapes = map(size, (n) => `[${batchSize}, ${n}]`);
    return new ShapeError({
      where,
      expected: `a state ${show(shapes)}`,
      received: describe(given),
    });
  };
  const read = (part: unknown, of: StateSize): State => {
    if (of instanceof LSTMState) {
      const pair = isPair(part) ? [part.c, part.h] : part;
      if (!Array.isArray(pair) || pair.length !== 2) throw wrong();
      return new LSTMState(read(pair[0], of.c) as Tensor, read(pair[1], of.h) as Tensor);
    }
    if (Array.isArray(of)) {
      if (!Array.isArray(part) || part.length !== of.length) throw wrong();
      return part.map((inner, i) => read(inner, of[i]));
    }
    if (part === undefined || part === null || isPair(part)) throw wrong();
    const tensor = toFloat(part as TensorLike, where);
    if (showShape(tensor.shape) !== `[${batchSize}, ${of}]`) throw wrong();
    return cast(tensor, dtype);
  };
  return read(given, size);
}

function show(shapes: Nested<string>): string {
  if (shapes instanceof LSTMState) return `{c: ${shapes.c}, h: ${shapes.h}}`;
  return Array.isArray(shapes) ? `[${shapes.map(show).join(', ')}]` : String(shapes);
}
