// Circle loss of embeddings (Sun et al. 2020): pulls those of one label together, others apart.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';

/** `log sum exp` of the chosen elements of each row, 0 for a row without any, which `counts` then is 0 for. */
function chosenLogSumExp(x: Tensor, chosen: Tensor): { value: Tensor; counts: Tensor } {
  const weight = tf.cast(chosen, x.dtype);
  const counts = tf.sum(weight, 1);
  const lowest = tf.min(x, 1, true);
  const highest = tf.max(tf.where(chosen, x, tf.broadcastTo(lowest, x.shape)), 1, true);
  // Elements that are not chosen count as the highest here, so that no exponential overflows.
  const shifted = tf.mul(tf.sub(x, highest), weight);
  const total = tf.sum(tf.mul(tf.exp(shifted), weight), 1);
  const none = tf.cast(tf.equal(counts, 0), x.dtype);
  return { value: tf.add(tf.log(tf.add(total, none)), tf.squeeze(highest, [1])), counts };
}

/** For each embedding (a row of `yPred`, of length 1) with class index `yTrue`; a sample without partners is masked. */
export function circle(
  yTrue: Tensor,
  yPred: Tensor,
  {
    gamma = 80,
    margin = 0.4,
    removeDiagonal = true,
  }: { gamma?: number; margin?: number; removeDiagonal?: boolean } = {},
): Tensor {
  const n = yPred.shape[0];
  const labels = tf.reshape(tf.cast(yTrue, 'int32'), [n, 1]);
  const same = tf.equal(labels, tf.transpose(labels));
  const distances = tf.maximum(tf.sub(1, tf.matMul(yPred, yPred, false, true)), 0);
  const self = tf.cast(tf.eye(n), 'bool');
  const positive = removeDiagonal ? tf.logicalAnd(same, tf.logicalNot(self)) : same;
  const pull = tf.mul(tf.add(distances, margin), tf.sub(margin, distances));
  const push = tf.mul(tf.maximum(tf.sub(1 + margin, distances), 0), tf.sub(1 - margin, distances));
  const near = chosenLogSumExp(tf.mul(pull, -gamma), positive);
  const far = chosenLogSumExp(tf.mul(push, gamma), tf.logicalNot(same));
  const complete = tf.greater(tf.mul(near.counts, far.counts), 0);
  const losses = tf.softplus(tf.add(near.value, far.value));
  const kept = tf.where(complete, losses, tf.zerosLike(losses));
  kept.mask = tf.greater(kept, 0);
  return kept;
}
