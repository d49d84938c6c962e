// The functions of tfjs's `tf.losses`: weighed losses of a batch, with tfjs's reductions and defaults.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { toTensor } from '../ops/convert.js';
import {
  sigmoidCrossEntropy as fromSigmoid,
  softmaxCrossEntropy as fromSoftmax,
} from '../ops/crossentropy.js';
import * as tf from '../ops/index.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { MeanSquaredError } from './classes.js';
import type { LossConfig } from './loss.js';

/** As tfjs's `tf.Reduction`. */
export enum Reduction {
  NONE = 0,
  MEAN = 1,
  SUM = 2,
  SUM_BY_NONZERO_WEIGHTS = 3,
}

/**
 * Losses times weights, reduced.
 * @param reduction default SUM_BY_NONZERO_WEIGHTS: the sum divided by the number of weights that are not 0
 */
export function computeWeightedLoss(
  losses: TensorLike,
  weights?: TensorLike | null,
  reduction: Reduction = Reduction.SUM_BY_NONZERO_WEIGHTS,
): Tensor {
  const values = toTensor(losses, 'computeWeightedLoss', 'losses');
  const w =
    weights === undefined || weights === null
      ? undefined
      : toTensor(weights, 'computeWeightedLoss', 'weights');
  const weighed = w ? tf.mul(values, w) : values;
  if (reduction === Reduction.NONE) return weighed;
  if (reduction === Reduction.SUM) return tf.sum(weighed);
  if (reduction !== Reduction.MEAN && reduction !== Reduction.SUM_BY_NONZERO_WEIGHTS) {
    throw new ConfigError({
      where: 'reduction',
      expected: 'one of tf.Reduction',
      received: String(reduction),
    });
  }
  if (!w) return tf.mean(weighed);
  const share = weighed.size / w.size;
  if (reduction === Reduction.MEAN) return tf.div(tf.sum(weighed), tf.mul(tf.sum(w), share));
  const counted = tf.mul(tf.sum(tf.cast(tf.notEqual(w, 0), 'float32')), share);
  return tf.div(tf.sum(weighed), counted);
}

interface Arguments {
  labels: Tensor;
  predictions: Tensor;
  weights: Tensor | undefined;
}

/**
 * The arguments of a loss as tensors, the labels in the dtype of the predictions.
 * @param where the loss, and `names` its first two arguments, as messages call them.
 * @throws ShapeError unless labels and predictions have one shape.
 */
function checked(
  where: string,
  labels: TensorLike,
  predictions: TensorLike,
  weights: TensorLike | null | undefined,
  names = ['labels', 'predictions'],
): Arguments {
  const t = toTensor(labels, where, names[0]);
  const p = toTensor(predictions, where, names[1]);
  const w =
    weights === undefined || weights === null ? undefined : toTensor(weights, where, 'weights');
  if (showShape(t.shape) !== showShape(p.shape)) {
    throw new ShapeError({
      problem: `Error in ${where}:  Shapes ${t.shape} and ${p.shape} must match`,
      hint: `Give ${names[0]} the shape of ${names[1]}.`,
    });
  }
  return { labels: tf.cast(t, p.dtype), predictions: p, weights: w };
}

/** Absolute differences. */
export function absoluteDifference(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike | null,
  reduction?: Reduction,
): Tensor {
  const {
    labels: t,
    predictions: p,
    weights: w,
  } = checked('absoluteDifference', labels, predictions, weights);
  return computeWeightedLoss(tf.abs(tf.sub(t, p)), w, reduction);
}

/** Given tensors, tfjs's: weighed squared differences as a scalar; given options or nothing, Keras's loss. */
export function meanSquaredError(config?: LossConfig): MeanSquaredError;
export function meanSquaredError(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike | null,
  reduction?: Reduction,
): Tensor;
export function meanSquaredError(
  labels?: TensorLike | LossConfig,
  predictions?: TensorLike,
  weights?: TensorLike | null,
  reduction?: Reduction,
): Tensor | MeanSquaredError {
  if (predictions === undefined) return new MeanSquaredError(labels as LossConfig);
  const {
    labels: t,
    predictions: p,
    weights: w,
  } = checked('meanSquaredError', labels as TensorLike, predictions, weights);
  return computeWeightedLoss(tf.squaredDifference(t, p), w, reduction);
}

/** `1 - sum labels * predictions` along `axis`; both of unit length. */
export function cosineDistance(
  labels: TensorLike,
  predictions: TensorLike,
  axis: number,
  weights?: TensorLike | null,
  reduction?: Reduction,
): Tensor {
  const {
    labels: t,
    predictions: p,
    weights: w,
  } = checked('cosineDistance', labels, predictions, weights);
  return computeWeightedLoss(tf.sub(1, tf.sum(tf.mul(t, p), axis, true)), w, reduction);
}

/** `max(0, 1 - (2 labels - 1) * predictions)`; labels 0 and 1. */
export function hingeLoss(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike | null,
  reduction?: Reduction,
): Tensor {
  const {
    labels: t,
    predictions: p,
    weights: w,
  } = checked('hingeLoss', labels, predictions, weights);
  const signs = tf.sub(tf.mul(t, 2), 1);
  return computeWeightedLoss(tf.relu(tf.sub(1, tf.mul(signs, p))), w, reduction);
}

/** Squares of small errors, absolute values of those above `delta`. */
export function huberLoss(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike | null,
  delta = 1,
  reduction?: Reduction,
): Tensor {
  const {
    labels: t,
    predictions: p,
    weights: w,
  } = checked('huberLoss', labels, predictions, weights);
  const error = tf.abs(tf.sub(p, t));
  const near = tf.minimum(error, delta);
  const value = tf.add(tf.mul(tf.square(near), 0.5), tf.mul(tf.sub(error, near), delta));
  return computeWeightedLoss(value, w, reduction);
}

/** `-labels log(p + epsilon) - (1 - labels) log(1 - p + epsilon)`. */
export function logLoss(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike | null,
  epsilon = 1e-7,
  reduction?: Reduction,
): Tensor {
  const {
    labels: t,
    predictions: p,
    weights: w,
  } = checked('logLoss', labels, predictions, weights);
  const hit = tf.mul(t, tf.log(tf.add(p, epsilon)));
  const miss = tf.mul(tf.sub(1, t), tf.log(tf.add(tf.sub(1, p), epsilon)));
  return computeWeightedLoss(tf.neg(tf.add(hit, miss)), w, reduction);
}

/** Cross-entropy of independent labels with logits; smoothing moves labels towards 0.5. */
export function sigmoidCrossEntropy(
  multiClassLabels: TensorLike,
  logits: TensorLike,
  weights?: TensorLike | null,
  labelSmoothing = 0,
  reduction?: Reduction,
): Tensor {
  const {
    labels,
    predictions: x,
    weights: w,
  } = checked('sigmoidCrossEntropy', multiClassLabels, logits, weights, [
    'multiClassLabels',
    'logits',
  ]);
  const t =
    labelSmoothing > 0 ? tf.add(tf.mul(labels, 1 - labelSmoothing), 0.5 * labelSmoothing) : labels;
  return computeWeightedLoss(fromSigmoid(t, x), w, reduction);
}

/** Cross-entropy of one-hot labels with logits; smoothing spreads a share over the classes. */
export function softmaxCrossEntropy(
  onehotLabels: TensorLike,
  logits: TensorLike,
  weights?: TensorLike | null,
  labelSmoothing = 0,
  reduction?: Reduction,
): Tensor {
  const {
    labels,
    predictions: x,
    weights: w,
  } = checked('softmaxCrossEntropy', onehotLabels, logits, weights, ['onehotLabels', 'logits']);
  const classes = labels.shape[labels.rank - 1];
  const t =
    labelSmoothing > 0
      ? tf.add(tf.mul(labels, 1 - labelSmoothing), labelSmoothing / classes)
      : labels;
  return computeWeightedLoss(fromSoftmax(t, x), w, reduction);
}
