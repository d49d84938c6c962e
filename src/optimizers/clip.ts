// Gradient clipping: each gradient's norm, the norm of all of them, or each element.
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';

/** Scaled to a Euclidean norm of at most `limit`. */
export function clipByNorm(gradient: Tensor, limit: number): Tensor {
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.div(tf.mul(gradient, limit), tf.maximum(norm, limit));
}

/** Scaled by one factor, so that the norm of all of them together is at most `limit`; NaN if it is not finite. */
export function clipByGlobalNorm(gradients: readonly Tensor[], limit: number): Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const factor = tf.mul(tf.minimum(tf.div(1, norm), 1 / limit), limit);
  const scale = tf.add(factor, tf.sub(norm, norm));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
