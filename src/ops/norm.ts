// Norms of vectors and matrices, standard deviation and variance, and clipping by norm.
import { ConfigError } from '../errors.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { div, greater, maximum, mul, where } from './arithmetic.js';
import { toFloat } from './convert.js';
import { onesLike } from './creation.js';
import { type Axis, max, min, moments, normalizeAxes, sum } from './reduction.js';
import { tidy } from './scopes.js';
import { abs, sqrt, square } from './unary.js';

/** Which norm: Euclidean (also 2, and Frobenius for matrices), sums of magnitudes, the largest or the smallest. */
export type NormOrder = number | 'euclidean' | 'fro';

/** The root, whose gradient is 0 where x is. */
function safeSqrt(x: Tensor): Tensor {
  const positive = greater(x, 0);
  const root = sqrt(where(positive, x, onesLike(x)));
  // Zeros (and NaN) pass as they are.
  return where(positive, root, x);
}

/**
 * The norm over one axis (of vectors) or two (of matrices), or of all elements. Its gradient at 0 is 0.
 *
 * @param ord `euclidean`, 1, 2, Infinity or -Infinity for vectors; `euclidean`, `fro`, 1, Infinity or -Infinity for matrices.
 * @param axis one axis, a pair of them, or all elements as one vector.
 * @throws ConfigError for another order, or more than two axes.
 */
export function norm(
  x: TensorLike,
  ord: NormOrder = 'euclidean',
  axis: Axis = null,
  keepDims = false,
): Tensor {
  const tensor = toFloat(x, 'norm', 'x', 'numeric');
  return tidy(() => {
    const axes = normalizeAxes(axis, tensor.rank, 'norm');
    const matrices = axis !== null && axes.length === 2;
    if (axis !== null && axes.length > 2) {
      throw new ConfigError({ where: 'norm', expected: 'one or two axes', received: `${axis}` });
    }
    const size = abs(tensor);
    if (ord === 'euclidean' || (matrices ? ord === 'fro' : ord === 2)) {
      return safeSqrt(sum(square(tensor), axes, keepDims));
    }
    if (ord === 1 || ord === Number.POSITIVE_INFINITY || ord === Number.NEGATIVE_INFINITY) {
      const reduce = ord === Number.NEGATIVE_INFINITY ? min : max;
      if (!matrices) return ord === 1 ? sum(size, axes, keepDims) : reduce(size, axes, keepDims);
      // Sums of columns for 1, of rows for infinities; the axes kept so that both still count.
      const [row, column] = axis as readonly [number, number];
      const [summed, reduced] = ord === 1 ? [row, column] : [column, row];
      const result = reduce(sum(size, summed, true), reduced, true);
      return keepDims ? result : max(result, axes, false);
    }
    const expected = matrices
      ? "'euclidean', 'fro', 1, Infinity or -Infinity"
      : "'euclidean', 1, 2, Infinity or -Infinity";
    throw new ConfigError({
      where: 'norm',
      problem: 'invalid ord value',
      expected,
      received: `${ord}`,
    });
  });
}

/** The Euclidean norm over the axes. */
export function euclideanNorm(x: TensorLike, axis: Axis = null, keepDims = false): Tensor {
  return norm(x, 'euclidean', axis, keepDims);
}

/** x scaled down, where its norm over the axes is greater, to the norm `clipNorm`. */
export function clipByNorm(x: TensorLike, clipNorm: number, axis: Axis = null): Tensor {
  const tensor = toFloat(x, 'clipByNorm');
  return tidy(() => {
    const axes = normalizeAxes(axis, tensor.rank, 'clipByNorm');
    const length = safeSqrt(sum(square(tensor), axes, true));
    return div(mul(tensor, clipNorm), maximum(length, clipNorm));
  });
}

/** The variance over the axes: the mean of the squared distances from the mean. */
export function variance(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return tidy(() => moments(x, axis, keepDims).variance);
}

/** The standard deviation over the axes: the root of the variance. Its gradient at 0 is 0. */
export function std(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return tidy(() => safeSqrt(moments(x, axis, keepDims).variance));
}
