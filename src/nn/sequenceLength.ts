// The lengths of a batch's sequences: read from what was given for them, and as a mask of steps.
import { ShapeError } from '../errors.js';
import { toTensor } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { describe, isPair } from './structure.js';

/** int32 [batch]; undefined if none are given. @throws ShapeError for anything else, a state above all. */
export function readLengths(
  given: TensorLike | null | undefined,
  batchSize: number,
  where: string,
): Tensor | undefined {
  if (given === undefined || given === null) return undefined;
  const isState = isPair(given) || (Array.isArray(given) && given.some(isPair));
  const lengths = isState ? undefined : toTensor(given, where, 'sequenceLength');
  if (lengths?.rank === 1 && lengths.shape[0] === batchSize) return tf.cast(lengths, 'int32');
  throw new ShapeError({
    where,
    problem: `sequenceLength must be a vector of length batch_size, ${batchSize}`,
    received: `${isState ? 'a state ' : ''}${describe(lengths ?? given)}`,
    hint: 'A state goes into the options: {initialState: state}.',
  });
}

/** bool [batch, steps], true within each sequence. */
export function stepMask(lengths: Tensor, steps: number): Tensor {
  return tf.less(tf.range(0, steps, 1, 'int32'), tf.expandDims(lengths, 1));
}
