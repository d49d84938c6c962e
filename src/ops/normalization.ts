// Normalization with statistics that are given, or of neighbouring channels.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { uncounted } from '../tensors.js';
import { add, mul, pow, sub } from './arithmetic.js';
import { castArgument, toFloat } from './convert.js';
import { matMul } from './matrix.js';
import { tidy } from './scopes.js';
import { reshape } from './shape.js';
import { rsqrt, square } from './unary.js';

function normalize(
  rank: number | undefined,
  x: TensorLike,
  mean: TensorLike,
  variance: TensorLike,
  offset: TensorLike | null | undefined,
  scale: TensorLike | null | undefined,
  varianceEpsilon: number | null,
): Tensor {
  const where = 'batchNorm';
  const read = (value: TensorLike, name: string) => toFloat(value, where, name, 'numeric');
  const input = read(x, 'x');
  const center = read(mean, 'mean');
  const spread = read(variance, 'variance');
  const factor = scale === undefined || scale === null ? undefined : read(scale, 'scale');
  const shift = offset === undefined || offset === null ? undefined : read(offset, 'offset');
  if (rank !== undefined && input.rank !== rank) {
    throw new ShapeError({
      where: `batchNorm${rank}d`,
      expected: `x of rank ${rank}`,
      received: showShape(input.shape),
    });
  }
  for (const other of [spread, factor, shift]) {
    if (other === undefined || other.rank === center.rank) continue;
    throw new ShapeError({
      where,
      expected: `variance, offset and scale of mean's rank ${center.rank}`,
      received: showShape(other.shape),
    });
  }
  return tidy(() => {
    const inverse = rsqrt(add(spread, varianceEpsilon ?? 0.001));
    const scaled = mul(sub(input, center), factor ? mul(inverse, factor) : inverse);
    return shift ? add(scaled, shift) : scaled;
  });
}

/**
 * `(x - mean) / sqrt(variance + varianceEpsilon) * scale + offset`; the statistics have the size of x's last axis, or
 * a shape that is broadcast to x's.
 */
export function batchNorm(
  x: TensorLike,
  mean: TensorLike,
  variance: TensorLike,
  offset?: TensorLike | null,
  scale?: TensorLike | null,
  varianceEpsilon: number | null = 0.001,
): Tensor {
  return normalize(undefined, x, mean, variance, offset, scale, varianceEpsilon);
}

type BatchNorm = typeof batchNorm;

const ofRank =
  (rank: number): BatchNorm =>
  (x, mean, variance, offset, scale, varianceEpsilon = 0.001) =>
    normalize(rank, x, mean, variance, offset, scale, varianceEpsilon);

/** `batchNorm` of x [batch, features]. */
export const batchNorm2d: BatchNorm = ofRank(2);
/** `batchNorm` of x [height, width, channels]. */
export const batchNorm3d: BatchNorm = ofRank(3);
/** `batchNorm` of x [batch, height, width, channels]. */
export const batchNorm4d: BatchNorm = ofRank(4);

/** Ones where row and column are at most `radius` apart: a product with it sums neighbours. */
function band(size: number, radius: number): Tensor {
  const values = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const end = Math.min(size, row + radius + 1);
    values.fill(1, row * size + Math.max(0, row - radius), row * size + end);
  }
  return uncounted('float32', [size, size], values);
}

/**
 * `x / (bias + alpha * s)^beta`, where s sums the squares of the channels at most `depthRadius` apart
 * (Krizhevsky et al., 2012); x [batch, height, width, channels], or one image.
 */
export function localResponseNormalization(
  x: TensorLike,
  depthRadius = 5,
  bias = 1,
  alpha = 1,
  beta = 0.5,
): Tensor {
  const where = 'localResponseNormalization';
  const input = toFloat(x, where, 'x', 'numeric');
  if (input.rank !== 3 && input.rank !== 4) {
    throw new ShapeError({ where, expected: 'x of rank 3 or 4', received: showShape(input.shape) });
  }
  if (!Number.isInteger(depthRadius) || depthRadius < 0) {
    throw new ConfigError({
      where,
      expected: 'depthRadius to be a whole number',
      received: String(depthRadius),
    });
  }
  return tidy(() => {
    const channels = input.shape[input.rank - 1];
    const rows = reshape(square(input), [-1, channels]);
    const sums = matMul(rows, castArgument(band(channels, depthRadius), input.dtype));
    const scale = pow(add(mul(sums, alpha), bias), -beta);
    return mul(input, reshape(scale, input.shape));
  });
}
