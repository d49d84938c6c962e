// Ops whose output's shape depends on values: eager only.
import { DTypeError, ShapeError, TraceError } from '../errors.js';
import { showShape, sizeOf } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import { toTensor } from './convert.js';
import { normalizeAxis } from './reduction.js';
import { tidy } from './scopes.js';

/** Refuses a symbolic tensor. */
export function expectEager(where: string, hint: string, ...tensors: readonly Tensor[]): void {
  if (tensors.every((tensor) => tensor.trace === undefined)) return;
  throw new TraceError({
    where,
    problem:
      "the shape of its result depends on values, which aren't there while a function is traced",
    hint,
  });
}

/** A row of values as a key that equal rows share. */
function keyOf(values: ArrayLike<unknown>): unknown {
  return values.length === 1 ? values[0] : JSON.stringify(Array.from(values, String));
}

/**
 * The different slices along an axis in the order in which they appear, and for each slice the int32 index of its equal.
 * Eager only.
 *
 * @throws TraceError while a function is traced.
 */
export function unique(x: TensorLike, axis = 0): { values: Tensor; indices: Tensor } {
  const tensor = toTensor(x, 'unique', 'x', 'any');
  expectEager('unique', 'Compute it outside of the function, and pass the result.', tensor);
  const along = normalizeAxis(axis, tensor.rank, 'unique');
  return tidy(() => {
    const perm = [...tensor.shape.keys()];
    perm[0] = along;
    perm[along] = 0;
    const turn = (t: Tensor) => (along === 0 ? t : applyOne('transpose', { perm }, [t]));
    const first = turn(tensor);
    const [count, ...rest] = first.shape;
    const width = sizeOf(rest);
    const data = first.dataSync() as ArrayLike<unknown> & {
      slice(a: number, b: number): ArrayLike<unknown>;
    };
    const seen = new Map<unknown, number>();
    const kept: number[] = [];
    const indices = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const key = keyOf(data.slice(i * width, (i + 1) * width));
      let index = seen.get(key);
      if (index === undefined) {
        index = seen.size;
        seen.set(key, index);
        kept.push(i);
      }
      indices[i] = index;
    }
    const chosen = eager('int32', [kept.length], Int32Array.from(kept));
    const values = turn(applyOne('gather', { axis: 0 }, [first, chosen]));
    return { values, indices: eager('int32', [count], indices) };
  });
}

/**
 * The index tuples of the elements that are true, in order: int32 [count, rank]. Eager only.
 * @throws TraceError while a function is traced.
 */
export function whereIndices(condition: TensorLike): Tensor {
  const tensor = toTensor(condition, 'whereIndices', 'condition');
  expectEager('whereIndices', 'tf.where(condition, a, b) keeps the shape.', tensor);
  const values = tensor.valuesNow();
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]) count++;
  const { rank, shape } = tensor;
  const tuples = new Int32Array(count * rank);
  for (let i = 0, row = 0; row < count; i++) {
    if (!values[i]) continue;
    let rest = i;
    for (let axis = rank - 1; axis >= 0; axis--) {
      tuples[row * rank + axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    row++;
  }
  return eager('int32', [count, rank], tuples);
}

/**
 * As `whereIndices` of a bool tensor, as a promise.
 * @throws DTypeError if the condition is not bool.
 */
export async function whereAsync(condition: TensorLike): Promise<Tensor> {
  const tensor = toTensor(condition, 'whereAsync', 'condition');
  if (tensor.dtype !== 'bool') {
    const problem = `Argument 'condition' passed to 'whereAsync' must be bool tensor, but got ${tensor.dtype} tensor`;
    throw new DTypeError({ problem });
  }
  return whereIndices(tensor);
}

/**
 * The slices of a tensor where a mask is true. Eager only; differentiable by the tensor.
 *
 * @param mask bool, of the shape of the tensor's axes from `axis` on, which become one.
 * @throws ShapeError for a mask of another shape; TraceError while a function is traced.
 */
export function booleanMask(tensor: TensorLike, mask: TensorLike, axis = 0): Tensor {
  const x = toTensor(tensor, 'booleanMask', 'tensor', 'any');
  const flags = toTensor(mask, 'booleanMask', 'mask', 'bool', 'bool');
  expectEager('booleanMask', 'tf.where(mask, x, 0) keeps the shape.', flags);
  if (flags.rank === 0) throw new ShapeError({ problem: 'mask cannot be scalar' });
  const first = normalizeAxis(axis, x.rank, 'booleanMask');
  const covered = x.shape.slice(first, first + flags.rank);
  if (showShape(covered) !== showShape(flags.shape)) {
    const problem = `mask's shape must match the first K dimensions of tensor's shape, Shapes ${covered} and ${flags.shape} must match`;
    throw new ShapeError({ problem });
  }
  return tidy(() => {
    const shape = [...x.shape.slice(0, first), flags.size, ...x.shape.slice(first + flags.rank)];
    const flat = applyOne('reshape', { shape }, [x]);
    const values = flags.valuesNow();
    const chosen: number[] = [];
    for (let i = 0; i < values.length; i++) if (values[i]) chosen.push(i);
    const indices = eager('int32', [chosen.length], Int32Array.from(chosen));
    return applyOne('gather', { axis: first }, [flat, indices]);
  });
}

/** As `booleanMask`, as a promise. */
export async function booleanMaskAsync(
  tensor: TensorLike,
  mask: TensorLike,
  axis?: number,
): Promise<Tensor> {
  return booleanMask(tensor, mask, axis);
}

/** As `setdiff1dAsync`, at once. @internal */
export function setdiff1d(x: TensorLike, y: TensorLike): [Tensor, Tensor] {
  const a = toTensor(x, 'setdiff1d', 'x', 'any');
  const b = toTensor(y, 'setdiff1d', 'y', 'any');
  expectEager('setdiff1dAsync', 'Compute it outside of the function, and pass the result.', a, b);
  if (a.dtype !== b.dtype) {
    const problem = `x and y should have the same dtype, but got x (${a.dtype}) and y (${b.dtype}).`;
    throw new DTypeError({ problem });
  }
  for (const [name, tensor] of [
    ['x', a],
    ['y', b],
  ] as const) {
    if (tensor.rank !== 1) {
      const problem = `${name} should be 1D tensor, but got ${name} (${tensor.shape}).`;
      throw new ShapeError({ problem });
    }
  }
  const without = new Set<unknown>(b.dataSync());
  const kept: number[] = [];
  Array.from<unknown>(a.dataSync()).forEach((value, i) => {
    if (!without.has(value)) kept.push(i);
  });
  const indices = eager('int32', [kept.length], Int32Array.from(kept));
  return [applyOne('gather', { axis: 0 }, [a, indices]), indices];
}

/**
 * What is in x but not in y, in x's order, and its int32 indices in x. Eager only, as a promise.
 * @throws ShapeError unless both are vectors; DTypeError for different dtypes.
 */
export async function setdiff1dAsync(x: TensorLike, y: TensorLike): Promise<[Tensor, Tensor]> {
  return setdiff1d(x, y);
}
