// Order: sorting, the largest elements, and places in sorted rows.
import { ConfigError, ShapeError, ValueError } from '../errors.js';
import { showShape } from '../nested.js';
import { apply, applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toTensor, widestPair } from './convert.js';
import { toWhole } from './indices.js';
import { any, normalizeAxis } from './reduction.js';
import { tidy } from './scopes.js';

export type Direction = 'ascending' | 'descending';

/** Sorted elements and their indices along an axis. */
function sorted(
  x: TensorLike,
  axis: number,
  direction: Direction,
  where: string,
): [Tensor, Tensor] {
  const tensor = toTensor(x, where);
  if (direction !== 'ascending' && direction !== 'descending') {
    throw new ConfigError({
      where,
      expected: "'ascending' or 'descending'",
      received: `${direction}`,
    });
  }
  const along = normalizeAxis(axis, tensor.rank, where);
  const last = tensor.rank - 1;
  const perm = [...tensor.shape.keys()];
  perm[along] = last;
  perm[last] = along;
  const turn = (t: Tensor) => (along === last ? t : applyOne('transpose', { perm }, [t]));
  const [values, indices] = apply('sort', { descending: direction === 'descending' }, [
    turn(tensor),
  ]);
  return [turn(values), turn(indices)];
}

/** The elements in order along an axis; NaN counts as the largest. Differentiable. */
export function sort(x: TensorLike, axis = -1, direction: Direction = 'ascending'): Tensor {
  return tidy(() => sorted(x, axis, direction, 'sort')[0]);
}

/** The int32 indices that sort along an axis; equal elements keep their order. */
export function argsort(x: TensorLike, axis = -1, direction: Direction = 'ascending'): Tensor {
  return tidy(() => sorted(x, axis, direction, 'argsort')[1]);
}

/**
 * The `k` largest elements along the last axis and their int32 indices, largest first; of equal ones the first. The
 * values are differentiable.
 *
 * @param _sorted is for programs that give it: they always are.
 * @throws ValueError for a k below 0 or above the axis's length; ShapeError for a scalar.
 */
export function topk(x: TensorLike, k = 1, _sorted = true): { values: Tensor; indices: Tensor } {
  const tensor = toTensor(x, 'topk');
  const n = tensor.shape[tensor.rank - 1];
  if (n === undefined) {
    throw new ShapeError({ problem: 'topk() expects the input to be of rank 1 or higher' });
  }
  if (k < 0) throw new ValueError({ problem: `'k' passed to topk() must be >= 0 but got ${k}` });
  if (k > n) {
    const problem = `'k' passed to topk() must be <= the last dimension (${n}) but got ${k}`;
    throw new ValueError({ problem });
  }
  const [values, indices] = apply('topK', { k }, [tensor]);
  return { values, indices };
}

/**
 * Whether each target is among the `k` largest predictions, of equal ones the first; bool.
 *
 * @param predictions [..., classes]
 * @param targets whole numbers [...]
 * @throws ShapeError for ranks, ValueError for a k, that don't fit.
 */
export function inTopK(predictions: TensorLike, targets: TensorLike, k = 1): Tensor {
  const scores = toTensor(predictions, 'inTopK', 'predictions');
  const wanted = toWhole(targets, 'inTopK', 'targets');
  if (scores.rank < 2) {
    const problem = `inTopK() expects the predictions to be of rank 2 or higher, but got ${scores.rank}`;
    throw new ShapeError({ problem });
  }
  if (scores.rank - 1 !== wanted.rank) {
    const problem = `predictions rank should be 1 larger than targets rank, but got predictions rank ${scores.rank} and targets rank ${wanted.rank}`;
    throw new ShapeError({ problem });
  }
  if (showShape(scores.shape.slice(0, -1)) !== showShape(wanted.shape)) {
    const expected = `targets of shape ${showShape(scores.shape.slice(0, -1))}`;
    throw new ShapeError({ where: 'inTopK', expected, received: showShape(wanted.shape) });
  }
  const classes = scores.shape[scores.rank - 1];
  if (!(k > 0 && k <= classes)) {
    const problem = `'k' passed to inTopK() must be > 0 && <= the predictions last dimension (${classes}), but got ${k}`;
    throw new ValueError({ problem });
  }
  return tidy(() => {
    const [, best] = apply('topK', { k }, [scores]);
    const column = applyOne('reshape', { shape: [...wanted.shape, 1] }, [wanted]);
    return any(applyOne('equal', {}, [best, column]), -1);
  });
}

/** As `inTopK`, as a promise. */
export async function inTopKAsync(
  predictions: TensorLike,
  targets: TensorLike,
  k = 1,
): Promise<Tensor> {
  return inTopK(predictions, targets, k);
}

/**
 * Where each value belongs in an ascending row: the number of elements that come before it; int32.
 *
 * @param sortedSequence [..., n]
 * @param values [..., m], the leading axes those of the rows.
 * @param side `left`: equal elements come after the value; `right`: before it.
 */
export function searchSorted(
  sortedSequence: TensorLike,
  values: TensorLike,
  side: 'left' | 'right' = 'left',
): Tensor {
  const where = 'searchSorted';
  if (side !== 'left' && side !== 'right') {
    throw new ConfigError({ where, expected: "side 'left' or 'right'", received: `${side}` });
  }
  const rows = toTensor(sortedSequence, where, 'sortedSequence');
  const wanted = toTensor(values, where, 'values');
  return applyOne('searchSorted', { right: side === 'right' }, widestPair(rows, wanted, where));
}

/** The first place in an ascending row where each value could stand: `searchSorted` from the left. */
export function lowerBound(sortedSequence: TensorLike, values: TensorLike): Tensor {
  return searchSorted(sortedSequence, values, 'left');
}

/** The last place in an ascending row where each value could stand: `searchSorted` from the right. */
export function upperBound(sortedSequence: TensorLike, values: TensorLike): Tensor {
  return searchSorted(sortedSequence, values, 'right');
}
