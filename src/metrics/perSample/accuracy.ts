// Accuracies: 1 for each sample that is right, 0 for others.
import { aligned } from '../../losses/align.js';
import * as tf from '../../ops/index.js';
import { hotRows, toWhole } from '../../ops/indices.js';
import type { Tensor } from '../../tensor.js';

function matches(a: Tensor, b: Tensor): Tensor {
  return tf.cast(tf.equal(a, b), 'float32');
}

/** 1 where label and prediction are equal. */
export function accuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('accuracy', yTrue, yPred);
  return matches(t, p);
}

/** 1 where `p > threshold` is what the label 0 or 1 says. */
export function binaryAccuracy(
  yTrue: Tensor,
  yPred: Tensor,
  { threshold = 0.5 }: { threshold?: number } = {},
): Tensor {
  const [t, p] = aligned('binaryAccuracy', yTrue, yPred);
  return matches(t, tf.cast(tf.greater(p, threshold), t.dtype));
}

/** 1 where the largest prediction is at the largest label. */
export function categoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  return matches(tf.argMax(yTrue, -1), tf.argMax(yPred, -1));
}

/** 1 where the largest prediction is at the label, a class index. */
export function sparseCategoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  const squeeze = yTrue.rank === yPred.rank && yTrue.shape[yTrue.rank - 1] === 1;
  const labels = squeeze ? tf.squeeze(yTrue, [-1]) : yTrue;
  return matches(toWhole(labels, 'sparseCategoricalAccuracy', 'labels'), tf.argMax(yPred, -1));
}

/** 1 where fewer than k classes score higher than the labelled one. */
function inTopK(labels: Tensor, yPred: Tensor, k: number): Tensor {
  const hot = hotRows(labels, yPred.shape[yPred.rank - 1], yPred.dtype);
  const score = tf.sum(tf.mul(hot, yPred), -1, true);
  const higher = tf.sum(tf.cast(tf.greater(yPred, score), 'int32'), -1);
  return tf.cast(tf.less(higher, k), 'float32');
}

/** 1 where the largest label is among the k largest predictions. */
export function topKCategoricalAccuracy(
  yTrue: Tensor,
  yPred: Tensor,
  { k = 5 }: { k?: number } = {},
): Tensor {
  return inTopK(tf.argMax(yTrue, -1), yPred, k);
}

/** 1 where the label, a class index, is among the k largest predictions (or the first k, if those are ids). */
export function sparseTopKCategoricalAccuracy(
  yTrue: Tensor,
  yPred: Tensor,
  { k = 5, fromSortedIds = false }: { k?: number; fromSortedIds?: boolean } = {},
): Tensor {
  if (!fromSortedIds) {
    const squeeze = yTrue.rank === yPred.rank && yTrue.shape[yTrue.rank - 1] === 1;
    const labels = squeeze ? tf.squeeze(yTrue, [-1]) : yTrue;
    return inTopK(toWhole(labels, 'sparseTopKCategoricalAccuracy', 'labels'), yPred, k);
  }
  const rows = yPred.shape.slice(0, -1);
  const first = tf.slice(
    yPred,
    yPred.shape.map(() => 0),
    [...rows, Math.min(k, yPred.shape.at(-1) ?? k)],
  );
  const labels = tf.cast(tf.reshape(yTrue, [...rows, 1]), yPred.dtype);
  return tf.cast(tf.any(tf.equal(labels, first), -1), 'float32');
}
