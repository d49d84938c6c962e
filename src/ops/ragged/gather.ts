// The chosen rows of a ragged tensor.
import { ConfigError, ShapeError, ValueError } from '../../errors.js';
import { sizeOf } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { expectEager } from '../dynamic.js';
import { gather } from '../indexing.js';
import { toIndices } from '../indices.js';
import { tidy } from '../scopes.js';

/** Refuses splits that don't ascend from 0 or more to at most `most`. */
function checkSplits(splits: readonly number[], most: number): void {
  if (splits.length === 0) throw new ShapeError('Ragged splits may not be empty');
  if (splits[0] < 0) throw new ValueError('Ragged splits must be non-negative');
  if (splits[splits.length - 1] > most) {
    throw new ValueError('Ragged splits must not point past values');
  }
  if (splits.some((split, i) => i > 0 && split < splits[i - 1])) {
    throw new ValueError('Ragged splits must be sorted in ascending order');
  }
}

/** Splits of rows of one length. */
const uniform = (rows: number, length: number) =>
  Array.from({ length: rows + 1 }, (_, i) => i * length);

/**
 * The rows of a ragged tensor at `indices`. Eager only; differentiable by the values.
 *
 * @param paramsNestedSplits for each ragged axis, outermost first, where its rows start in the next; int32 vectors.
 * @param paramsDenseValues the values of the innermost rows, [n, ...].
 * @param indices int32, of any rank.
 * @param outputRaggedRank as many as there are splits, plus the indices' rank, less one.
 * @throws ValueError for an index outside, or splits that descend or point outside.
 * @example
 * tf.raggedGather([[0, 2, 3]], [5, 6, 7], [1, 0], 1); // splits [[0, 1, 3]], values [7, 5, 6]
 */
export function raggedGather(
  paramsNestedSplits: readonly TensorLike[],
  paramsDenseValues: TensorLike,
  indices: TensorLike,
  outputRaggedRank: number,
): { outputNestedSplits: Tensor[]; outputDenseValues: Tensor } {
  const where = 'raggedGather';
  const given = paramsNestedSplits.map((splits, i) =>
    toIndices(splits, where, `paramsNestedSplits[${i}]`),
  );
  const values = toTensor(paramsDenseValues, where, 'paramsDenseValues', 'any');
  const at = toIndices(indices, where);
  expectEager(where, 'Compute it outside of the function, and pass the result.', at, ...given);
  if (given.length === 0) throw new ShapeError('paramsNestedSplits must be non empty');
  if (values.rank === 0) throw new ShapeError('params.rank must be nonzero');
  const rank = given.length + at.rank - 1;
  if (outputRaggedRank !== rank) {
    throw new ConfigError({
      where,
      expected: `outputRaggedRank ${rank}`,
      received: `${outputRaggedRank}`,
    });
  }
  const levels = given.map((splits) => Array.from(splits.valuesNow(), Number));
  levels.forEach((splits, i) => {
    checkSplits(splits, i + 1 < levels.length ? levels[i + 1].length - 1 : values.shape[0]);
  });

  const rows = levels[0].length - 1;
  let chosen = Array.from(at.valuesNow(), Number);
  const outside = chosen.findIndex((i) => i < 0 || i >= rows);
  if (outside >= 0) {
    throw new ValueError(`indices[${outside}] = ${chosen[outside]} is not in [0, ${rows})`);
  }
  const result = at.shape
    .slice(1)
    .map((n, axis) => uniform(sizeOf(at.shape.slice(0, axis + 1)), n));
  levels.forEach((splits, level) => {
    const ends = [0];
    const next: number[] = [];
    for (const row of chosen) {
      for (let i = splits[row]; i < splits[row + 1]; i++) next.push(i);
      ends.push(next.length);
    }
    // A single row's own length is its tensor's.
    if (level > 0 || at.rank > 0) result.push(ends);
    chosen = next;
  });
  return tidy(() => ({
    outputNestedSplits: result.map((splits) =>
      eager('int32', [splits.length], Int32Array.from(splits)),
    ),
    outputDenseValues: gather(values, eager('int32', [chosen.length], Int32Array.from(chosen))),
  }));
}
