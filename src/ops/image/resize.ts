// Images in another size: linear interpolation, or the nearest pixel, along each of the two axes.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { add, mul, sub } from '../arithmetic.js';
import { castArgument, toFloat, toTensor } from '../convert.js';
import { batched } from '../convolution.js';
import { gather } from '../indexing.js';
import { tidy } from '../scopes.js';

interface Sampling {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Where in an axis of `from` pixels each of `to` pixels lies; a pixel's center is at `shiftOf` from its number. */
function positions(from: number, to: number, sampling: Sampling): number[] {
  const ratio = sampling.alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => ratio * (i + shiftOf(sampling)));
}

const shiftOf = ({ halfPixelCenters }: Sampling) => (halfPixelCenters ? 0.5 : 0);

const indices = (values: readonly number[]) =>
  uncounted('int32', [values.length], Int32Array.from(values));

/** Interpolates along one axis between the two pixels around each position. @internal */
export function linear(images: Tensor, axis: number, to: number, sampling: Sampling): Tensor {
  const last = images.shape[axis] - 1;
  const at = positions(images.shape[axis], to, sampling).map((x) => x - shiftOf(sampling));
  const before = at.map((x) => Math.max(0, Math.floor(x)));
  const after = at.map((x) => Math.min(last, Math.max(0, Math.ceil(x))));
  const low = gather(images, indices(before), axis);
  if (before.every((i, k) => i === after[k])) return low;
  const high = gather(images, indices(after), axis);
  const shape = images.shape.map((_, i) => (i === axis ? to : 1));
  const parts = Float32Array.from(at, (x, i) => Math.max(0, x - before[i]));
  const part = castArgument(uncounted('float32', shape, parts), images.dtype);
  return add(low, mul(sub(high, low), part));
}

/** The nearest pixel to each position along one axis. @internal */
export function nearest(images: Tensor, axis: number, to: number, sampling: Sampling): Tensor {
  const last = images.shape[axis] - 1;
  const at = positions(images.shape[axis], to, sampling);
  const round = sampling.alignCorners ? Math.round : Math.floor;
  const pixels = at.map((x) => Math.max(0, Math.min(last, round(x))));
  return gather(images, indices(pixels), axis);
}

function resize(
  where: string,
  images: Tensor,
  size: readonly number[],
  sampling: Sampling,
  along: typeof linear,
): Tensor {
  if (images.rank !== 3 && images.rank !== 4) {
    throw new ShapeError({
      where,
      expected: 'images of rank 3 or 4',
      received: showShape(images.shape),
    });
  }
  if (size.length !== 2 || !size.every((n) => Number.isInteger(n) && n > 0)) {
    throw new ConfigError({
      where,
      expected: 'a size [height, width] of positive whole numbers',
      received: JSON.stringify(size),
    });
  }
  if (sampling.alignCorners && sampling.halfPixelCenters) {
    throw new ConfigError({
      where,
      problem: 'if halfPixelCenters is true, alignCorners must be false',
    });
  }
  return tidy(() =>
    batched(images, 2, (batch) => along(along(batch, 1, size[0], sampling), 2, size[1], sampling)),
  );
}

/**
 * Images [batch, height, width, channels], or one, in another size by linear interpolation; float32.
 * @param alignCorners the corner pixels' centers stay where they are.
 * @param halfPixelCenters a pixel's center is half a pixel from its edge, as Keras has it; else it is its corner.
 */
export function resizeBilinear(
  images: TensorLike,
  size: readonly [number, number],
  alignCorners = false,
  halfPixelCenters = false,
): Tensor {
  const tensor = toFloat(images, 'resizeBilinear', 'images', 'numeric');
  return resize('resizeBilinear', tensor, size, { alignCorners, halfPixelCenters }, linear);
}

/** As `resizeBilinear`, but each pixel is that of the input which is nearest; the dtype stays. */
export function resizeNearestNeighbor(
  images: TensorLike,
  size: readonly [number, number],
  alignCorners = false,
  halfPixelCenters = false,
): Tensor {
  const tensor = toTensor(images, 'resizeNearestNeighbor', 'images');
  return resize('resizeNearestNeighbor', tensor, size, { alignCorners, halfPixelCenters }, nearest);
}
