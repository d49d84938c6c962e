// N-grams of ragged rows of words.
import { ShapeError, ValueError } from '../../errors.js';
import { showShape } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager, eagerStrings } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { toIndices } from '../indices.js';

const encoder = new TextEncoder();

/** Refuses splits that are not those of `size` words. */
function checkSplits(splits: readonly number[], size: number): void {
  if (splits.length === 0) return;
  if (splits[0] !== 0) throw new ValueError(`First split value must be 0, got ${splits[0]}`);
  splits.forEach((split, i) => {
    const least = splits[i - 1] ?? 0;
    if (split >= least && split <= size) return;
    throw new ValueError(`Invalid split value ${split}, must be in [${least}, ${size}]`);
  });
  const last = splits[splits.length - 1];
  if (last !== size) {
    throw new ValueError(`Last split value must be data size. Expected ${size}, got ${last}`);
  }
}

/**
 * All runs of so many words in each row, joined.
 *
 * @param data words [n]; `dataSplits` int32: where each row starts, and the last ends.
 * @param nGramWidths how many words; all runs of the first width come before those of the next.
 * @param padWidth how often a row is padded with `leftPad` and `rightPad`; -1 for as often as fits, one less than the width.
 * @param preserveShortSequences whether a row that is too short for all widths counts as one n-gram.
 * @returns the n-grams, and where those of each row start.
 * @throws DTypeError for anything but strings; ValueError for splits that are not those of the data.
 * @example
 * tf.string.stringNGrams(['a', 'b', 'c'], [0, 3], ' ', [2], '', '', 0, false).nGrams; // ['a b', 'b c']
 */
export function stringNGrams(
  data: TensorLike,
  dataSplits: TensorLike,
  separator: string,
  nGramWidths: readonly number[],
  leftPad: string,
  rightPad: string,
  padWidth: number,
  preserveShortSequences: boolean,
): { nGrams: Tensor; nGramsSplits: Tensor } {
  const where = 'stringNGrams';
  const words = toTensor(data, where, 'data', 'string');
  const splits = Array.from(toIndices(dataSplits, where, 'dataSplits').valuesNow(), Number);
  if (words.rank !== 1) {
    throw new ShapeError(`Data should be Tensor1D but received shape ${showShape(words.shape)}`);
  }
  checkSplits(splits, words.size);
  const all = words.dataSync<'string'>();
  const found: string[] = [];
  const ends = splits.length > 0 ? [0] : [];

  /** The runs of a row that is padded so often on each side. */
  const collect = (row: readonly string[], width: number, pad: number) => {
    const padded = [
      ...new Array<string>(pad).fill(leftPad),
      ...row,
      ...new Array<string>(pad).fill(rightPad),
    ];
    for (let i = 0; i + width <= padded.length; i++) {
      found.push(padded.slice(i, i + width).join(separator));
    }
  };
  for (let i = 1; i < splits.length; i++) {
    // Without any words there is nothing to pad.
    const row = all.slice(splits[i - 1], splits[i]);
    const before = found.length;
    for (const width of all.length > 0 ? nGramWidths : []) {
      collect(row, width, Math.min(padWidth < 0 ? width - 1 : padWidth, width - 1));
    }
    if (preserveShortSequences && row.length > 0 && found.length === before) {
      collect(row, row.length + 2 * Math.max(0, padWidth), Math.max(0, padWidth));
    }
    ends.push(found.length);
  }
  return {
    nGrams: eagerStrings(
      [found.length],
      found.map((text) => encoder.encode(text)),
    ),
    nGramsSplits: eager('int32', [ends.length], Int32Array.from(ends)),
  };
}
