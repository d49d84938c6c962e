// Matrix products.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { arithmeticPair, castArgument, toTensor } from './convert.js';
import { tidy } from './scopes.js';
import { reshape } from './shape.js';

/**
 * The matrix product over the last two axes; leading axes are batches, broadcast. Integers give integers.
 * @throws ShapeError if the inner dimensions differ.
 */
export function matMul(
  a: TensorLike,
  b: TensorLike,
  transposeA = false,
  transposeB = false,
): Tensor {
  const pair = arithmeticPair(a, b, 'matMul');
  const attributes = { transposeA, transposeB };
  const { dtype } = pair[0];
  if (dtype !== 'int32' && dtype !== 'int64') return applyOne('matMul', attributes, pair);
  // Float64 holds every int32, and sums of their products up to 2 ** 53.
  return tidy(() => {
    const exact = pair.map((x) => castArgument(x, 'float64'));
    return castArgument(applyOne('matMul', attributes, exact), dtype);
  });
}

/** The product of vectors and matrices: inner product of two vectors, else a matrix product. */
export function dot(t1: TensorLike, t2: TensorLike): Tensor {
  const [a, b] = arithmeticPair(t1, t2, 'dot', ['t1', 't2']);
  if (a.rank < 1 || a.rank > 2 || b.rank < 1 || b.rank > 2) {
    const received = `${showShape(a.shape)} and ${showShape(b.shape)}`;
    throw new ShapeError({ where: 'dot', expected: 'vectors or matrices', received });
  }
  const product = matMul(
    a.rank === 1 ? reshape(a, [1, a.size]) : a,
    b.rank === 1 ? reshape(b, [b.size, 1]) : b,
  );
  return reshape(product, [...a.shape.slice(0, -1), ...b.shape.slice(1)]);
}

/** Every product of an element of one vector and one of the other. */
export function outerProduct(v1: TensorLike, v2: TensorLike): Tensor {
  const a = toTensor(v1, 'outerProduct', 'v1');
  const b = toTensor(v2, 'outerProduct', 'v2');
  return matMul(reshape(a, [-1, 1]), reshape(b, [1, -1]));
}
