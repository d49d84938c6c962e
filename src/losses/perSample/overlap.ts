// Losses of overlapping regions, for segmentation.
import { EPSILON } from '../../epsilon.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { aligned } from '../align.js';

type Axes = number | number[] | null;

/** `1 - 2 sum(t p) / (sum t + sum p + 1e-7)` over `axis`, all axes by default. */
export function dice(yTrue: Tensor, yPred: Tensor, { axis = null }: { axis?: Axes } = {}): Tensor {
  const [t, p] = aligned('dice', yTrue, yPred);
  const over = axis ?? undefined;
  const both = tf.mul(tf.sum(tf.mul(t, p), over), 2);
  const total = tf.add(tf.add(tf.sum(t, over), tf.sum(p, over)), EPSILON);
  return tf.sub(1, tf.div(both, total));
}

/** `1 - sum(t p) / (sum(t p) + alpha sum(t (1 - p)) + beta sum(p (1 - t)) + 1e-7)` over `axis`, all by default. */
export function tversky(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.5, beta = 0.5, axis = null }: { alpha?: number; beta?: number; axis?: Axes } = {},
): Tensor {
  const [t, p] = aligned('tversky', yTrue, yPred);
  const over = axis ?? undefined;
  const both = tf.sum(tf.mul(t, p), over);
  const missed = tf.mul(tf.sum(tf.mul(tf.sub(1, p), t), over), alpha);
  const spurious = tf.mul(tf.sum(tf.mul(p, tf.sub(1, t)), over), beta);
  return tf.sub(1, tf.div(both, tf.add(tf.add(tf.add(both, missed), spurious), EPSILON)));
}
