// How often predictions above thresholds are true and false: what precision, recall and AUC are computed from.
import { EPSILON } from '../epsilon.js';
import { ConfigError, ShapeError } from '../errors.js';
import { sameRank } from '../losses/align.js';
import { showShape, sizeOf } from '../nested.js';
import * as tf from '../ops/index.js';
import { hotRows } from '../ops/indices.js';
import type { Tensor } from '../tensor.js';

/** Keras's `NEG_INF`: below every prediction. */
export const LOWEST = -1e10;

/** Counts for each threshold: [thresholds], or [thresholds, labels]. */
export interface Confusion {
  truePositives: Tensor;
  falsePositives: Tensor;
  trueNegatives: Tensor;
  falseNegatives: Tensor;
}

export interface ConfusionOptions {
  thresholds: readonly number[];
  /** Only the k largest predictions of a sample count. */
  topK?: number | null;
  /** Only this class counts. */
  classId?: number | null;
  /** Labels apart: counts of each. */
  multiLabel?: boolean;
  /** A weight for each label. */
  labelWeights?: readonly number[] | null;
}

/** One or several thresholds from a configuration. @throws ConfigError outside [0, 1] */
export function readThresholds(
  where: string,
  thresholds: number | readonly number[] | null | undefined,
  fallback: number,
): number[] {
  if (thresholds === null || thresholds === undefined) return [fallback];
  const list = typeof thresholds === 'number' ? [thresholds] : [...thresholds];
  const wrong = list.find((threshold) => !(threshold >= 0 && threshold <= 1));
  if (wrong === undefined) return list;
  throw new ConfigError({ where, expected: 'thresholds in [0, 1]', received: String(wrong) });
}

/** n thresholds from 0 to 1 in equal steps. */
export function evenThresholds(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i / (n - 1));
}

/** Whether Keras counts such thresholds by buckets, whose rounding differs from comparisons. */
function areEven(thresholds: readonly number[]): boolean {
  const n = thresholds.length;
  return (
    n >= 3 &&
    thresholds.every(
      (t, i) => Math.abs(t - i / (n - 1)) <= (1.01e-5 * i) / (n - 1) + 1.01 * EPSILON,
    )
  );
}

/** Whether each prediction [samples, labels] is above each threshold: [thresholds, samples, labels]. */
function above(p: Tensor, thresholds: readonly number[]): Tensor {
  const n = thresholds.length;
  const expanded = tf.expandDims(p, 0);
  if (!areEven(thresholds)) {
    const levels = tf.reshape(tf.tensor(thresholds as number[], [n], 'float32'), [n, 1, 1]);
    return tf.greater(expanded, levels);
  }
  let bucket = tf.sub(tf.ceil(tf.mul(tf.clipByValue(expanded, 0, 1), n - 1)), 1);
  if (thresholds[0] < 0 || thresholds[n - 1] > 1) bucket = tf.maximum(bucket, 0);
  return tf.greaterEqual(bucket, tf.reshape(tf.range(0, n), [n, 1, 1]));
}

/** All but the k largest of each row at the bottom. */
function keepTopK(p: Tensor, k: number): Tensor {
  const { indices } = tf.topk(p, k);
  const kept = tf.sum(hotRows(indices, p.shape[p.rank - 1]), -2);
  return tf.add(tf.mul(p, kept), tf.mul(tf.sub(1, kept), LOWEST));
}

function oneClass(x: Tensor, classId: number): Tensor {
  if (x.rank < 2) {
    throw new ShapeError({
      where: 'classId',
      expected: 'predictions [samples, classes]',
      received: showShape(x.shape),
    });
  }
  const begin = x.shape.map((_, axis) => (axis === x.rank - 1 ? classId : 0));
  return tf.slice(x, begin, [...x.shape.slice(0, -1), 1]);
}

/** The weights of samples in the shape of the predictions. */
function spread(weights: Tensor, p: Tensor): Tensor {
  const [, w] = sameRank(p, tf.expandDims(tf.cast(weights, 'float32'), -1), false);
  const rank = p.rank;
  const expanded = w.rank < rank ? tf.reshape(w, [...w.shape, ...Array(rank - w.rank).fill(1)]) : w;
  return tf.broadcastTo(expanded, p.shape);
}

/** The counts of one batch, in float64. */
export function confusion(
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | undefined,
  options: ConfusionOptions,
): Confusion {
  const { thresholds, topK, classId, multiLabel = false, labelWeights } = options;
  let [p, t] = sameRank(tf.cast(yPred, 'float32'), tf.cast(yTrue, 'float32'));
  if (topK !== undefined && topK !== null) p = keepTopK(p, topK);
  if (classId !== undefined && classId !== null) {
    p = oneClass(p, classId);
    t = oneClass(t, classId);
  }
  let weights = sampleWeight ? spread(sampleWeight, p) : undefined;
  if (labelWeights && !multiLabel) {
    const each = tf.broadcastTo(tf.tensor(labelWeights as number[]), p.shape);
    weights = weights ? tf.mul(weights, each) : each;
  }
  const labels = multiLabel ? (p.shape[p.rank - 1] ?? 1) : 1;
  const flat = (x: Tensor) => tf.reshape(x, [sizeOf(p.shape) / labels, labels]);
  const isTrue = tf.cast(tf.notEqual(flat(tf.broadcastTo(t, p.shape)), 0), 'float32');
  const weigh = (x: Tensor) => (weights ? tf.mul(x, flat(weights)) : x);
  const [positive, negative] = [weigh(isTrue), weigh(tf.sub(1, isTrue))];
  const hits = tf.cast(above(flat(p), thresholds), 'float32');
  const shape = multiLabel ? [thresholds.length, labels] : [thresholds.length];
  const count = (x: Tensor) => tf.reshape(tf.cast(tf.sum(tf.mul(hits, x), 1), 'float64'), shape);
  const total = (x: Tensor) => tf.cast(multiLabel ? tf.sum(x, 0) : tf.sum(x), 'float64');
  const truePositives = count(positive);
  const falsePositives = count(negative);
  return {
    truePositives,
    falsePositives,
    trueNegatives: tf.sub(total(negative), falsePositives),
    falseNegatives: tf.sub(total(positive), truePositives),
  };
}
