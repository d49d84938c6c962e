// Matrix products.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { arithmeticPair, toTensor } from './convert.js';
import { reshape } from './shape.js';

/**
 * The matrix product over the last two axes; leading axes are batches, broadcast.
 * @throws ShapeError if the inner dimensions differ.
 */
export function matMul(
  a: TensorLike,
  b: TensorLike,
  transposeA = false,
  transposeB = false,
): Tensor {
  return applyOne('matMul', { transposeA, transposeB }, arithmeticPair(a, b, 'matMul'));
}

/** The product of vectors and matrices: inner product of two vectors, else a matrix product. */
export function dot(t1: TensorLike, t2: TensorLike): Tensor {
  const [a, b] = arithmeticPair(t1, t2, 'dot');
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
  const a = toTensor(v1, 'outerProduct');
  const b = toTensor(v2, 'outerProduct');
  return matMul(reshape(a, [-1, 1]), reshape(b, [1, -1]));
}
