// Gram and Schmidt's orthonormalization.
import { ShapeError } from '../../errors.js';
import { Tensor, type TensorLike } from '../../tensor.js';
import { div, mul, sub } from '../arithmetic.js';
import { toFloat } from '../convert.js';
import { norm } from '../norm.js';
import { sum } from '../reduction.js';
import { tidy } from '../scopes.js';
import { stack, unstack } from '../shape.js';

/** Each vector without its part in the span of those before it, and of length 1. */
function orthonormal(vectors: readonly Tensor[]): Tensor[] {
  const basis: Tensor[] = [];
  for (const vector of vectors) {
    const rest = basis.reduce((x, unit) => sub(x, mul(sum(mul(unit, x)), unit)), vector);
    basis.push(div(rest, norm(rest)));
  }
  return basis;
}

/**
 * Vectors, or the rows of a matrix, made orthonormal in order: each one's direction is kept as far as the others before
 * it allow. Differentiable.
 *
 * @returns as it was given: a list of vectors, or a matrix.
 * @throws ShapeError for vectors of different lengths, none at all, or more than they have elements.
 */
export function gramSchmidt<X extends Tensor | readonly TensorLike[]>(
  xs: X,
): X extends Tensor ? Tensor : Tensor[];
export function gramSchmidt(xs: Tensor | readonly TensorLike[]): Tensor | Tensor[] {
  const where = 'gramSchmidt';
  return tidy(() => {
    const isMatrix = xs instanceof Tensor;
    if (isMatrix && xs.rank !== 2) {
      throw new ShapeError({ where, expected: 'a matrix', received: `rank ${xs.rank}` });
    }
    const vectors = isMatrix
      ? unstack(toFloat(xs, where, 'xs'))
      : xs.map((x, i) => toFloat(x, where, `xs[${i}]`));
    if (vectors.length === 0)
      throw new ShapeError({ where, problem: 'the list of vectors is empty' });
    const [{ size }] = vectors;
    const other = vectors.find((vector) => vector.size !== size);
    if (other) {
      const problem = `Non-unique lengths of the vectors: ${size} and ${other.size}`;
      throw new ShapeError({ where, problem });
    }
    if (vectors.length > size) {
      const problem = `Number of vectors (${vectors.length}) exceeds number of dimensions (${size}).`;
      throw new ShapeError({ where, problem });
    }
    const basis = orthonormal(vectors);
    return isMatrix ? stack(basis) : basis;
  });
}
