// A sparse matrix whose empty rows get one value each.
import { ShapeError, ValueError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { applyOne } from '../../session.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { expectEager } from '../dynamic.js';
import { toIndices } from '../indices.js';
import { tidy } from '../scopes.js';
import { concat, reshape } from '../shape.js';

/** What `sparseFillEmptyRows` gives. */
export interface FilledRows {
  /** int32 [m, rank], ordered by row. */
  outputIndices: Tensor;
  /** [m], of the values' dtype. */
  outputValues: Tensor;
  /** bool [rows]: which rows were empty. */
  emptyRowIndicator: Tensor;
  /** int32 [n]: where each given value is now. */
  reverseIndexMap: Tensor;
}

/**
 * The sparse tensor with `defaultValue` in the first column of each row that has nothing; ordered by row. Eager only.
 *
 * @param indices int32 [n, rank]; `values` [n]; `denseShape` [rank].
 * @throws ShapeError for other ranks; ValueError for a row outside; TraceError while a function is traced.
 * @example
 * tf.sparse.sparseFillEmptyRows([[0, 1], [2, 0]], [5, 6], [3, 2], -1).outputIndices; // [[0, 1], [1, 0], [2, 0]]
 */
export function sparseFillEmptyRows(
  indices: TensorLike,
  values: TensorLike,
  denseShape: TensorLike,
  defaultValue: TensorLike,
): FilledRows {
  const where = 'sparseFillEmptyRows';
  const at = toIndices(indices, where);
  const given = toTensor(values, where, 'values', 'any');
  const shape = toIndices(denseShape, where, 'denseShape');
  const filler = toTensor(defaultValue, where, 'defaultValue', 'any', given.dtype);
  expectEager(
    where,
    'Compute it outside of the function, and pass the result.',
    at,
    given,
    shape,
    filler,
  );
  if (at.rank !== 2)
    throw new ShapeError(`Indices should be Tensor2D but received shape ${showShape(at.shape)}`);
  if (given.rank !== 1)
    throw new ShapeError(`Values should be Tensor1D but received shape ${showShape(given.shape)}`);
  if (shape.rank !== 1)
    throw new ShapeError(
      `Dense shape should be Tensor1D but received shape ${showShape(shape.shape)}`,
    );
  if (filler.rank !== 0)
    throw new ShapeError(
      `Default value should be a scalar but received shape ${showShape(filler.shape)}`,
    );
  const [count, rank] = at.shape;
  const rows = Number(shape.valuesNow()[0]);
  const tuples = at.valuesNow() as Int32Array;
  if (rows === 0 && count > 0) {
    throw new ShapeError(
      `Received SparseTensor with denseShape[0] = 0 but indices.shape[0] = ${count}`,
    );
  }

  const inRow: number[][] = Array.from({ length: rows }, () => []);
  for (let i = 0; i < count; i++) {
    const row = tuples[i * rank];
    if (row < 0) throw new ValueError(`indices(${i}, 0) is invalid: ${row} < 0`);
    if (row >= rows) throw new ValueError(`indices(${i}, 0) is invalid: ${row} >= ${rows}`);
    inRow[row].push(i);
  }
  const outputIndices: number[] = [];
  // Which value each place takes; `count` is the default.
  const sources: number[] = [];
  const reverse = new Int32Array(count);
  inRow.forEach((members, row) => {
    if (members.length === 0) {
      sources.push(count);
      outputIndices.push(row, ...new Array<number>(rank - 1).fill(0));
    }
    for (const i of members) {
      reverse[i] = sources.length;
      sources.push(i);
      outputIndices.push(...tuples.subarray(i * rank, (i + 1) * rank));
    }
  });
  return tidy(() => ({
    outputIndices: eager('int32', [sources.length, rank], Int32Array.from(outputIndices)),
    outputValues: applyOne('gather', { axis: 0 }, [
      concat([given, reshape(filler, [1])]),
      eager('int32', [sources.length], Int32Array.from(sources)),
    ]),
    emptyRowIndicator: eager(
      'bool',
      [rows],
      Uint8Array.from(inRow, (row) => Number(row.length === 0)),
    ),
    reverseIndexMap: eager('int32', [count], reverse),
  }));
}
