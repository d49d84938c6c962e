// Hinge losses of margins; labels 0 and 1 count as -1 and 1.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { aligned } from '../align.js';

/** `2t - 1` if all labels are 0 or 1, else the labels: with b = 1 or 0 for that, `t (1 + b) - b`. */
function signs(t: Tensor): Tensor {
  const binary = tf.all(tf.logicalOr(tf.equal(t, 0), tf.equal(t, 1)));
  const b = tf.cast(binary, t.dtype);
  return tf.sub(tf.mul(t, tf.add(b, 1)), b);
}

function margins(where: string, yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned(where, yTrue, yPred);
  return tf.maximum(tf.sub(1, tf.mul(signs(t), p)), 0);
}

/** `mean max(1 - t p, 0)`. */
export function hinge(yTrue: Tensor, yPred: Tensor): Tensor {
  return tf.mean(margins('hinge', yTrue, yPred), -1);
}

/** `mean max(1 - t p, 0)^2`. */
export function squaredHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  return tf.mean(tf.square(margins('squaredHinge', yTrue, yPred)), -1);
}

/** `max(max((1 - t) p) - sum(t p) + 1, 0)` over the last axis. */
export function categoricalHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = aligned('categoricalHinge', yTrue, yPred);
  const right = tf.sum(tf.mul(t, p), -1);
  const wrong = tf.max(tf.mul(tf.sub(1, t), p), -1);
  return tf.maximum(tf.add(tf.sub(wrong, right), 1), 0);
}
