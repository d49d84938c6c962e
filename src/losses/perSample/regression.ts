// Losses of real-valued predictions: one value for each sample, the mean over the last axis.
import { EPSILON } from '../../epsilon.js';
import * as tf from '../../ops/index.js';
import { l2Normalize } from '../../ops/l2Normalize.js';
import type { Tensor } from '../../tensor.js';
import { aligned } from '../align.js';

/** `mean (t - p)^2`. */
export function meanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('meanSquaredError', yTrue, yPred);
  return tf.mean(tf.squaredDifference(t, p), -1);
}

/** `mean |t - p|`. */
export function meanAbsoluteError(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('meanAbsoluteError', yTrue, yPred);
  return tf.mean(tf.abs(tf.sub(t, p)), -1);
}

/** `100 mean |t - p| / max(|t|, 1e-7)`. */
export function meanAbsolutePercentageError(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('meanAbsolutePercentageError', yTrue, yPred);
  const share = tf.abs(tf.div(tf.sub(t, p), tf.maximum(tf.abs(t), EPSILON)));
  return tf.mul(tf.mean(share, -1), 100);
}

/** `mean (log(1 + max(p, 1e-7)) - log(1 + max(t, 1e-7)))^2`. */
export function meanSquaredLogarithmicError(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('meanSquaredLogarithmicError', yTrue, yPred);
  const logarithm = (x: Tensor) => tf.log(tf.add(tf.maximum(x, EPSILON), 1));
  return tf.mean(tf.squaredDifference(logarithm(p), logarithm(t)), -1);
}

/** `mean (0.5 e^2 if |e| <= delta else delta |e| - 0.5 delta^2)`, e = p - t. */
export function huber(
  yTrue: Tensor,
  yPred: Tensor,
  { delta = 1 }: { delta?: number } = {},
): Tensor {
  const [t, p] = aligned('huber', yTrue, yPred);
  const error = tf.sub(p, t);
  const size = tf.abs(error);
  const near = tf.mul(tf.square(error), 0.5);
  const far = tf.sub(tf.mul(size, delta), 0.5 * delta * delta);
  return tf.mean(tf.where(tf.lessEqual(size, delta), near, far), -1);
}

/** `mean log cosh(p - t)`, as e + softplus(-2e) - log 2. */
export function logCosh(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('logCosh', yTrue, yPred);
  const error = tf.sub(p, t);
  const value = tf.sub(tf.add(error, tf.softplus(tf.mul(error, -2))), Math.LN2);
  return tf.mean(value, -1);
}

/** Minus the cosine of the angle between the vectors along `axis`: -1 for the same direction. */
export function cosineSimilarity(
  yTrue: Tensor,
  yPred: Tensor,
  { axis = -1 }: { axis?: number } = {},
): Tensor {
  const [t, p] = aligned('cosineSimilarity', yTrue, yPred);
  return tf.neg(tf.sum(tf.mul(l2Normalize(t, axis), l2Normalize(p, axis)), axis));
}
