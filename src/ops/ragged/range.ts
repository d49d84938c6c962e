// Ranges as the rows of a ragged tensor.

import { castValues } from '../../dtype.js';
import { DTypeError, ShapeError, ValueError } from '../../errors.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { expectEager } from '../dynamic.js';

const LARGEST = 2147483647;
/** All values together: a few numbers must not ask for all memory. */
const MOST = 2 ** 27;

/**
 * One row for each start, limit and delta: start, start + delta, ... before the limit. Scalars count for every row.
 * Eager only.
 *
 * @returns where each row starts, and the values of all of them, in the dtype of the starts.
 * @throws ShapeError for vectors of different lengths; ValueError for a delta of 0.
 * @example
 * tf.raggedRange([0, 5], [3, 7], 1); // splits [0, 3, 5], values [0, 1, 2, 5, 6]
 */
export function raggedRange(
  starts: TensorLike,
  limits: TensorLike,
  deltas: TensorLike,
): { rtNestedSplits: Tensor; rtDenseValues: Tensor } {
  const where = 'raggedRange';
  const first = toTensor(starts, where, 'starts');
  const parts = [
    ['starts', first],
    ['limits', toTensor(limits, where, 'limits', 'numeric', first.dtype)],
    ['deltas', toTensor(deltas, where, 'deltas', 'numeric', first.dtype)],
  ] as const;
  expectEager(where, 'tf.range takes numbers.', ...parts.map(([, tensor]) => tensor));
  for (const [name, { rank, dtype }] of parts) {
    if (rank > 1) throw new ShapeError(`${name} must be a scalar or vector`);
    if (dtype !== first.dtype) {
      throw new DTypeError({ where, expected: `${name} of ${first.dtype}`, received: dtype });
    }
  }
  const lengths = parts.flatMap(([, { rank, size }]) => (rank === 0 ? [] : [size]));
  if (new Set(lengths).size > 1) {
    throw new ShapeError('starts, limits, and deltas must have the same shape');
  }
  const rows = lengths[0] ?? 1;
  const splits = new Int32Array(rows + 1);
  const [start, limit, delta] = parts.map(([, tensor]) => {
    const data = tensor.valuesNow();
    return (row: number) => Number(data[tensor.rank === 0 ? 0 : row]);
  });
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const [from, to, by] = [start(row), limit(row), delta(row)];
    if (by === 0) throw new ValueError('Requires delta != 0');
    const count = Math.max(0, Math.ceil((to - from) / by));
    total += count;
    if (count > LARGEST) throw new ValueError(`Requires ((limit - start) / delta) <= ${LARGEST}`);
    if (total > MOST) {
      throw new ValueError({ where, expected: `at most ${MOST} values`, received: String(total) });
    }
    splits[row + 1] = total;
  }
  const values = new Float64Array(total);
  for (let row = 0; row < rows; row++) {
    const [from, by] = [start(row), delta(row)];
    for (let at = splits[row]; at < splits[row + 1]; at++)
      values[at] = from + (at - splits[row]) * by;
  }
  const dense = castValues(values, 'float64', first.dtype);
  return {
    rtNestedSplits: eager('int32', [rows + 1], splits),
    rtDenseValues: eager(first.dtype, [total], dense),
  };
}
