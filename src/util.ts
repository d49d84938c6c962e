// `tf.util`: tfjs's small helpers for shapes, arrays and checks.
import { type DType, dtypeOf, type TypedArray, toStored } from './dtype.js';
import { ValueError } from './errors.js';
import { flatten as flattenNested, inferDType, type NestedArray } from './nested.js';
import { RandomState } from './random/mt19937.js';
import { nextSeed } from './session.js';

export { sizeOf as sizeFromShape } from './nested.js';

/** @throws ValueError with the message unless the condition holds. */
export function assert(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new ValueError(message());
}

/** Milliseconds, from some time on. */
export function now(): number {
  return performance.now();
}

/** Puts the elements in a random order, in place; seeded by `tf.utils.setRandomSeed`. */
export function shuffle<T>(array: T[] | TypedArray): void {
  shuffleCombo(array as T[]);
}

/** Puts two arrays of one length in the same random order, in place. */
export function shuffleCombo<T, U>(first: T[], second?: U[]): void {
  if (second && second.length !== first.length) {
    throw new ValueError({
      where: 'shuffleCombo',
      expected: 'arrays of one length',
      received: `${first.length} and ${second.length} elements`,
    });
  }
  const order = new RandomState(nextSeed()).permutation(first.length);
  for (const array of second ? [first, second] : [first]) {
    const before = [...array];
    for (let i = 0; i < before.length; i++) (array as unknown[])[i] = before[order[i]];
  }
}

/** The numbers below n in a random order. */
export function createShuffledIndices(n: number): Uint32Array {
  const indices = Uint32Array.from({ length: n }, (_, i) => i);
  shuffle(indices as unknown as number[]);
  return indices;
}

/** All elements of nested arrays, in order. */
export function flatten<T>(array: readonly unknown[] | T): T[] {
  return (Array.isArray(array) ? array.flat(Number.POSITIVE_INFINITY) : [array]) as T[];
}

/** The shape of nested arrays. */
export function inferShape(array: NestedArray): number[] {
  return flattenNested(array).shape;
}

/** The dtype that a tensor of these values has. */
export function inferDtype(values: NestedArray): DType {
  return ArrayBuffer.isView(values) ? dtypeOf(toStored(values)) : inferDType(values);
}

export function isTypedArray(x: unknown): x is TypedArray {
  return ArrayBuffer.isView(x) && !(x instanceof DataView);
}

/** Whether two lists hold the same elements. */
export function arraysEqual(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  return a.length === b.length && Array.from(a).every((x, i) => x === b[i]);
}

/** The bytes of a string in UTF-8. */
export function encodeString(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The string of bytes in UTF-8. */
export function decodeString(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
