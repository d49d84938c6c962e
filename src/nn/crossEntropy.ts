// Cross-entropies from logits, one loss a row or element, as TensorFlow 1's `tf.nn` has them.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { castArgument, toFloat, toTensor } from '../ops/convert.js';
import * as fused from '../ops/crossentropy.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import { Tensor, type TensorLike } from '../tensor.js';

/** Labels and logits by name: their order is the classical mistake. */
export interface LabelsAndLogits {
  labels: TensorLike;
  logits: TensorLike;
}

/** Reads `({labels, logits, ...})` or `(labels, logits)`; logits are floats. */
function read<T extends LabelsAndLogits>(
  where: string,
  first: T | TensorLike,
  second: TensorLike | undefined,
  ...further: (keyof T & string)[]
): T & { labels: Tensor; logits: Tensor } {
  const named = second === undefined && !(first instanceof Tensor) && isRecord(first);
  const given = named
    ? readOptions(where, first as T, ['labels', 'logits', ...further])
    : ({ labels: first, logits: second } as T);
  const labels = toTensor(given.labels, where, 'labels');
  return { ...given, labels, logits: toFloat(given.logits, where, 'logits') };
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** The labels in the logits' dtype, if they have their shape. */
function alike(where: string, labels: Tensor, logits: Tensor): Tensor {
  if (showShape(labels.shape) === showShape(logits.shape)) {
    return castArgument(labels, logits.dtype);
  }
  throw new ShapeError({
    where,
    expected: `labels of the logits' shape, ${showShape(logits.shape)}`,
    received: showShape(labels.shape),
  });
}

/** Moves the axis of classes to the end. */
function classesLast(x: Tensor, axis: number): Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return axis === x.rank - 1 ? x : tf.transpose(x, [...others, axis]);
}

interface SoftmaxCrossEntropy extends LabelsAndLogits {
  /** Of the classes; default: the last. */
  axis?: number;
}

/**
 * `-sum labels * log softmax(logits)` over the axis of classes, exact where the softmax rounds to 0.
 * Labels are one-hot or probabilities, of the logits' shape; gradients flow to both.
 *
 * @example
 * const cost = tf.nn.softmaxCrossEntropyWithLogits({ labels, logits }).mean();
 * @throws ShapeError if the shapes differ.
 */
export function softmaxCrossEntropyWithLogits(options: SoftmaxCrossEntropy): Tensor;
export function softmaxCrossEntropyWithLogits(
  labels: TensorLike,
  logits: TensorLike,
  axis?: number,
): Tensor;
export function softmaxCrossEntropyWithLogits(
  first: SoftmaxCrossEntropy | TensorLike,
  second?: TensorLike,
  third?: number,
): Tensor {
  const where = 'softmaxCrossEntropyWithLogits';
  const { labels, logits, axis = third ?? -1 } = read(where, first, second, 'axis');
  const targets = alike(where, labels, logits);
  const classes = tf.normalizeAxis(axis, logits.rank, where);
  return tf.tidy(() =>
    fused.softmaxCrossEntropy(classesLast(targets, classes), classesLast(logits, classes)),
  );
}

/**
 * `-log softmax(logits)[label]` over the last axis.
 * Labels are indices of classes, of the logits' shape without that axis.
 *
 * @throws ShapeError if the shapes do not fit. A label that is no class gives NaN.
 */
export function sparseSoftmaxCrossEntropyWithLogits(options: LabelsAndLogits): Tensor;
export function sparseSoftmaxCrossEntropyWithLogits(labels: TensorLike, logits: TensorLike): Tensor;
export function sparseSoftmaxCrossEntropyWithLogits(
  first: LabelsAndLogits | TensorLike,
  second?: TensorLike,
): Tensor {
  const where = 'sparseSoftmaxCrossEntropyWithLogits';
  const { labels, logits } = read(where, first, second);
  const rows = logits.shape.slice(0, -1);
  if (logits.rank === 0 || showShape(labels.shape) !== showShape(rows)) {
    throw new ShapeError({
      where,
      expected: `labels of shape ${showShape(rows)} for logits of shape ${showShape(logits.shape)}`,
      received: showShape(labels.shape),
      hint: 'One-hot labels are for softmaxCrossEntropyWithLogits.',
    });
  }
  return fused.sparseSoftmaxCrossEntropy(castArgument(labels, 'int32'), logits);
}

/**
 * `max(x, 0) - x * labels + log(1 + exp(-|x|))` of logits x, element by element: each is a yes or no of its own.
 *
 * @throws ShapeError if the shapes differ.
 */
export function sigmoidCrossEntropyWithLogits(options: LabelsAndLogits): Tensor;
export function sigmoidCrossEntropyWithLogits(labels: TensorLike, logits: TensorLike): Tensor;
export function sigmoidCrossEntropyWithLogits(
  first: LabelsAndLogits | TensorLike,
  second?: TensorLike,
): Tensor {
  const where = 'sigmoidCrossEntropyWithLogits';
  const { labels, logits } = read(where, first, second);
  return fused.sigmoidCrossEntropy(alike(where, labels, logits), logits);
}

interface WeightedCrossEntropy extends LabelsAndLogits {
  /** What a yes counts against a no; above 1 it favours recall. */
  posWeight: TensorLike;
}

/**
 * As `sigmoidCrossEntropyWithLogits`, with the loss of positive labels times `posWeight`.
 *
 * @throws ShapeError if the shapes differ.
 */
export function weightedCrossEntropyWithLogits(options: WeightedCrossEntropy): Tensor;
export function weightedCrossEntropyWithLogits(
  labels: TensorLike,
  logits: TensorLike,
  posWeight: TensorLike,
): Tensor;
export function weightedCrossEntropyWithLogits(
  first: WeightedCrossEntropy | TensorLike,
  second?: TensorLike,
  third?: TensorLike,
): Tensor {
  const where = 'weightedCrossEntropyWithLogits';
  const { labels, logits, posWeight = third } = read(where, first, second, 'posWeight');
  const yes = alike(where, labels, logits);
  const weight = castArgument(toTensor(posWeight as TensorLike, where, 'posWeight'), logits.dtype);
  // (1 - labels) x + (1 + (posWeight - 1) labels) softplus(-x)
  return tf.tidy(() => {
    const scale = tf.add(tf.mul(tf.sub(weight, 1), yes), 1);
    const ofNo = tf.mul(tf.sub(1, yes), logits);
    return tf.add(ofNo, tf.mul(scale, tf.softplus(tf.neg(logits))));
  });
}
