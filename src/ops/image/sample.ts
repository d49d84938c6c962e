// Pixels at any position of an image, between pixels or outside: what crops and transformations are made of.
import type { Tensor } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { add, greaterEqual, less, logicalAnd, mul, where as select, sub } from '../arithmetic.js';
import { castArgument } from '../convert.js';
import { gather } from '../indexing.js';
import { expandDims, reshape } from '../shape.js';
import { clipByValue, floor } from '../unary.js';

export type Interpolation = 'nearest' | 'bilinear';

/** Positions in images: each [batch, rows, columns] or broadcast to it; float64, but which image is int32. */
export interface Positions {
  image: Tensor;
  row: Tensor;
  column: Tensor;
}

/** A constant in float64. */
export function numbers(shape: number[], values: readonly number[]): Tensor {
  return uncounted('float64', shape, Float64Array.from(values));
}

/** The numbers of the images, [batch, 1, 1]. */
export function imageNumbers(batch: number): Tensor {
  return uncounted(
    'int32',
    [batch, 1, 1],
    Int32Array.from({ length: batch }, (_, i) => i),
  );
}

/** Whether the position lies from 0 to before `length`. */
function inside(at: Tensor, length: number): Tensor {
  return logicalAnd(greaterEqual(at, 0), less(at, length));
}

/** The pixels at whole positions, [batch, rows, columns, channels]; `fill` outside. */
function pixels(images: Tensor, { image, row, column }: Positions, fill: Tensor): Tensor {
  const [, height, width, channels] = images.shape;
  const here = logicalAnd(inside(row, height), inside(column, width));
  const line = add(mul(image, height), castArgument(clipByValue(row, 0, height - 1), 'int32'));
  const index = add(mul(line, width), castArgument(clipByValue(column, 0, width - 1), 'int32'));
  const found = gather(reshape(images, [-1, channels]), index);
  return select(expandDims(here, -1), found, fill);
}

/** The images [batch, height, width, channels] at positions: of the nearest pixel, or between the four around. */
export function sample(images: Tensor, at: Positions, method: Interpolation, fill: Tensor): Tensor {
  if (method === 'nearest') {
    const nearest = (x: Tensor) => floor(add(x, 0.5));
    return pixels(images, { ...at, row: nearest(at.row), column: nearest(at.column) }, fill);
  }
  const [top, left] = [floor(at.row), floor(at.column)];
  const weight = (x: Tensor) => expandDims(castArgument(x, images.dtype), -1);
  const [down, right] = [weight(sub(at.row, top)), weight(sub(at.column, left))];
  const between = (a: Tensor, b: Tensor, part: Tensor) => add(mul(a, sub(1, part)), mul(b, part));
  const line = (row: Tensor) =>
    between(
      pixels(images, { image: at.image, row, column: left }, fill),
      pixels(images, { image: at.image, row, column: add(left, 1) }, fill),
      right,
    );
  return between(line(top), line(add(top, 1)), down);
}
