// Cross-entropies between labels and predicted probabilities, or the logits behind them.
import { EPSILON } from '../../epsilon.js';
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import {
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from '../../ops/crossentropy.js';
import * as tf from '../../ops/index.js';
import { toWhole } from '../../ops/indices.js';
import type { Tensor } from '../../tensor.js';
import { aligned } from '../align.js';

export interface CrossentropyOptions {
  /** Whether predictions are logits; those of a softmax or sigmoid layer are found without it. Default: false. */
  fromLogits?: boolean;
  /** The share of each label that is spread over all classes. Default: 0. */
  labelSmoothing?: number;
  /** The axis of the classes. Default: -1. */
  axis?: number;
}

/** The logits behind the predictions, where a softmax or sigmoid remembers them or they are logits themselves. */
function logitsOf(yPred: Tensor, fromLogits: boolean): Tensor | undefined {
  return yPred.logits ?? (fromLogits ? yPred : undefined);
}

/** Probabilities kept off 0 and 1, where the logarithm is infinite. */
export function clipProbabilities(p: Tensor): Tensor {
  return tf.clipByValue(p, EPSILON, 1 - EPSILON);
}

/** The axis moved to the end, so that the fused ops see it. */
function lastAxis(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.rank : axis;
  if (at === x.rank - 1) return x;
  const others = x.shape.map((_, i) => i).filter((i) => i !== at);
  return tf.transpose(x, [...others, at]);
}

/** `t (1 - s) + s / classes`. */
export function smoothCategorical(t: Tensor, smoothing: number): Tensor {
  if (smoothing === 0) return t;
  return tf.add(tf.mul(t, 1 - smoothing), smoothing / t.shape[t.rank - 1]);
}

/** `t (1 - s) + s / 2`. */
export function smoothBinary(t: Tensor, smoothing: number): Tensor {
  return smoothing === 0 ? t : tf.add(tf.mul(t, 1 - smoothing), 0.5 * smoothing);
}

/** `-sum t log p` over the classes; probabilities are scaled to a sum of 1 first. */
export function categoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: CrossentropyOptions = {},
): Tensor {
  if (yTrue.rank !== yPred.rank || showShape(yTrue.shape) !== showShape(yPred.shape)) {
    throw new ShapeError({
      where: 'categoricalCrossentropy',
      expected: `one-hot labels of the predictions' shape ${showShape(yPred.shape)}`,
      received: showShape(yTrue.shape),
      hint: "Encode integer labels with tf.utils.toCategorical, or use 'sparseCategoricalCrossentropy'.",
    });
  }
  const t = smoothCategorical(tf.cast(yTrue, yPred.dtype), labelSmoothing);
  const logits = logitsOf(yPred, fromLogits);
  if (logits) return softmaxCrossEntropy(lastAxis(t, axis), lastAxis(logits, axis));
  const p = clipProbabilities(tf.div(yPred, tf.sum(yPred, axis, true)));
  return tf.neg(tf.sum(tf.mul(t, tf.log(p)), axis));
}

/** `-log p[t]`: labels are class indices. */
export function sparseCategoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  {
    fromLogits = false,
    ignoreClass,
    axis = -1,
  }: Omit<CrossentropyOptions, 'labelSmoothing'> & { ignoreClass?: number | null } = {},
): Tensor {
  const squeezed =
    yTrue.rank === yPred.rank && yTrue.shape[yTrue.rank - 1] === 1
      ? tf.squeeze(yTrue, [-1])
      : yTrue;
  const scores = lastAxis(yPred, axis);
  if (showShape(squeezed.shape) !== showShape(scores.shape.slice(0, -1))) {
    throw new ShapeError({
      where: 'sparseCategoricalCrossentropy',
      expected: `class indices of shape ${showShape(scores.shape.slice(0, -1))}`,
      received: showShape(yTrue.shape),
      hint: "For one-hot labels use 'categoricalCrossentropy'.",
    });
  }
  const labels = toWhole(squeezed, 'sparseCategoricalCrossentropy', 'labels');
  const ignores = ignoreClass !== undefined && ignoreClass !== null;
  const valid = ignores ? tf.notEqual(labels, ignoreClass) : undefined;
  const indices = valid ? tf.mul(labels, tf.cast(valid, 'int32')) : labels;
  const logits = logitsOf(yPred, fromLogits);
  const given = logits ? lastAxis(logits, axis) : tf.log(clipProbabilities(scores));
  const losses = sparseSoftmaxCrossEntropy(indices, given);
  if (!valid) return losses;
  const kept = tf.where(valid, losses, tf.zerosLike(losses));
  kept.mask = valid;
  return kept;
}

/** `-(t log p + (1 - t) log(1 - p))`, element by element. */
export function elementwiseBinary(t: Tensor, yPred: Tensor, fromLogits: boolean): Tensor {
  const logits = logitsOf(yPred, fromLogits);
  if (logits) return sigmoidCrossEntropy(t, logits);
  const p = clipProbabilities(yPred);
  const hit = tf.mul(t, tf.log(p));
  return tf.neg(tf.add(hit, tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p)))));
}

/** `mean -(t log p + (1 - t) log(1 - p))` over `axis`. */
export function binaryCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: CrossentropyOptions = {},
): Tensor {
  const [t, p] = aligned('binaryCrossentropy', yTrue, yPred);
  if (p !== yPred) p.logits = undefined;
  return tf.mean(elementwiseBinary(smoothBinary(t, labelSmoothing), p, fromLogits), axis);
}

/** `sum t log(t / p)`, both clipped to [1e-7, 1]. */
export function klDivergence(yTrue: Tensor, yPred: Tensor): Tensor {
  const [labels, predictions] = aligned('klDivergence', yTrue, yPred);
  const t = tf.clipByValue(labels, EPSILON, 1);
  const p = tf.clipByValue(predictions, EPSILON, 1);
  return tf.sum(tf.mul(t, tf.log(tf.div(t, p))), -1);
}

/** `mean (p - t log(p + 1e-7))`. */
export function poisson(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('poisson', yTrue, yPred);
  return tf.mean(tf.sub(p, tf.mul(t, tf.log(tf.add(p, EPSILON)))), -1);
}
