// Parts of images, each in the same size.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { imageArgument } from '../arguments.js';
import { add, greaterEqual, lessEqual, logicalAnd, mul, where as select } from '../arithmetic.js';
import { castArgument, toFloat, toTensor } from '../convert.js';
import { tidy } from '../scopes.js';
import { expandDims, reshape, slice } from '../shape.js';
import { type Interpolation, numbers, sample } from './sample.js';

/** Positions along one side of each box, [boxes, count]: from `low` to `high`, the middle for one. */
function along(boxes: Tensor, [low, high]: [number, number], length: number, count: number) {
  const side = (i: number) => slice(boxes, [0, i], [-1, 1]);
  const part = Array.from({ length: count }, (_, i) => (count > 1 ? i / (count - 1) : 0.5));
  const scaled = (weights: readonly number[]) =>
    numbers(
      [1, count],
      weights.map((weight) => weight * (length - 1)),
    );
  return add(mul(side(low), scaled(part.map((p) => 1 - p))), mul(side(high), scaled(part)));
}

/**
 * The parts of images [batch, height, width, channels] in `boxes`, each in size `cropSize`:
 * [boxes, cropHeight, cropWidth, channels]. Differentiable by the image and, if bilinear, by the boxes.
 *
 * @param boxes [boxes, 4]: top, left, bottom, right, from 0 to 1; what lies outside has the `extrapolationValue`.
 * @param boxInd which image each box is of.
 */
export function cropAndResize(
  image: TensorLike,
  boxes: TensorLike,
  boxInd: TensorLike,
  cropSize: readonly [number, number],
  method: Interpolation = 'bilinear',
  extrapolationValue = 0,
): Tensor {
  const where = 'cropAndResize';
  const images = toFloat(image, where, 'image', 'numeric');
  const box = imageArgument(boxes, where, 'boxes');
  const which = toTensor(boxInd, where, 'boxInd');
  const [count] = box.shape;
  const fits = box.rank === 2 && box.shape[1] === 4 && which.rank === 1 && which.size === count;
  if (images.rank !== 4 || !fits) {
    const received = [images, box, which].map(({ shape }) => showShape(shape)).join(', ');
    throw new ShapeError({
      where,
      expected: 'an image of rank 4, boxes [n, 4], boxInd [n]',
      received,
    });
  }
  if (cropSize.length !== 2 || !cropSize.every((n) => Number.isInteger(n) && n >= 1)) {
    throw new ConfigError({
      where,
      expected: 'cropSize [height, width] of at least [1, 1]',
      received: JSON.stringify(cropSize),
    });
  }
  if (method !== 'bilinear' && method !== 'nearest') {
    throw new ConfigError({
      where,
      expected: "method 'bilinear' or 'nearest'",
      received: String(method),
    });
  }
  const [, height, width] = images.shape;
  return tidy(() => {
    // In float64, so that a box's edge on the image's edge is not outside by rounding.
    const exact = castArgument(box, 'float64');
    const row = expandDims(along(exact, [0, 2], height, cropSize[0]), 2);
    const column = expandDims(along(exact, [1, 3], width, cropSize[1]), 1);
    const within = (at: Tensor, length: number) =>
      logicalAnd(greaterEqual(at, 0), lessEqual(at, length - 1));
    const fill = castArgument(
      uncounted('float32', [], Float32Array.of(extrapolationValue)),
      images.dtype,
    );
    const here = expandDims(logicalAnd(within(row, height), within(column, width)), -1);
    const positions = { image: reshape(castArgument(which, 'int32'), [-1, 1, 1]), row, column };
    return select(here, sample(images, positions, method, fill), fill);
  });
}
