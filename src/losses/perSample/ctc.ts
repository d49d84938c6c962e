// Connectionist temporal classification (Graves et al. 2006): the forward algorithm in logarithms, a step at a time.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import { hotRows } from '../../ops/indices.js';
import type { Tensor } from '../../tensor.js';

/** Stands for log 0: far below any path, and finite, so that differences stay numbers. */
const IMPOSSIBLE = -1e30;

function logAddExp(a: Tensor, b: Tensor): Tensor {
  const highest = tf.maximum(a, b);
  return tf.add(highest, tf.log1p(tf.exp(tf.neg(tf.abs(tf.sub(a, b))))));
}

/** The states of a path moved `by` to the right, so that column s holds what s - by held. */
function shifted(alpha: Tensor, by: number): Tensor {
  const [, states] = alpha.shape;
  if (states <= by) return tf.fill(alpha.shape, IMPOSSIBLE, alpha.dtype);
  const kept = tf.slice(alpha, [0, 0], [alpha.shape[0], states - by]);
  return tf.pad(
    kept,
    [
      [0, 0],
      [by, 0],
    ],
    IMPOSSIBLE,
  );
}

/**
 * `-log P(labels | logits)`. Labels [batch, length] are class indices padded with 0, which is the blank too; logits
 * [batch, time, classes].
 */
export function ctc(yTrue: Tensor, yPred: Tensor): Tensor {
  if (yTrue.rank !== 2 || yPred.rank !== 3) {
    throw new ShapeError({
      where: 'ctc',
      expected: 'labels [batch, length] and logits [batch, time, classes]',
      received: `${showShape(yTrue.shape)} and ${showShape(yPred.shape)}`,
    });
  }
  const [batch, time, classes] = yPred.shape;
  const dtype = yPred.dtype;
  const labels = tf.cast(yTrue, 'int32');
  const states = 2 * labels.shape[1] + 1;
  // Blanks between the labels and around them: the states of a path.
  const between = tf.reshape(tf.stack([tf.zerosLike(labels), labels], 2), [batch, states - 1]);
  const path = tf.pad(between, [
    [0, 0],
    [0, 1],
  ]);
  const twoBack = tf.pad(tf.slice(path, [0, 0], [batch, states - 2]), [
    [0, 0],
    [2, 0],
  ]);
  const mayskip = tf.logicalAnd(tf.notEqual(path, 0), tf.notEqual(path, twoBack));
  const skipPenalty = tf.mul(tf.sub(1, tf.cast(mayskip, dtype)), IMPOSSIBLE);

  const hot = hotRows(path, classes, dtype);
  const emitted = tf.matMul(tf.logSoftmax(yPred), hot, false, true);
  const at = (t: number) =>
    tf.reshape(tf.slice(emitted, [0, t, 0], [batch, 1, states]), [batch, states]);
  const column = tf.range(0, states, 1, 'int32');
  const started = tf.cast(tf.less(column, 2), dtype);
  let alpha = tf.add(at(0), tf.mul(tf.sub(1, started), IMPOSSIBLE));
  for (let t = 1; t < time; t += 1) {
    const skipped = tf.maximum(tf.add(shifted(alpha, 2), skipPenalty), IMPOSSIBLE);
    const reached = logAddExp(logAddExp(alpha, shifted(alpha, 1)), skipped);
    alpha = tf.maximum(tf.add(reached, at(t)), IMPOSSIBLE);
  }
  const length = tf.sum(tf.cast(tf.notEqual(labels, 0), 'int32'), 1, true);
  const behind = tf.sub(tf.mul(length, 2), column);
  const last = tf.cast(tf.logicalAnd(tf.greaterEqual(behind, 0), tf.lessEqual(behind, 1)), dtype);
  const ends = tf.add(alpha, tf.mul(tf.sub(1, last), IMPOSSIBLE));
  return tf.neg(tf.logSumExp(ends, 1));
}
