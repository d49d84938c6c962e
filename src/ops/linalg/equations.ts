// Factorizations and linear equations, computed in float64 whatever the dtype.

import { widest } from '../../dtype.js';
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { apply, applyOne } from '../../session.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { castArgument, toFloat } from '../convert.js';
import { eye } from '../creation.js';
import { tidy } from '../scopes.js';
import { broadcastTo } from '../shape.js';

/** Matrices and right-hand sides of one dtype and one batch. */
function equations(a: TensorLike, b: TensorLike, where: string): [Tensor, Tensor] {
  const left = toFloat(a, where, 'a');
  const right = toFloat(b, where, 'b');
  if (left.rank < 2 || right.rank < 2) {
    const received = `${showShape(left.shape)} and ${showShape(right.shape)}`;
    throw new ShapeError({
      where,
      expected: 'matrices',
      received,
      hint: 'A vector b is a column: tf.expandDims(b, -1).',
    });
  }
  const dtype = widest(left.dtype, right.dtype);
  const pair: [Tensor, Tensor] = [castArgument(left, dtype), castArgument(right, dtype)];
  // Batches that differ broadcast: as the product of the two would.
  const rank = Math.max(left.rank, right.rank) - 2;
  const batch = Array.from({ length: rank }, (_, i) =>
    Math.max(...pair.map((t) => t.shape[i - rank + t.rank - 2] ?? 1)),
  );
  return pair.map((t) => {
    const shape = [...batch, ...t.shape.slice(-2)];
    return showShape(shape) === showShape(t.shape) ? t : broadcastTo(t, shape);
  }) as [Tensor, Tensor];
}

/**
 * The lower triangular L with `a = L Lᵀ`, for symmetric positive definite matrices [..., n, n]; of others it is that of
 * their symmetric part. Differentiable.
 *
 * @throws ValueError if a matrix is not positive definite; ShapeError if it is not square.
 */
export function cholesky(a: TensorLike): Tensor {
  return applyOne('cholesky', {}, [toFloat(a, 'cholesky', 'a')]);
}

/**
 * The x with `a x = b`, for square matrices a [..., n, n] and columns b [..., n, k]. Differentiable.
 *
 * @param adjoint solves `aᵀ x = b` instead.
 * @throws ValueError if a matrix is singular; ShapeError for shapes that don't fit.
 */
export function solve(a: TensorLike, b: TensorLike, adjoint = false): Tensor {
  return tidy(() => applyOne('solve', { adjoint }, equations(a, b, 'solve')));
}

/**
 * The x with `t x = b`, where t is the lower (or upper) triangle of a; the rest of a does not count. Differentiable.
 * @throws ValueError for a 0 on the diagonal; ShapeError for shapes that don't fit.
 */
export function triangularSolve(
  a: TensorLike,
  b: TensorLike,
  lower = true,
  adjoint = false,
): Tensor {
  return tidy(() =>
    applyOne('triangularSolve', { lower, adjoint }, equations(a, b, 'triangularSolve')),
  );
}

/**
 * The inverse of each square matrix [..., n, n]. Differentiable. `solve(a, b)` is faster and more exact than `inv(a)` times b.
 * @throws ValueError if a matrix is singular; ShapeError if it is not square.
 */
export function inv(a: TensorLike): Tensor {
  const tensor = toFloat(a, 'inv', 'a');
  return tidy(() => {
    const n = tensor.shape[tensor.rank - 1] ?? 0;
    return solve(tensor, eye(n, n, tensor.shape.slice(0, -2), tensor.dtype as 'float32'));
  });
}

/** The determinant of each square matrix: [..., n, n] to [...]. Differentiable where it is not 0. */
export function det(a: TensorLike): Tensor {
  return applyOne('determinant', {}, [toFloat(a, 'det', 'a')]);
}

/**
 * Orthonormal q and upper triangular r with `x = q r`, by Householder's reflections: signs are as LAPACK's.
 * Differentiable for at least as many rows as columns.
 *
 * @param fullMatrices makes q square, [..., m, m], and r [..., m, n]; otherwise [..., m, k] and [..., k, n] with k the
 *   smaller of m and n.
 * @throws ShapeError below rank 2.
 */
export function qr(x: TensorLike, fullMatrices = false): [Tensor, Tensor] {
  const tensor = toFloat(x, 'qr');
  if (tensor.rank < 2) {
    const problem = `qr() requires input tensor to have a rank >= 2, but got rank ${tensor.rank}`;
    throw new ShapeError({ problem });
  }
  return apply('qr', { fullMatrices }, [tensor]) as [Tensor, Tensor];
}
