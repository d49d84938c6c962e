// From losses of single samples to one number: weights, masks and Keras's reductions.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import * as tf from '../ops/index.js';
import { toSnakeCase } from '../options.js';
import type { Tensor } from '../tensor.js';
import { sameRank } from './align.js';

/** `sum_over_batch_size` and `mean` divide by the number of losses, `mean_with_sample_weight` by the sum of weights. */
export type Reduction = 'sum_over_batch_size' | 'sum' | 'mean' | 'mean_with_sample_weight' | 'none';

const reductions: readonly string[] = [
  'sum_over_batch_size',
  'sum',
  'mean',
  'mean_with_sample_weight',
  'none',
];

/** A reduction in Keras's spelling or in camelCase; null is 'none'. */
export function readReduction(name: string | null | undefined): Reduction {
  const read = name === null ? 'none' : toSnakeCase(name ?? 'sum_over_batch_size');
  if (reductions.includes(read)) return read as Reduction;
  const expected = `one of ${reductions.join(', ')}`;
  throw new ConfigError({ where: 'reduction', expected, received: String(name) });
}

/** Weights with as many axes as what they weigh: those of samples apply to all that belongs to a sample. */
export function matchWeights(values: Tensor, weights: Tensor): [Tensor, Tensor] {
  const [v, w] = sameRank(values, weights);
  const expanded =
    w.rank > 0 && w.rank < v.rank
      ? tf.reshape(w, [...w.shape, ...new Array<number>(v.rank - w.rank).fill(1)])
      : w;
  const fits = expanded.shape.every((n, axis) => n === v.shape[axis] || n === 1);
  if (expanded.rank <= v.rank && fits) return [v, expanded];
  throw new ShapeError({
    where: 'sampleWeight',
    expected: `a shape that broadcasts to the losses' ${showShape(values.shape)}`,
    received: showShape(weights.shape),
  });
}

/**
 * The weights with the mask in them. Where the reduction divides by the number of losses, masked ones must not count:
 * those that are left weigh more.
 */
export function maskedWeights(
  weights: Tensor | undefined,
  mask: Tensor | undefined,
  reduction: Reduction,
  dtype: Tensor['dtype'],
): Tensor | undefined {
  if (mask === undefined) return weights && tf.cast(weights, dtype);
  let kept = tf.cast(mask, dtype);
  if (reduction === 'mean' || reduction === 'sum_over_batch_size') {
    kept = tf.mul(kept, tf.divNoNan(tf.scalar(mask.size, dtype), tf.sum(kept)));
  }
  if (weights === undefined) return kept;
  const [m, w] = matchWeights(kept, tf.cast(weights, dtype));
  return tf.mul(w, m);
}

/** The losses weighed and reduced. */
export function reduceLosses(
  values: Tensor,
  weights: Tensor | undefined,
  mask: Tensor | undefined,
  reduction: Reduction,
): Tensor {
  const all = maskedWeights(weights, mask, reduction, values.dtype);
  const [v, w] = all ? matchWeights(values, all) : [values, undefined];
  const weighed = w ? tf.mul(v, w) : v;
  if (reduction === 'none' || weighed.rank === 0) return weighed;
  if (reduction === 'sum') return tf.sum(weighed);
  if (reduction === 'mean_with_sample_weight' && w) {
    return tf.divNoNan(tf.sum(weighed), tf.sum(w));
  }
  return tf.mean(weighed);
}
