// How often whole numbers occur.
import { ConfigError, DTypeError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { cast, castArgument, toTensor } from './convert.js';
import { fill, ones } from './creation.js';
import { toIndices } from './indices.js';
import { tidy } from './scopes.js';

/** How often each of 0 to `size - 1` occurs along the last axis, or the sums of its weights. */
function count(where: string, x: TensorLike, weights: TensorLike, size: number): Tensor {
  if (x instanceof Tensor && x.dtype !== 'int32') {
    throw new DTypeError({ where, expected: 'x of dtype int32', received: x.dtype });
  }
  const ids = toIndices(x, where, 'x');
  const given = toTensor(weights, where, 'weights');
  if (!Number.isInteger(size) || size < 0) {
    throw new ConfigError({ where, expected: 'a size of at least 0', received: `${size}` });
  }
  if (given.size > 0 && showShape(given.shape) !== showShape(ids.shape)) {
    const expected = `weights of shape ${showShape(ids.shape)}, or none`;
    throw new ShapeError({ where, expected, received: showShape(given.shape) });
  }
  const addends = given.size > 0 ? given : ones(ids.shape);
  const axis = ids.rank - 1;
  // What is beyond the size goes to one more, which is cut off.
  const inside = applyOne('minimum', {}, [ids, fill([], size, 'int32')]);
  const attributes = { axis, batchDims: axis, size: size + 1 };
  const sums = applyOne('scatterAdd', attributes, [addends, inside]);
  const shape = [...ids.shape.slice(0, -1), size];
  return applyOne('slice', { begin: shape.map(() => 0), size: shape }, [sums]);
}

/**
 * How often each of 0 to `size - 1` occurs in x; with weights, the sums of theirs. What is beyond is not counted.
 *
 * @param x int32 [n], not negative.
 * @param weights [n], or empty for ones. Differentiable by them.
 * @throws DTypeError for x of another dtype; ConfigError for a negative size; ShapeError for weights of another shape.
 */
export function bincount(x: TensorLike, weights: TensorLike, size: number): Tensor {
  return tidy(() => count('bincount', x, weights, size));
}

/**
 * As `bincount`, for each row of x [n] or [batch, n].
 * @param binaryOutput 1 for what occurs at all, instead of how often.
 */
export function denseBincount(
  x: TensorLike,
  weights: TensorLike,
  size: number,
  binaryOutput = false,
): Tensor {
  const where = 'denseBincount';
  return tidy(() => {
    if (!binaryOutput) return count(where, x, weights, size);
    return cast(castArgument(count(where, x, [], size), 'bool'), 'float32');
  });
}
