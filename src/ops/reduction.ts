// Reductions over axes.
import type { DType } from '../dtype.js';
import { ShapeError } from '../errors.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { add, sub } from './arithmetic.js';
import { castArgument, toFloat, toTensor } from './convert.js';
import { tidy } from './scopes.js';
import { exp, log, square } from './unary.js';

export type Axis = number | readonly number[] | null;

/** The axis as a number from 0; negative counts from the end. */
export function normalizeAxis(axis: number, rank: number, where: string): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    throw new ShapeError({
      where,
      expected: `an axis from ${-rank} to ${rank - 1}`,
      received: `axis ${axis}`,
    });
  }
  return normal;
}

/** The axes in ascending order; all of them for null or undefined. */
export function normalizeAxes(axis: Axis | undefined, rank: number, where: string): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axis === 'number' ? [axis] : axis;
  return [...new Set(list.map((a) => normalizeAxis(a, rank, where)))].sort((a, b) => a - b);
}

function reduce(op: string, tensor: Tensor, axis: Axis | undefined, keepDims: boolean): Tensor {
  return applyOne(op, { axes: normalizeAxes(axis, tensor.rank, op), keepDims }, [tensor]);
}

const sumDType = (dtype: DType): DType => (dtype === 'bool' || dtype === 'uint8' ? 'int32' : dtype);

/** The sum over the axes (all of them without `axis`); bools and bytes sum to int32. */
export function sum(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  const tensor = toTensor(x, 'sum');
  return reduce('sum', castArgument(tensor, sumDType(tensor.dtype)), axis, keepDims);
}

/** The product over the axes. */
export function prod(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  const tensor = toTensor(x, 'prod');
  return reduce('prod', castArgument(tensor, sumDType(tensor.dtype)), axis, keepDims);
}

/** The mean over the axes; integers give float32. */
export function mean(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return reduce('mean', toFloat(x, 'mean', 'x', 'numeric'), axis, keepDims);
}

/** The largest element over the axes. */
export function max(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return reduce('max', toTensor(x, 'max'), axis, keepDims);
}

/** The smallest element over the axes. */
export function min(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return reduce('min', toTensor(x, 'min'), axis, keepDims);
}

/** Whether all are true over the axes; bool. */
export function all(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return reduce('all', castArgument(toTensor(x, 'all', 'x', 'bool'), 'bool'), axis, keepDims);
}

/** Whether any is true over the axes; bool. */
export function any(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  return reduce('any', castArgument(toTensor(x, 'any', 'x', 'bool'), 'bool'), axis, keepDims);
}

/** The index of the largest element along an axis, the first of equals; int32. */
export function argMax(x: TensorLike, axis = 0): Tensor {
  const tensor = toTensor(x, 'argMax');
  return applyOne('argMax', { axis: normalizeAxis(axis, tensor.rank, 'argMax') }, [tensor]);
}

/** The index of the smallest element along an axis, the first of equals; int32. */
export function argMin(x: TensorLike, axis = 0): Tensor {
  const tensor = toTensor(x, 'argMin');
  return applyOne('argMin', { axis: normalizeAxis(axis, tensor.rank, 'argMin') }, [tensor]);
}

/** `log(sum(exp(x)))` over the axes, stable for large x. */
export function logSumExp(x: TensorLike, axis?: Axis, keepDims = false): Tensor {
  const tensor = toFloat(x, 'logSumExp', 'x', 'numeric');
  return tidy(() => {
    const top = max(tensor, axis, true);
    const result = add(top, log(sum(exp(sub(tensor, top)), axis, true)));
    return keepDims ? result : reduce('max', result, axis, false);
  });
}

/** Mean and variance over the axes. */
export function moments(
  x: TensorLike,
  axis?: Axis,
  keepDims = false,
): { mean: Tensor; variance: Tensor } {
  const tensor = toFloat(x, 'moments', 'x', 'numeric');
  return tidy(() => {
    const center = mean(tensor, axis, true);
    const variance = mean(square(sub(tensor, center)), axis, keepDims);
    return { mean: keepDims ? center : mean(tensor, axis), variance };
  });
}

/** Running sums along an axis. */
export function cumsum(x: TensorLike, axis = 0, exclusive = false, reverse = false): Tensor {
  const tensor = toTensor(x, 'cumsum');
  const attributes = { axis: normalizeAxis(axis, tensor.rank, 'cumsum'), exclusive, reverse };
  return applyOne('cumsum', attributes, [castArgument(tensor, sumDType(tensor.dtype))]);
}

/** Running products along an axis. */
export function cumprod(x: TensorLike, axis = 0, exclusive = false, reverse = false): Tensor {
  const tensor = toTensor(x, 'cumprod');
  const attributes = { axis: normalizeAxis(axis, tensor.rank, 'cumprod'), exclusive, reverse };
  return applyOne('cumprod', attributes, [castArgument(tensor, sumDType(tensor.dtype))]);
}
