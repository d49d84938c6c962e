// The shapes of a list's elements: sizes of -1, or all of them, may not be known.

import type { DType } from '../dtype.js';
import { DTypeError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor } from '../tensor.js';

/** Sizes, -1 where one is not known; undefined if even the rank is not. */
export type ElementShape = readonly number[] | undefined;

/** What is known of either. @throws ShapeError if they contradict each other */
export function merge(a: ElementShape, b: ElementShape, where: string): ElementShape {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const fits = a.length === b.length && a.every((size, i) => size < 0 || b[i] < 0 || size === b[i]);
  if (!fits) {
    throw new ShapeError({
      where,
      expected: `elements of shape ${showShape(a)}`,
      received: showShape(b),
    });
  }
  return a.map((size, i) => (size < 0 ? b[i] : size));
}

/** The shape, if all of it is known. */
export function complete(shape: ElementShape): number[] | undefined {
  return shape?.every((size) => size >= 0) ? [...shape] : undefined;
}

/** @throws DTypeError if a list of one dtype is asked for another; undefined fits any */
export function checkElementType(
  where: string,
  own: DType | undefined,
  other: DType | undefined,
): void {
  if (own === undefined || other === undefined || own === other) return;
  throw new DTypeError({ where, expected: `elements of ${own}`, received: other });
}

/** The shape of every element, of what a list says, what is asked for, and the elements that are there. */
export function commonShape(
  where: string,
  shapes: readonly ElementShape[],
  elements: Iterable<Tensor>,
): number[] {
  let shape: ElementShape;
  for (const each of shapes) shape = merge(shape, each, where);
  for (const { shape: own } of elements) shape = merge(shape, own, where);
  const known = complete(shape);
  if (known) return known;
  throw new ShapeError({
    where,
    expected: 'the shape of an element, for there is none to take it from',
    received: shape ? showShape(shape) : 'any',
  });
}
