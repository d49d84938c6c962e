// What a position may attend to: masks [batch, queries, values] of attention layers.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { CallOptions } from '../layer.js';

/** The arguments of an attention layer's call, beside its inputs. */
export interface AttentionCall extends CallOptions {
  /** Whether the attention of each query to each value is the second output; default false. */
  returnAttentionScores?: boolean;
  /** Whether a query sees no value after its own position; default false. */
  useCausalMask?: boolean;
}

/** Whether the distance from each query's position to each value's satisfies a condition: bool [1, queries, values]. */
function positions(
  queries: number,
  values: number,
  allowed: (query: Tensor, value: Tensor) => Tensor,
): Tensor {
  const column = tf.reshape(tf.range(0, queries, 1, 'int32'), [1, queries, 1]);
  const row = tf.reshape(tf.range(0, values, 1, 'int32'), [1, 1, values]);
  return allowed(column, row);
}

/** True where the value is not after the query: bool [1, queries, values]. */
export function causalMask(queries: number, values: number): Tensor {
  return positions(queries, values, tf.greaterEqual);
}

/** True where the value is less than `window` positions from the query: bool [1, queries, values]. */
export function windowMask(queries: number, values: number, window: number): Tensor {
  return positions(queries, values, (a, b) => tf.less(tf.abs(tf.sub(a, b)), window));
}

/** True where all are; undefined if there is none. */
export function allOf(masks: readonly (Tensor | undefined)[]): Tensor | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  return given.length === 0 ? undefined : given.reduce((a, b) => tf.logicalAnd(a, b));
}

/** The softmax over the last axis; where the mask is false as good as nothing. */
export function maskedSoftmax(scores: Tensor, mask: Tensor | undefined): Tensor {
  // As Keras: a query that may attend to nothing attends to all alike.
  const open = mask
    ? tf.sub(scores, tf.mul(tf.cast(tf.logicalNot(mask), scores.dtype), 1e9))
    : scores;
  return tf.softmax(open, -1);
}
