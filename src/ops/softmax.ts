// Softmax and its logarithm.
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toFloat } from './convert.js';
import { normalizeAxis } from './reduction.js';

/** `exp(x) / sum(exp(x))` along an axis; remembers its logits, from which cross-entropy computes stably. */
export function softmax(x: TensorLike, dim = -1): Tensor {
  const logits = toFloat(x, 'softmax', 'logits');
  const axis = normalizeAxis(dim, logits.rank, 'softmax');
  const result = applyOne('softmax', { axis }, [logits]);
  if (axis === logits.rank - 1) result.logits = logits;
  return result;
}

/** `log(softmax(x))`, stable. */
export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const logits = toFloat(x, 'logSoftmax', 'logits');
  return applyOne('logSoftmax', { axis: normalizeAxis(axis, logits.rank, 'logSoftmax') }, [logits]);
}
