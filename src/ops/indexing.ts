// Taking and putting elements by index.
import { ConfigError, DTypeError, ShapeError, ValueError } from '../errors.js';
import { showShape, sizeOf } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { add } from './arithmetic.js';
import { castArgument, toTensor } from './convert.js';
import { fill } from './creation.js';
import { toIndices, toShape, toWhole } from './indices.js';
import { normalizeAxis } from './reduction.js';
import { tidy } from './scopes.js';
import { broadcastTo } from './shape.js';

/** Refuses an index outside before the engine does, in tfjs's words. */
function checkInside(indices: Tensor, size: number): void {
  const outside = (indices.values as Int32Array | undefined)?.find((i) => i < 0 || i >= size);
  if (outside === undefined) return;
  throw new ValueError({
    where: 'gather',
    problem: `GatherV2: the index value ${outside} is not in [0, ${size - 1}]`,
  });
}

/**
 * The slices of x at `indices` along an axis; the first `batchDims` axes are shared, each with indices of its own.
 * Differentiable by x.
 *
 * @param batchDims at most `axis`; negative counts from the end of the indices' axes.
 * @returns shape x.shape[..axis] + indices.shape[batchDims..] + x.shape[axis + 1..].
 * @throws ValueError for an index outside; ShapeError for shapes that don't fit.
 */
export function gather(x: TensorLike, indices: TensorLike, axis = 0, batchDims = 0): Tensor {
  const tensor = toTensor(x, 'gather', 'x', 'any');
  const at = toIndices(indices, 'gather');
  const along = normalizeAxis(axis, tensor.rank, 'gather');
  if (batchDims < -at.rank || batchDims > at.rank) {
    const problem = `Expect batchDims in the range of [-${at.rank}, ${at.rank}], but got ${batchDims}`;
    throw new ConfigError({ where: 'gather', problem });
  }
  const batch = batchDims < 0 ? batchDims + at.rank : batchDims;
  if (batch > along) {
    const problem = `batchDims (${batch}) must be less than or equal to axis (${along})`;
    throw new ConfigError({ where: 'gather', problem });
  }
  const differs = at.shape.slice(0, batch).findIndex((n, i) => n !== tensor.shape[i]);
  if (differs >= 0) {
    const problem = `x.shape[${differs}]: ${tensor.shape[differs]} should be equal to indices.shape[${differs}]: ${at.shape[differs]}`;
    throw new ShapeError({ where: 'gather', problem });
  }
  checkInside(at, tensor.shape[along]);
  return applyOne('gather', { axis: along, batchDims: batch }, [tensor, at]);
}

/**
 * The slices of x at index tuples into its first axes. Differentiable by x.
 *
 * @param indices int32 [..., depth].
 * @returns shape indices.shape[..-1] + x.shape[depth..].
 * @throws ShapeError for indices that are deeper than x; ValueError for an index outside.
 */
export function gatherND(x: TensorLike, indices: TensorLike): Tensor {
  const at = toIndices(indices, 'gatherND');
  return applyOne('gatherNd', {}, [toTensor(x, 'gatherND', 'x', 'any'), at]);
}

/** Index tuples; of a vector, as in tfjs, each entry is one. */
function toTuples(x: TensorLike, where: string): Tensor {
  const indices = toIndices(x, where);
  return indices.rank === 1
    ? applyOne('reshape', { shape: [indices.size, 1] }, [indices])
    : indices;
}

/**
 * Zeros, to which each update is added at its index tuple. Differentiable by the updates.
 *
 * @param indices int32 [..., depth]; a vector counts as [n, 1].
 * @param updates of shape indices.shape[..-1] + shape[depth..].
 * @throws ShapeError for updates of another shape; ValueError for an index outside.
 */
export function scatterND(
  indices: TensorLike,
  updates: TensorLike,
  shape: readonly number[] | TensorLike,
): Tensor {
  const where = 'scatterND';
  const attributes = { shape: toShape(shape as TensorLike, where) };
  const values = toTensor(updates, where, 'updates');
  return tidy(() => applyOne('scatterNd', attributes, [toTuples(indices, where), values]));
}

/**
 * The tensor with each update put at its index tuple; of duplicates the last stays. Differentiable by tensor and updates.
 *
 * @param indices int32 [..., depth]; a vector counts as [n, 1].
 * @param updates of the tensor's dtype and shape indices.shape[..-1] + tensor.shape[depth..].
 * @throws ShapeError for updates of another shape; DTypeError for another dtype; ValueError for an index outside.
 */
export function tensorScatterUpdate(
  tensor: TensorLike,
  indices: TensorLike,
  updates: TensorLike,
): Tensor {
  const where = 'tensorScatterUpdate';
  const x = toTensor(tensor, where, 'tensor', 'any');
  const values = toTensor(updates, where, 'updates', 'any');
  return tidy(() => applyOne(where, {}, [x, toTuples(indices, where), values]));
}

/**
 * A dense tensor of `defaultValue` with the sparse values put at their places. Differentiable by the values.
 *
 * @param sparseIndices int32: one index tuple a row, [n, rank]; [n] for a vector; a scalar for one element of one.
 * @param sparseValues one a row, or a scalar for all of them.
 * @throws ShapeError if indices, values and shape don't fit; ValueError for an index outside.
 */
export function sparseToDense(
  sparseIndices: TensorLike,
  sparseValues: TensorLike,
  outputShape: readonly number[],
  defaultValue: TensorLike = 0,
): Tensor {
  const where = 'sparseToDense';
  const given = toIndices(sparseIndices, where, 'sparseIndices');
  const values = toTensor(sparseValues, where, 'sparseValues', 'any');
  const background = toTensor(defaultValue, where, 'defaultValue', 'any', values.dtype);
  if (background.dtype !== values.dtype) {
    throw new DTypeError({
      where,
      expected: `a default of ${values.dtype}`,
      received: background.dtype,
    });
  }
  const count = given.rank > 0 ? given.shape[0] : 1;
  const depth = given.rank > 1 ? given.shape[1] : 1;
  if (given.rank > 2 || depth !== outputShape.length) {
    const expected = `index tuples for shape ${showShape(outputShape)}: [n, ${outputShape.length}]`;
    throw new ShapeError({ where, expected, received: showShape(given.shape) });
  }
  if (values.rank > 1 || (values.rank === 1 && values.size !== count)) {
    const expected = `a scalar or ${count} values`;
    throw new ShapeError({ where, expected, received: showShape(values.shape) });
  }
  return tidy(() => {
    const at = applyOne('reshape', { shape: [count, depth] }, [given]);
    return tensorScatterUpdate(
      broadcastTo(background, outputShape),
      at,
      broadcastTo(values, [count]),
    );
  });
}

/**
 * The elements of x at `indices`, counted along an axis: for rank 2 and axis 1, `x[i, indices[i, j]]`. Differentiable by x.
 *
 * @param indices int32, of x's rank; its other axes are x's, or 1 on either side and broadcast. Negative ones count
 *   from the end.
 * @param axis without it, both are flattened.
 */
export function takeAlongAxis(x: TensorLike, indices: TensorLike, axis?: number | null): Tensor {
  const where = 'takeAlongAxis';
  return tidy(() => {
    let tensor = toTensor(x, where);
    let at = toWhole(indices, where, 'indices');
    if (axis === undefined || axis === null) {
      tensor = applyOne('reshape', { shape: [tensor.size] }, [tensor]);
      at = applyOne('reshape', { shape: [at.size] }, [at]);
    }
    const { rank } = tensor;
    const along = normalizeAxis(axis ?? 0, rank, where);
    const wide = tensor.shape.map((n, i) => Math.max(n, at.shape[i]));
    const fits =
      at.rank === rank &&
      wide.every(
        (n, i) => i === along || [tensor, at].every((t) => t.shape[i] === n || t.shape[i] === 1),
      );
    if (!fits) {
      const expected = `indices for the axes of ${showShape(tensor.shape)} but ${along}`;
      throw new ShapeError({ where, expected, received: showShape(at.shape) });
    }
    const size = tensor.shape[along];
    if (!at.trace && at.valuesNow().some((i) => Number(i) < 0)) {
      const negative = applyOne('less', {}, [at, fill([], 0, 'int32')]);
      at = applyOne('where', {}, [negative, add(at, fill([], size, 'int32')), at]);
    }
    const shaped = (t: Tensor) => {
      const target = wide.map((n, i) => (i === along ? t.shape[i] : n));
      return sizeOf(target) === t.size ? t : broadcastTo(t, target);
    };
    // The axis last: then all the others are a batch.
    const last = [...tensor.shape.keys()].filter((i) => i !== along).concat(along);
    const back = last.map((_, i) => last.indexOf(i));
    const turn = (t: Tensor, perm: number[]) =>
      along === rank - 1 ? t : applyOne('transpose', { perm }, [t]);
    const taken = applyOne('gather', { axis: rank - 1, batchDims: rank - 1 }, [
      turn(shaped(tensor), last),
      turn(shaped(at), last),
    ]);
    return turn(taken, back);
  });
}

/**
 * The sums of the rows of x that have the same id; ids outside 0 to `numSegments - 1` are left out. Differentiable by x.
 *
 * @param segmentIds int32, its shape the first axes of x's; in any order.
 * @returns shape [numSegments] + x.shape[segmentIds.rank..].
 */
export function unsortedSegmentSum(
  x: TensorLike,
  segmentIds: TensorLike,
  numSegments: number,
): Tensor {
  const where = 'unsortedSegmentSum';
  const tensor = toTensor(x, where);
  const ids = toIndices(segmentIds, where, 'segmentIds');
  if (!Number.isInteger(numSegments) || numSegments < 0) {
    throw new ConfigError({
      where,
      expected: 'numSegments to be a whole number',
      received: `${numSegments}`,
    });
  }
  return tidy(() => {
    // What has no segment goes to one more, which is cut off.
    const size = numSegments + 1;
    const rest = fill([], numSegments, 'int32');
    const low = applyOne('less', {}, [ids, fill([], 0, 'int32')]);
    const inside = applyOne('minimum', {}, [applyOne('where', {}, [low, rest, ids]), rest]);
    const sums = applyOne('scatterAdd', { axis: 0, size }, [
      castArgument(tensor, tensor.dtype === 'bool' ? 'int32' : tensor.dtype),
      inside,
    ]);
    const shape = [numSegments, ...sums.shape.slice(1)];
    return applyOne('slice', { begin: shape.map(() => 0), size: shape }, [sums]);
  });
}
