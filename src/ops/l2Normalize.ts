// Vectors scaled to length 1.

import type { Tensor } from '../tensor.js';
import { minimum, mul } from './arithmetic.js';
import { type Axis, sum } from './reduction.js';
import { rsqrt, square } from './unary.js';

/** `x * min(1 / norm, limit)` with the Euclidean norm along `axis`, or of all for null: zero stays zero. */
export function l2Normalize(x: Tensor, axis: Axis = -1, limit = 1e7): Tensor {
  return mul(x, minimum(rsqrt(sum(square(x), axis, true)), limit));
}
