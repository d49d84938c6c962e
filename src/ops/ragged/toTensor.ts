// A ragged tensor as a dense one, its rows cut or filled up.
import { ConfigError, ShapeError, ValueError } from '../../errors.js';
import { sizeOf } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { expectEager } from '../dynamic.js';
import { gather } from '../indexing.js';
import { toIndices } from '../indices.js';
import { tidy } from '../scopes.js';
import { broadcastTo, concat, reshape } from '../shape.js';

/** How rows are told: their number; for each value its row; where each row starts, and the last ends. */
export type RowPartitionType = 'FIRST_DIM_SIZE' | 'VALUE_ROWIDS' | 'ROW_SPLITS';

const where = 'raggedTensorToTensor';

/** How long each of `rows` rows is. */
function rowLengths(type: string, values: readonly number[], rows: number | undefined): number[] {
  if (type === 'ROW_SPLITS') return values.slice(1).map((end, i) => end - values[i]);
  if (type !== 'VALUE_ROWIDS') {
    const expected = 'FIRST_DIM_SIZE, VALUE_ROWIDS or ROW_SPLITS';
    throw new ConfigError({ where, expected, received: type });
  }
  const lengths = new Array<number>(rows ?? (values[values.length - 1] ?? -1) + 1).fill(0);
  values.forEach((id, i) => {
    if (id < 0 || id >= lengths.length || (i > 0 && id < values[i - 1])) {
      const expected = `ascending row ids below ${lengths.length}`;
      throw new ValueError({ where, expected, received: `${id} at position ${i}` });
    }
    lengths[id]++;
  });
  return lengths;
}

/**
 * A dense tensor of a ragged one: rows longer than the shape are cut, shorter ones end in the default. Eager only;
 * differentiable by values and default.
 *
 * @param shape of the result; -1, or a scalar -1 for all axes, takes what the longest row needs.
 * @param values of the innermost rows, [n, ...].
 * @param defaultValue broadcast to the shape of one of the values.
 * @param rowPartitionTensors for each ragged axis, outermost first, how its values fall into rows.
 * @param rowPartitionTypes what each of those is; `FIRST_DIM_SIZE`, the number of rows, comes before `VALUE_ROWIDS`.
 * @throws ShapeError for a shape of another rank.
 * @example
 * tf.raggedTensorToTensor([2, 2], [1, 2, 3, 4], 0, [[0, 3, 4]], ['ROW_SPLITS']); // [[1, 2], [4, 0]]
 */
export function raggedTensorToTensor(
  shape: TensorLike,
  values: TensorLike,
  defaultValue: TensorLike,
  rowPartitionTensors: readonly TensorLike[],
  rowPartitionTypes: readonly RowPartitionType[],
): Tensor {
  const wanted = toIndices(shape, where, 'shape');
  const flat = toTensor(values, where, 'values', 'any');
  const filler = toTensor(defaultValue, where, 'defaultValue', 'any', flat.dtype);
  const partitions = rowPartitionTensors.map((x, i) =>
    toIndices(x, where, `rowPartitionTensors[${i}]`),
  );
  expectEager(
    where,
    'Compute it outside of the function, and pass the result.',
    wanted,
    ...partitions,
  );
  let rows: number | undefined;
  const levels: number[][] = [];
  partitions.forEach((partition, i) => {
    const entries = Array.from(partition.valuesNow(), Number);
    if (rowPartitionTypes[i] === 'FIRST_DIM_SIZE') {
      rows = entries[0];
      return;
    }
    const lengths = rowLengths(rowPartitionTypes[i], entries, rows);
    levels.push(lengths);
    rows = lengths.reduce((a, b) => a + b, 0);
  });
  const [first] = levels;
  if (first === undefined || rows !== flat.shape[0]) {
    const expected = `rows of ${flat.shape[0]} values in all`;
    throw new ShapeError({ where, expected, received: `rows of ${rows}` });
  }

  const longest = [
    first.length,
    ...levels.map((lengths) => lengths.reduce((a, b) => Math.max(a, b), 0)),
  ];
  const dense = flat.shape.slice(1);
  const natural = [...longest, ...dense];
  const given = wanted.rank === 0 ? natural.map(() => -1) : Array.from(wanted.valuesNow(), Number);
  const fits =
    given.length === natural.length &&
    dense.every((n, i) => [n, -1].includes(given[longest.length + i]));
  if (!fits) {
    throw new ShapeError(
      `rt input.shape and shape=${given} are incompatible: rt input.rank = ${natural.length}, but shape.rank = ${given.length}`,
    );
  }
  const target = given.map((n, i) => (n < 0 ? natural[i] : n));

  // Where each row of a level goes in the result, counted in values; -1 for what is cut off.
  const outer = target.slice(0, longest.length);
  const strides = outer.map((_, axis) => sizeOf(outer.slice(axis + 1)));
  let places = first.map((_, row) => (row < outer[0] ? row * strides[0] : -1));
  levels.forEach((lengths, level) => {
    const next: number[] = [];
    lengths.forEach((length, row) => {
      for (let i = 0; i < length; i++) {
        const kept = places[row] >= 0 && i < outer[level + 1];
        next.push(kept ? places[row] + i * strides[level + 1] : -1);
      }
    });
    places = next;
  });
  const sources = new Int32Array(sizeOf(outer)).fill(flat.shape[0]);
  places.forEach((place, i) => {
    if (place >= 0) sources[place] = i;
  });
  return tidy(() => {
    const all = concat([flat, reshape(broadcastTo(filler, dense), [1, ...dense])]);
    return reshape(gather(all, eager('int32', [sources.length], sources)), target);
  });
}
