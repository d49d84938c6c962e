// Categories as vectors: what CategoryEncoding and Discretization make of indices.

import type { DType } from '../../dtype.js';
import { ConfigError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import { hotRows } from '../../ops/indices.js';
import type { Tensor } from '../../tensor.js';
import type { PartialShape } from '../symbolic.js';

/** `oneHot`: a row for each index; `multiHot`: 1 for each that occurs in a sample; `count`: how often each does. */
export type EncodingMode = 'oneHot' | 'multiHot' | 'count' | 'one_hot' | 'multi_hot';

const modes: Record<string, string> = {
  int: 'int',
  oneHot: 'one_hot',
  one_hot: 'one_hot',
  multiHot: 'multi_hot',
  multi_hot: 'multi_hot',
  binary: 'multi_hot',
  count: 'count',
};

/** The mode as Keras writes it. @throws ConfigError for an unknown one. */
export function readMode<M extends string>(where: string, mode: string, allowed: readonly M[]): M {
  const kept = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  const found = allowed.find((known) => known === kept);
  if (found !== undefined) return found;
  throw new ConfigError({
    where: `${where}.outputMode`,
    expected: allowed.join(', '),
    received: String(mode),
  });
}

/** Whether one-hot rows take the place of a last axis of size 1. */
const replacesLast = (shape: PartialShape) => shape.length > 1 && shape.at(-1) === 1;

/** The shape of what `encode` gives. */
export function encodedShape(shape: PartialShape, mode: string, depth: number): PartialShape {
  if (mode === 'one_hot' && shape.length > 0 && !replacesLast(shape)) return [...shape, depth];
  return [...shape.slice(0, -1), depth];
}

/**
 * The vectors of indices [..., n]: one-hot [..., n, depth], for n = 1 [..., depth]; else [..., depth], over the last
 * axis. An index outside 0 to depth - 1 counts for nothing, as in Keras.
 * @param weights what each index counts, instead of 1.
 */
export function encode(
  indices: Tensor,
  mode: string,
  depth: number,
  dtype: DType,
  weights?: Tensor,
): Tensor {
  if (mode === 'one_hot') {
    const shape = encodedShape(indices.shape, mode, depth) as number[];
    return tf.reshape(hotRows(indices, depth, dtype), shape);
  }
  const rows = indices.rank === 0 ? tf.reshape(indices, [1]) : indices;
  const inside = tf.where(tf.less(rows, 0), tf.fill(rows.shape, depth, 'int32'), rows);
  const counts = tf.denseBincount(inside, weights ?? [], depth, mode === 'multi_hot');
  return tf.cast(counts, dtype);
}
