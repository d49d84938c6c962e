// Brings labels and predictions, or values and weights, to one dtype and rank, as Keras does.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';

/**
 * Where one of two tensors has one axis more, of length 1 and last: the other is expanded if it has rank 1 (unless
 * `expand` is false), else that axis goes. Anything else stays as it is.
 */
export function sameRank(a: Tensor, b: Tensor, expand = true): [Tensor, Tensor] {
  if (b.rank === a.rank + 1) {
    const [second, first] = sameRank(b, a, expand);
    return [first, second];
  }
  if (a.rank !== b.rank + 1 || a.shape[a.rank - 1] !== 1) return [a, b];
  return b.rank === 1 && expand ? [a, tf.expandDims(b, -1)] : [tf.squeeze(a, [-1]), b];
}

let strict = false;

/** Runs the losses of training: there labels have the predictions' shape, not one that would broadcast to it. */
export function withoutBroadcasting<T>(fn: () => T): T {
  const outer = strict;
  strict = true;
  try {
    return fn();
  } finally {
    strict = outer;
  }
}

/**
 * Labels in the dtype of the predictions, both of one rank.
 * @throws ShapeError if their shapes then differ: broadcasting (n,) against (n, k) is never what was meant.
 */
export function aligned(where: string, yTrue: Tensor, yPred: Tensor): [Tensor, Tensor] {
  const [labels, predictions] = sameRank(tf.cast(yTrue, yPred.dtype), yPred);
  const fits =
    labels.rank === predictions.rank &&
    labels.shape.every(
      (n, axis) =>
        n === predictions.shape[axis] || (!strict && (n === 1 || predictions.shape[axis] === 1)),
    );
  if (!fits) {
    throw new ShapeError({
      where,
      expected: `labels of the predictions' shape ${showShape(yPred.shape)}`,
      received: showShape(yTrue.shape),
    });
  }
  return [labels, predictions];
}
