// Vectors scaled to length 1.

import type { Tensor } from '../tensor.js';
import { minimum, mul } from './arithmetic.js';
import { sum } from './reduction.js';
import { rsqrt, square } from './unary.js';

/** `x * min(1 / norm, 1e7)` with the Euclidean norm along `axis`: zero stays zero. */
export function l2Normalize(x: Tensor, axis = -1): Tensor {
  return mul(x, minimum(rsqrt(sum(square(x), axis, true)), 1e7));
}
