// Cross-entropies that give less weight to what is already right (Lin et al. 2017; Zhang and Sabuncu 2018).
import * as tf from '../../ops/index.js';
import { hotRows } from '../../ops/indices.js';
import type { Tensor } from '../../tensor.js';
import { aligned } from '../align.js';
import {
  type CrossentropyOptions,
  clipProbabilities,
  elementwiseBinary,
  smoothBinary,
  smoothCategorical,
} from './crossentropy.js';

export interface FocalOptions extends CrossentropyOptions {
  /** The weight of class 1 (binary), or of the whole (categorical). Default: 0.25. */
  alpha?: number;
  /** How strongly what is right is discounted. Default: 2. */
  gamma?: number;
}

/** `mean (1 - q)^gamma bce` with q the probability given to the true class; weighted by alpha if balanced. */
export function binaryFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  {
    applyClassBalancing = false,
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  }: FocalOptions & { applyClassBalancing?: boolean } = {},
): Tensor {
  const [labels, predictions] = aligned('binaryFocalCrossentropy', yTrue, yPred);
  const t = smoothBinary(labels, labelSmoothing);
  const p = fromLogits ? tf.sigmoid(predictions) : predictions;
  const crossentropy = elementwiseBinary(t, p, false);
  const q = tf.add(tf.mul(t, p), tf.mul(tf.sub(1, t), tf.sub(1, p)));
  const focal = tf.mul(tf.pow(tf.sub(1, q), gamma), crossentropy);
  if (!applyClassBalancing) return tf.mean(focal, axis);
  const weight = tf.add(tf.mul(t, alpha), tf.mul(tf.sub(1, t), 1 - alpha));
  return tf.mean(tf.mul(weight, focal), axis);
}

/** `sum -alpha (1 - p)^gamma t log p` over the classes. */
export function categoricalFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.25, gamma = 2, fromLogits = false, labelSmoothing = 0, axis = -1 }: FocalOptions = {},
): Tensor {
  const [labels, predictions] = aligned('categoricalFocalCrossentropy', yTrue, yPred);
  const t = smoothCategorical(labels, labelSmoothing);
  const given = fromLogits ? tf.softmax(predictions, axis) : predictions;
  const p = clipProbabilities(tf.div(given, tf.sum(given, axis, true)));
  const crossentropy = tf.neg(tf.mul(t, tf.log(p)));
  const weight = tf.mul(tf.pow(tf.sub(1, p), gamma), alpha);
  return tf.sum(tf.mul(weight, crossentropy), axis);
}

/** `(1 - p[t]^q) / q`: labels are class indices. Robust to wrong labels. */
export function categoricalGeneralizedCrossEntropy(
  yTrue: Tensor,
  yPred: Tensor,
  { q = 0.5 }: { q?: number } = {},
): Tensor {
  const hot = hotRows(yTrue, yPred.shape[yPred.rank - 1], yPred.dtype);
  const p = tf.sum(tf.mul(yPred, hot), -1);
  return tf.div(tf.sub(1, tf.pow(p, q)), q);
}
