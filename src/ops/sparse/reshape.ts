// The indices of a sparse tensor under another shape.
import { ShapeError, ValueError } from '../../errors.js';
import { showShape, sizeOf } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { expectEager } from '../dynamic.js';
import { toIndices } from '../indices.js';

/** The target with its -1 replaced by what is left. */
function resolved(from: readonly number[], target: readonly number[]): number[] {
  const size = sizeOf(from);
  const free = target.indexOf(-1);
  const second = target.indexOf(-1, free + 1);
  if (free >= 0 && second >= 0) {
    throw new ValueError(`only one output dimension may be -1, not both ${free} and ${second}`);
  }
  const negative = target.findIndex((n) => n < -1);
  if (negative >= 0) {
    throw new ValueError(`size ${negative} must be non-negative, not ${target[negative]}`);
  }
  const known = sizeOf(target.filter((n) => n !== -1));
  const shapes = `inputShape=${from} outputShape=${target}`;
  if (free >= 0) {
    if (known === 0) {
      throw new ValueError(
        'reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero',
      );
    }
    if (size % known !== 0) {
      throw new ValueError(
        `Input to reshape is a SparseTensor with ${size} dense values, but the requested shape requires a multiple of ${known}. ${shapes}`,
      );
    }
    return target.map((n) => (n === -1 ? size / known : n));
  }
  if (known !== size) {
    throw new ValueError(
      `Input to reshape is a tensor with ${size} dense values, but the requested shape has ${known}. ${shapes}`,
    );
  }
  return [...target];
}

/**
 * The index tuples of a sparse tensor that is given another shape. Eager only.
 *
 * @param inputIndices int32 [n, rank]; `inputShape` [rank].
 * @param newShape one entry may be -1: what is left.
 * @throws ValueError for a shape of another size; TraceError while a function is traced.
 */
export function sparseReshape(
  inputIndices: TensorLike,
  inputShape: TensorLike,
  newShape: TensorLike,
): { outputIndices: Tensor; outputShape: Tensor } {
  const where = 'sparseReshape';
  const at = toIndices(inputIndices, where, 'inputIndices');
  const from = toIndices(inputShape, where, 'inputShape');
  const to = toIndices(newShape, where, 'newShape');
  expectEager(where, 'Compute it outside of the function, and pass the result.', at, from, to);
  if (at.rank !== 2)
    throw new ShapeError(
      `Input indices should be Tensor2D but received shape ${showShape(at.shape)}`,
    );
  if (from.rank !== 1)
    throw new ShapeError(
      `Input shape should be Tensor1D but received shape ${showShape(from.shape)}`,
    );
  if (to.rank !== 1)
    throw new ShapeError(`New shape should be Tensor1D but received shape ${showShape(to.shape)}`);
  const before = Array.from(from.valuesNow(), Number);
  const after = resolved(before, Array.from(to.valuesNow(), Number));
  const tuples = at.valuesNow() as Int32Array;
  const count = at.shape[0];
  const result = new Int32Array(count * after.length);
  for (let i = 0; i < count; i++) {
    let position = before.reduce((flat, n, axis) => flat * n + tuples[i * before.length + axis], 0);
    for (let axis = after.length - 1; axis >= 0; axis--) {
      result[i * after.length + axis] = position % after[axis];
      position = Math.floor(position / after[axis]);
    }
  }
  return {
    outputIndices: eager('int32', [count, after.length], result),
    outputShape: eager('int32', [after.length], Int32Array.from(after)),
  };
}
