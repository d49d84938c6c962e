// Images turned, mirrored, or seen through a projection.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { expectReal, imageArgument } from '../arguments.js';
import {
  add,
  div,
  greater,
  less,
  mod,
  mul,
  notEqual,
  where as select,
  sub,
} from '../arithmetic.js';
import { castArgument, toTensor } from '../convert.js';
import { tidy } from '../scopes.js';
import { expandDims, reshape, reverse, slice } from '../shape.js';
import { abs, clipByValue, floor } from '../unary.js';
import { type Interpolation, imageNumbers, numbers, sample } from './sample.js';

export type FillMode = 'constant' | 'reflect' | 'wrap' | 'nearest';

const counting = (length: number) => Array.from({ length }, (_, i) => i);

function expectImages(where: string, images: Tensor): void {
  if (images.rank === 4) return;
  throw new ShapeError({
    where,
    expected: 'images [batch, height, width, channels]',
    received: showShape(images.shape),
  });
}

/** Images [batch, height, width, channels] with left and right swapped. */
export function flipLeftRight(image: TensorLike): Tensor {
  const images = toTensor(image, 'flipLeftRight', 'image');
  expectImages('flipLeftRight', expectReal(images, 'flipLeftRight', 'image'));
  return reverse(images, 2);
}

/** Which position inside stands for one outside: `abcd` goes on as `dcba` (reflect), `abcd` (wrap), `dddd` (nearest). */
function mapped(at: Tensor, length: number, mode: FillMode): Tensor {
  if (mode === 'constant') return at;
  const last = length - 1;
  if (mode === 'nearest' || last === 0) return clipByValue(at, 0, last);
  if (mode === 'reflect') {
    const phase = mod(at, 2 * length);
    const turned = select(less(phase, length), phase, sub(2 * length - 1, phase));
    return clipByValue(turned, 0, last);
  }
  // As in TensorFlow: periods are counted in lengths between the outer pixels' centers.
  const periods = floor(div(abs(at), last));
  const below = add(at, mul(add(periods, 1), length));
  const above = sub(at, mul(periods, length));
  const wrapped = select(less(at, 0), below, select(greater(at, last), above, at));
  return clipByValue(wrapped, 0, last);
}

/**
 * Projective transformations of images [batch, height, width, channels].
 *
 * @param transforms [batch or 1, 8], a0 to c1: output pixel (x, y) is taken from
 * `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)`, where `k = c0 x + c1 y + 1`.
 * @param fillMode what lies outside: `fillValue` (constant), or the image mirrored, repeated, or its edge.
 * @param outputShape [height, width]; default the image's.
 */
export function transform(
  image: TensorLike,
  transforms: TensorLike,
  interpolation: Interpolation = 'nearest',
  fillMode: FillMode = 'constant',
  fillValue = 0,
  outputShape?: readonly [number, number] | null,
): Tensor {
  const where = 'transform';
  const images = imageArgument(image, where, 'image');
  const matrices = imageArgument(transforms, where, 'transforms');
  expectImages(where, images);
  const [batch, height, width] = images.shape;
  const count = matrices.shape[0];
  if (matrices.rank !== 2 || matrices.shape[1] !== 8 || (count !== batch && count !== 1)) {
    throw new ShapeError({
      where,
      expected: `transforms [${batch}, 8] or [1, 8]`,
      received: showShape(matrices.shape),
    });
  }
  const known = ['constant', 'reflect', 'wrap', 'nearest'].includes(fillMode);
  if (!known || (interpolation !== 'nearest' && interpolation !== 'bilinear')) {
    throw new ConfigError({
      where,
      expected:
        "interpolation 'nearest' or 'bilinear', fillMode 'constant', 'reflect', 'wrap' or 'nearest'",
      received: `${interpolation}, ${fillMode}`,
    });
  }
  const [rows, columns] = outputShape ?? [height, width];
  return tidy(() => {
    const exact = castArgument(matrices, 'float64');
    const entry = (i: number) => reshape(slice(exact, [0, i], [-1, 1]), [-1, 1, 1]);
    const x = numbers([1, 1, columns], counting(columns));
    const y = numbers([1, rows, 1], counting(rows));
    const line = (first: number) => add(mul(entry(first), x), mul(entry(first + 1), y));
    const scale = add(line(6), 1);
    const finite = notEqual(scale, 0);
    const depth = select(finite, scale, 1);
    const column = div(add(line(0), entry(2)), depth);
    const row = div(add(line(3), entry(5)), depth);
    const fill = castArgument(uncounted('float32', [], Float32Array.of(fillValue)), images.dtype);
    const positions = {
      image: imageNumbers(batch),
      row: mapped(row, height, fillMode),
      column: mapped(column, width, fillMode),
    };
    return select(expandDims(finite, -1), sample(images, positions, interpolation, fill), fill);
  });
}

/**
 * Images [batch, height, width, channels] turned clockwise by an angle, nearest pixels taken.
 * @param fillValue of what comes from outside: a number, or one each for red, green and blue (opaque).
 * @param center the point turned about, in parts of the size: a number or [x, y].
 */
export function rotateWithOffset(
  image: TensorLike,
  radians: number,
  fillValue: number | readonly [number, number, number] = 0,
  center: number | readonly [number, number] = 0.5,
): Tensor {
  const where = 'rotateWithOffset';
  const images = imageArgument(image, where, 'image');
  expectImages(where, images);
  const [batch, height, width, channels] = images.shape;
  const [centerX, centerY] = typeof center === 'number' ? [center, center] : center;
  const colors =
    typeof fillValue === 'number' ? [fillValue] : [...fillValue, 255].slice(0, channels);
  return tidy(() => {
    const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
    const [left, top] = [width * centerX, height * centerY];
    const x = numbers(
      [1, 1, width],
      counting(width).map((i) => i - left),
    );
    const y = numbers(
      [1, height, 1],
      counting(height).map((i) => i - top),
    );
    const column = add(sub(mul(x, cosine), mul(y, sine)), left);
    const row = add(add(mul(x, sine), mul(y, cosine)), top);
    const fill = uncounted('float32', [colors.length], Float32Array.from(colors));
    const positions = { image: imageNumbers(batch), row, column };
    return sample(images, positions, 'nearest', castArgument(fill, images.dtype));
  });
}
