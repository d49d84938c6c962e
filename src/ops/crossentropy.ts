// Cross-entropies from logits, fused with the softmax or sigmoid: exact where probabilities round to 0 or 1.
import { applyOne } from '../session.js';
import type { Tensor } from '../tensor.js';

/** `-sum labels * log softmax(logits)` over the last axis. */
export function softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  return applyOne('softmaxCrossEntropy', {}, [logits, labels]);
}

/** `-log softmax(logits)[label]` for class indices (int32) over the last axis. */
export function sparseSoftmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  return applyOne('sparseSoftmaxCrossEntropy', {}, [logits, labels]);
}

/** `max(x, 0) - x * labels + log(1 + exp(-|x|))` of logits x, element by element. */
export function sigmoidCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  return applyOne('sigmoidCrossEntropy', {}, [logits, labels]);
}
