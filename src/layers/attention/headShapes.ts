// How attention with several heads lays out its axes: equations of its dense layers, and products over some axes.

import * as tf from '../../ops/index.js';
import { normalizeAxes } from '../../ops/reduction.js';
import type { Tensor } from '../../tensor.js';

const letters = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(97 + from + i)).join('');

/** The options of an EinsumDense from `bound` last axes to those of `output`, `free` axes before them untouched. */
export function project(free: number, bound: number, output: number[], useBias: boolean) {
  const kept = letters(0, free);
  const summed = letters(free, bound);
  const made = letters(free + bound, output.length);
  return {
    equation: `${kept}${summed},${summed}${made}->${kept}${made}`,
    outputShape: [...new Array<null>(free - 1).fill(null), ...output],
    biasAxes: useBias ? made : null,
  };
}

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * Values weighted by the softmax of query · key, over the axes attended over and for each of the others alone.
 *
 * @param inputs [batch, ..., heads, size] each.
 * @param axes what is attended over; null: all but batch, heads and sizes.
 * @param mask true where attended to, [...others, ...queries, ...values], the others' last ones left out or not.
 * @returns the output as the query lies, with the value's size; and the scores [...others, heads, ...queries, ...values]
 */
export function scoredValues(
  { query, key, value }: { query: Tensor; key: Tensor; value: Tensor },
  axes: number[] | null,
  mask: Tensor | undefined,
  softmax: (scores: Tensor, mask: Tensor | undefined) => Tensor,
  dropout: (weights: Tensor) => Tensor,
): { output: Tensor; scores: Tensor } {
  const { rank } = query;
  const inner = Array.from({ length: rank - 3 }, (_, i) => i + 1);
  const attended = axes === null ? inner : normalizeAxes(axes, rank - 1, 'attentionAxes');
  const others = Array.from({ length: rank - 1 }, (_, i) => i).filter((i) => !attended.includes(i));
  const order = [...others, ...attended, rank - 1];
  const sizes = (x: Tensor, which: number[]) => which.map((axis) => x.shape[axis]);
  const lead = sizes(query, others);
  const queries = sizes(query, attended);
  const values = sizes(key, attended);
  /** [others..., positions, size]. */
  const rows = (x: Tensor) => {
    const positions = product(sizes(x, attended));
    return tf.reshape(tf.transpose(x, order), [...lead, positions, x.shape[rank - 1]]);
  };
  const flat = [...lead, product(queries), product(values)];
  const whole = [...lead, ...queries, ...values];
  const scores = tf.matMul(rows(query), rows(key), false, true);
  const weights = softmax(scores, mask && tf.reshape(spread(mask, whole, attended.length), flat));
  const flatOutput = tf.matMul(dropout(weights), rows(value));
  const laidOut = tf.reshape(flatOutput, [...lead, ...queries, value.shape[rank - 1]]);
  const back = order.map((_, axis) => order.indexOf(axis));
  return { output: tf.transpose(laidOut, back), scores: tf.reshape(weights, whole) };
}

/** The mask for every head: axes that it lacks come before the positions. */
function spread(mask: Tensor, shape: number[], attended: number): Tensor {
  const before = Math.max(0, mask.rank - 2 * attended);
  const lacking = new Array<number>(shape.length - mask.rank).fill(1);
  const wide = [...mask.shape.slice(0, before), ...lacking, ...mask.shape.slice(before)];
  return tf.broadcastTo(tf.reshape(mask, wide), shape);
}
