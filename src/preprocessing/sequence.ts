// Sequences of unequal length to arrays: `padSequences`; and word2vec's table of sampling probabilities.
import { allocate, type NumericDType } from '../dtype.js';
import { ConfigError, ShapeError, ValueError } from '../errors.js';
import { sizeOf } from '../nested.js';
import { readOptions } from '../options.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import { valuesOf } from './values.js';

export interface PadSequencesOptions {
  /** The length of each row; by default that of the longest sequence. */
  maxlen?: number | null;
  /** Default `'int32'`; fractions are cut off. */
  dtype?: NumericDType;
  /** Where short sequences are filled. Default `'pre'`. */
  padding?: 'pre' | 'post';
  /** Where long sequences are cut. Default `'pre'`: their ends are kept. */
  truncating?: 'pre' | 'post';
  /** What fills. Default 0. */
  value?: number;
}

const keys = ['maxlen', 'dtype', 'padding', 'truncating', 'value'];

function checkSide(option: string, side: string): void {
  if (side === 'pre' || side === 'post') return;
  const received = JSON.stringify(side);
  throw new ConfigError({ where: `padSequences ${option}`, expected: '"pre" or "post"', received });
}

/**
 * Pads and cuts sequences to one length: `[n, maxlen]`, or `[n, maxlen, ...]` for sequences of vectors.
 *
 * @param sequences n sequences of numbers, or of equally shaped arrays of numbers
 * @throws ShapeError if the sequences' elements differ in shape
 * @see keras.utils.pad_sequences
 * @example
 * tf.utils.padSequences([[1], [2, 3], [4, 5, 6]], { maxlen: 2 }); // [[0, 1], [2, 3], [5, 6]]
 */
export function padSequences(
  sequences: readonly TensorLike[],
  options: PadSequencesOptions = {},
): Tensor {
  const {
    maxlen,
    dtype = 'int32',
    padding = 'pre',
    truncating = 'pre',
    value = 0,
  } = readOptions('padSequences', options, keys);
  checkSide('padding', padding);
  checkSide('truncating', truncating);

  const rows = sequences.map((sequence, i) => valuesOf(sequence, `padSequences, sequence ${i}`));
  const length = maxlen ?? rows.reduce((most, { shape }) => Math.max(most, shape[0]), 0);
  if (!Number.isInteger(length) || length < 1) {
    throw new ValueError({
      where: 'padSequences maxlen',
      expected: 'a positive integer, or a sequence that is not empty',
      received: String(length),
    });
  }

  const inner = rows.find(({ shape }) => shape[0] > 0)?.shape.slice(1) ?? [];
  const width = sizeOf(inner);
  const data = allocate(dtype, rows.length * length * width);
  if (value !== 0) data.fill(value);
  rows.forEach((row, i) => {
    const count = Math.min(row.shape[0], length);
    if (count === 0) return;
    if (row.shape.slice(1).join() !== inner.join()) {
      throw new ShapeError({
        where: `padSequences, sequence ${i}`,
        expected: `elements of shape [${inner}]`,
        received: `[${row.shape.slice(1)}]`,
      });
    }
    const from = truncating === 'pre' ? row.shape[0] - count : 0;
    const to = i * length + (padding === 'pre' ? length - count : 0);
    for (let j = 0; j < count * width; j++) data[to * width + j] = row.values[from * width + j];
  });
  return eager(dtype, [rows.length, length, ...inner], data);
}

/**
 * `table[i]`: the probability of keeping the i-th most common word when sampling skip-grams, by Zipf's law.
 *
 * @param samplingFactor default 1e-5; smaller keeps fewer common words
 * @see keras.preprocessing.sequence.make_sampling_table
 */
export function makeSamplingTable(size: number, samplingFactor = 1e-5): Tensor {
  const gamma = 0.577;
  const table = Float64Array.from({ length: size }, (_, i) => {
    const rank = Math.max(i, 1);
    const inverseFrequency = rank * (Math.log(rank) + gamma) + 0.5 - 1 / (12 * rank);
    return Math.min(1, Math.sqrt(samplingFactor * inverseFrequency));
  });
  return eager('float64', [size], table);
}
