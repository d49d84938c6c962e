// Ops that move elements without computing: reshape, transpose, slice, join, split, pad.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape, sizeOf } from '../nested.js';
import { conjugateOf } from '../pairs.js';
import { applyOne, currentTape, isTraced } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { view } from '../tensors.js';
import { castArgument, toTensor, toTensors, widestPair } from './convert.js';
import { toIndices } from './indices.js';
import { normalizeAxes, normalizeAxis } from './reduction.js';
import { rows } from './rows.js';
import { tidy } from './scopes.js';

/** The same values under another shape; one entry may be -1: what is left. A view of the same values. */
export function reshape(x: TensorLike, shape: readonly number[]): Tensor {
  const tensor = toTensor(x, 'reshape', 'x', 'any');
  const known = sizeOf(shape.filter((n) => n !== -1));
  const target = shape.map((n) => (n === -1 ? (known === 0 ? 0 : tensor.size / known) : n));
  if (sizeOf(target) !== tensor.size || target.some((n) => !Number.isInteger(n) || n < 0)) {
    throw new ShapeError({
      where: 'reshape',
      expected: `a shape of ${tensor.size} elements for a tensor of shape ${showShape(tensor.shape)}`,
      received: showShape(shape),
    });
  }
  if (isTraced([tensor]) || currentTape()) return applyOne('reshape', { shape: target }, [tensor]);
  return view(tensor, target);
}

/** All values in one axis. */
export function flatten(x: TensorLike): Tensor {
  return reshape(x, [-1]);
}

/** A new axis of length 1. */
export function expandDims(x: TensorLike, axis = 0): Tensor {
  const tensor = toTensor(x, 'expandDims', 'x', 'any');
  const at = normalizeAxis(axis, tensor.rank + 1, 'expandDims');
  return reshape(tensor, [...tensor.shape.slice(0, at), 1, ...tensor.shape.slice(at)]);
}

/** Without axes of length 1: all of them, or those given; an empty list means all, as in tfjs. */
export function squeeze(x: TensorLike, axis?: readonly number[]): Tensor {
  const tensor = toTensor(x, 'squeeze', 'x', 'any');
  const axes = axis?.length ? normalizeAxes(axis, tensor.rank, 'squeeze') : undefined;
  const wrong = axes?.find((a) => tensor.shape[a] !== 1);
  if (wrong !== undefined) {
    throw new ShapeError({
      where: 'squeeze',
      expected: `axis ${wrong} of length 1`,
      received: showShape(tensor.shape),
    });
  }
  return reshape(
    tensor,
    tensor.shape.filter((n, i) => (axes ? !axes.includes(i) : n !== 1)),
  );
}

/** The axes in another order; reversed without `perm`. Complex numbers may be conjugated besides. */
export function transpose(x: TensorLike, perm?: readonly number[], conjugate = false): Tensor {
  const tensor = toTensor(x, 'transpose', 'x', 'any');
  if (conjugate && tensor.dtype === 'complex64') return transpose(conjugateOf(tensor), perm);
  const order = perm?.map((axis) => normalizeAxis(axis, tensor.rank, 'transpose'));
  if (order && (order.length !== tensor.rank || new Set(order).size !== tensor.rank)) {
    throw new ShapeError({
      where: 'transpose',
      expected: `a permutation of ${tensor.rank} axes`,
      received: showShape(order),
    });
  }
  return applyOne('transpose', { perm: order ?? tensor.shape.map((_, i) => tensor.rank - 1 - i) }, [
    tensor,
  ]);
}

/** Repeated along axes of length 1, and new leading axes, until it has the shape. */
export function broadcastTo(x: TensorLike, shape: readonly number[]): Tensor {
  return applyOne('broadcastTo', { shape }, [toTensor(x, 'broadcastTo', 'x', 'any')]);
}

/**
 * The part that starts at `begin` and has `size`: -1, or an axis left out, goes to the end.
 * @throws ShapeError past the end; `tensor.rows(start, end)` clamps.
 */
export function slice(
  x: TensorLike,
  begin: number | readonly number[],
  size?: number | readonly number[],
): Tensor {
  const tensor = toTensor(x, 'slice', 'x', 'any');
  const starts = typeof begin === 'number' ? [begin] : begin;
  const sizes = size === undefined ? [] : typeof size === 'number' ? [size] : size;
  const first = tensor.shape.map((_, i) => starts[i] ?? 0);
  const count = tensor.shape.map((n, i) =>
    sizes[i] === undefined || sizes[i] === -1 ? n - first[i] : sizes[i],
  );
  if (starts.some((start) => start < 0)) {
    throw new ShapeError({
      problem: 'slice() does not support negative begin indexing.',
      received: `begin ${showShape(starts)}`,
      hint: 'tensor.rows(-n) takes the last n rows.',
    });
  }
  const outside = tensor.shape.findIndex(
    (n, i) => first[i] < 0 || count[i] < 0 || first[i] + count[i] > n,
  );
  if (outside >= 0 || starts.length > tensor.rank) {
    throw new ShapeError({
      where: 'slice',
      expected: `a part of shape ${showShape(tensor.shape)}`,
      received: `begin ${showShape(first)}, size ${showShape(count)}`,
      hint: 'tensor.rows(start, end) stops at the end.',
    });
  }
  const rowsOnly = tensor.rank > 0 && tensor.shape.every((n, i) => i === 0 || count[i] === n);
  if (rowsOnly) return rows(tensor, first[0], first[0] + count[0]);
  return applyOne('slice', { begin: first, size: count }, [tensor]);
}

/** Joined along an axis that exists; the other axes must agree. */
export function concat(tensors: readonly TensorLike[], axis = 0): Tensor {
  let list = toTensors(tensors, 'concat', 'tensors', 'any');
  if (list.length === 0)
    throw new ShapeError({ where: 'concat', expected: 'at least one tensor', received: 'none' });
  if (list.length === 1) return list[0];
  const dtype = list.reduce((wide, t) => widestPair(wide, t, 'concat')[0]).dtype;
  list = list.map((t) => castArgument(t, dtype));
  return applyOne('concat', { axis: normalizeAxis(axis, list[0].rank, 'concat') }, list);
}

/** Joined along a new axis. */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  const list = toTensors(tensors, 'stack', 'tensors', 'any');
  return tidy(() =>
    concat(
      list.map((x) => expandDims(x, axis)),
      axis,
    ),
  );
}

/** The parts along an axis, each without it. */
export function unstack(x: TensorLike, axis = 0): Tensor[] {
  const tensor = toTensor(x, 'unstack', 'x', 'any');
  if (axis < -tensor.rank || axis >= tensor.rank) {
    throw new ShapeError({ problem: `Axis = ${axis} is not in [-${tensor.rank}, ${tensor.rank})` });
  }
  const at = normalizeAxis(axis, tensor.rank, 'unstack');
  return Array.from({ length: tensor.shape[at] }, (_, i) => {
    const begin = tensor.shape.map((_, k) => (k === at ? i : 0));
    const size = tensor.shape.map((n, k) => (k === at ? 1 : n));
    return tidy(() => squeeze(slice(tensor, begin, size), [at]));
  });
}

/** Cut along an axis into that many equal parts, or parts of those lengths. */
export function split(
  x: TensorLike,
  numOrSizeSplits: number | readonly number[],
  axis = 0,
): Tensor[] {
  const tensor = toTensor(x, 'split', 'x', 'any');
  const at = normalizeAxis(axis, tensor.rank, 'split');
  const n = tensor.shape[at];
  const sizes =
    typeof numOrSizeSplits === 'number'
      ? new Array<number>(numOrSizeSplits).fill(n / numOrSizeSplits)
      : [...numOrSizeSplits];
  const rest = sizes.indexOf(-1);
  if (rest >= 0) sizes[rest] = n - sizes.reduce((total, size) => total + size, 1);
  if (sizes.some((size) => !Number.isInteger(size)) || sizes.reduce((a, b) => a + b, 0) !== n) {
    throw new ShapeError({
      where: 'split',
      expected: `parts that add up to ${n} on axis ${at}`,
      received: `${numOrSizeSplits}`,
    });
  }
  let start = 0;
  return sizes.map((length) => {
    const begin = tensor.shape.map((_, k) => (k === at ? start : 0));
    const size = tensor.shape.map((m, k) => (k === at ? length : m));
    start += length;
    return slice(tensor, begin, size);
  });
}

/** Padded with a constant: `paddings[i]` is [before, after] on axis i. */
export function pad(
  x: TensorLike,
  paddings: readonly (readonly [number, number])[],
  constantValue = 0,
): Tensor {
  return applyOne('pad', { paddings, mode: 'constant', value: constantValue }, [
    toTensor(x, 'pad'),
  ]);
}

/** Padded with its own values mirrored: `symmetric` repeats the edge, `reflect` does not. */
export function mirrorPad(
  x: TensorLike,
  paddings: readonly (readonly [number, number])[],
  mode: 'reflect' | 'symmetric',
): Tensor {
  return applyOne('pad', { paddings, mode, value: 0 }, [toTensor(x, 'mirrorPad')]);
}

/** The whole repeated that often along each axis. */
export function tile(x: TensorLike, reps: readonly number[]): Tensor {
  return applyOne('tile', { reps }, [toTensor(x, 'tile', 'x', 'any')]);
}

/** Backwards along the axes; all of them without `axis`. */
export function reverse(x: TensorLike, axis?: number | readonly number[]): Tensor {
  const tensor = toTensor(x, 'reverse', 'x', 'any');
  return applyOne('reverse', { axes: normalizeAxes(axis, tensor.rank, 'reverse') }, [tensor]);
}

/**
 * Rows of `depth` entries: `onValue` at the index, `offValue` elsewhere; all `offValue` for an index outside.
 *
 * @param indices whole numbers of any shape, which gets one more axis.
 * @param dtype default int32, as in tfjs.
 * @throws ConfigError for a depth below 2; ValueError for an index that is not whole.
 */
export function oneHot(
  indices: TensorLike,
  depth: number,
  onValue = 1,
  offValue = 0,
  dtype: 'float32' | 'int32' | 'bool' = 'int32',
): Tensor {
  const tensor = toIndices(indices, 'oneHot');
  if (!(depth >= 2)) {
    throw new ConfigError({ where: 'oneHot', problem: `depth must be >=2, but it is ${depth}` });
  }
  return applyOne('oneHot', { depth, on: onValue, off: offValue, dtype }, [tensor]);
}
