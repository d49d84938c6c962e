// Correlations along an axis, and the cosine between vectors.
import { EPSILON } from '../../epsilon.js';
import { aligned } from '../../losses/align.js';
import { cosineSimilarity as negativeCosine } from '../../losses/perSample/index.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';

interface AxisOption {
  /** Default: -1. */
  axis?: number;
}

/** The cosine between labels and predictions: 1 for the same direction. */
export function cosineSimilarity(
  yTrue: Tensor,
  yPred: Tensor,
  { axis = -1 }: AxisOption = {},
): Tensor {
  return tf.neg(negativeCosine(yTrue, yPred, { axis }));
}

function centred(x: Tensor, axis: number): { centred: Tensor; mean: Tensor; variance: Tensor } {
  const mean = tf.mean(x, axis, true);
  const difference = tf.sub(x, mean);
  return { centred: difference, mean, variance: tf.mean(tf.square(difference), axis, true) };
}

/** Pearson's correlation. */
export function pearsonCorrelation(
  yTrue: Tensor,
  yPred: Tensor,
  { axis = -1 }: AxisOption = {},
): Tensor {
  const [labels, predictions] = aligned('pearsonCorrelation', yTrue, yPred);
  const [t, p] = [centred(labels, axis), centred(predictions, axis)];
  const scaled = (x: typeof t) => tf.div(x.centred, tf.sqrt(x.variance));
  return tf.mean(tf.mul(scaled(t), scaled(p)), axis);
}

/** Lin's concordance correlation. */
export function concordanceCorrelation(
  yTrue: Tensor,
  yPred: Tensor,
  { axis = -1 }: AxisOption = {},
): Tensor {
  const [labels, predictions] = aligned('concordanceCorrelation', yTrue, yPred);
  const [t, p] = [centred(labels, axis), centred(predictions, axis)];
  const covariance = tf.mul(tf.sub(labels, p.mean), p.centred);
  const norm = tf.add(tf.add(t.variance, p.variance), tf.squaredDifference(t.mean, p.mean));
  return tf.mean(tf.div(tf.mul(covariance, 2), tf.add(norm, EPSILON)), axis);
}
