// Tensors from values, and tensors of a rule: zeros, ranges, identity.
import { allocate, type DType, type TypedArray } from '../dtype.js';
import { DTypeError, ShapeError, ValueError } from '../errors.js';
import { checkShape, showShape, sizeOf } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager, view } from '../tensors.js';
import { OwnVariables, Variable } from '../variable.js';
import { toTensor } from './convert.js';
import { tidy } from './scopes.js';

function checkedShape(shape: readonly number[], size: number, where: string): number[] {
  checkShape(shape, -1);
  const known = sizeOf(shape.filter((n) => n !== -1));
  const result = shape.map((n) => (n === -1 ? size / known : n));
  if (sizeOf(result) !== size || result.some((n) => !Number.isInteger(n))) {
    throw new ShapeError({
      where: shape.includes(-1) ? where : undefined,
      problem: `Based on the provided shape, [${shape}], the tensor should have ${sizeOf(result)} values but has ${size}`,
    });
  }
  return result;
}

function create(
  where: string,
  values: TensorLike,
  shape?: readonly number[],
  dtype?: DType,
  rank?: number,
): Tensor {
  if (values === null || values === undefined) {
    throw new DTypeError({
      problem: 'The input to the tensor constructor must be a non-null value.',
    });
  }
  const made = toTensor(values, where, 'values', dtype === 'string' ? 'string' : 'any', dtype);
  if (made === values) return made;
  const finalShape = shape ? checkedShape(shape, made.size, where) : made.shape;
  // Nested arrays have the shape's axes; only the last may hold several of them, flat.
  const last = made.rank - 1;
  const agrees = made.shape.every((n, axis) => n === finalShape[axis] || axis === last);
  if (shape && made.rank > 1 && !agrees) {
    throw new ShapeError({
      where,
      expected: `values of shape ${showShape(shape)}`,
      received: showShape(made.shape),
    });
  }
  if (rank !== undefined && finalShape.length !== rank) {
    throw new ShapeError({
      where,
      expected: `values of rank ${rank}`,
      received: `shape ${showShape(finalShape)}`,
      hint: 'Nest the arrays, or give the shape as the second argument.',
    });
  }
  return view(made, finalShape);
}

/**
 * A tensor of numbers, booleans or strings, nested arrays or a typed array.
 *
 * @param values copied; nested arrays give the shape.
 * @param shape of a flat list; one entry may be -1.
 * @param dtype default: a typed array's own, bool for booleans, string for strings, else float32.
 * @throws ShapeError if the values don't fill the shape or are ragged.
 * @example
 * tf.tensor([[1, 2], [3, 4]]);
 * tf.tensor(new Float32Array(6), [2, 3]);
 */
export function tensor(values: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  return create('tensor', values, shape, dtype);
}

/** A tensor of rank 0: a number, boolean or string, or the bytes of one with dtype `string`. */
export function scalar(value: number | boolean | string | Uint8Array, dtype?: DType): Tensor {
  const bytes = dtype === 'string' && value instanceof Uint8Array;
  if (!bytes && !/^(number|boolean|string)$/.test(typeof value)) {
    throw new DTypeError({
      where: 'scalar',
      expected: 'a number, boolean or string',
      received: typeof value,
    });
  }
  return create('scalar', value as number, undefined, dtype, 0);
}

/** A tensor of rank 1. */
export function tensor1d(values: TensorLike, dtype?: DType): Tensor {
  return create('tensor1d', values, undefined, dtype, 1);
}
/** A tensor of rank 2, of nested arrays or a flat list with a shape. */
export function tensor2d(values: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  return create('tensor2d', values, shape, dtype, 2);
}
/** A tensor of rank 3, of nested arrays or a flat list with a shape. */
export function tensor3d(values: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  return create('tensor3d', values, shape, dtype, 3);
}
/** A tensor of rank 4, of nested arrays or a flat list with a shape. */
export function tensor4d(values: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  return create('tensor4d', values, shape, dtype, 4);
}
/** A tensor of rank 5, of nested arrays or a flat list with a shape. */
export function tensor5d(values: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  return create('tensor5d', values, shape, dtype, 5);
}
/** A tensor of rank 6, of nested arrays or a flat list with a shape. */
export function tensor6d(values: TensorLike, shape?: readonly number[], dtype?: DType): Tensor {
  return create('tensor6d', values, shape, dtype, 6);
}

/**
 * A variable with these initial values, trainable unless said otherwise. Inside a traced function it is made once.
 * @throws TraceError inside a traced function if the values are computed from its arguments: make it outside.
 */
export function variable(
  initialValue: TensorLike,
  trainable = true,
  name?: string,
  dtype?: DType,
): Variable {
  const value = toTensor(initialValue, 'variable', 'initialValue', 'numeric', dtype);
  return OwnVariables.once(() => {
    // Those of a tensor that depends on arguments are not known: its own error says so.
    const values = value.trace?.valuesNow(value) ?? value.valuesNow();
    return new Variable(value.dtype, value.shape, values, { name, trainable });
  });
}

function checkedSize(shape: readonly number[]): number {
  return sizeOf(checkedShape(shape, sizeOf(shape), 'fill'));
}

/** Every element the same number or string. */
export function fill(
  shape: readonly number[],
  value: number | string,
  dtype: DType = typeof value === 'string' ? 'string' : 'float32',
): Tensor {
  const size = checkedSize(shape);
  if (typeof value === 'string') {
    return create('fill', new Array<string>(size).fill(value), shape, dtype);
  }
  const values: TypedArray = allocate(dtype, size);
  if (dtype === 'complex64') {
    for (let i = 0; i < size; i++) values[2 * i] = value;
    return eager(dtype, [...shape], values);
  }
  if (values instanceof BigInt64Array) values.fill(BigInt(value));
  else if (value !== 0) values.fill(dtype === 'bool' ? 1 : value);
  return eager(dtype, [...shape], values);
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[], dtype: DType = 'float32'): Tensor {
  return fill(shape, 0, dtype);
}

/** A tensor of ones. */
export function ones(shape: readonly number[], dtype: DType = 'float32'): Tensor {
  return fill(shape, 1, dtype);
}

/** Zeros of the shape and dtype of x. */
export function zerosLike(x: TensorLike): Tensor {
  const like = toTensor(x, 'zerosLike', 'x', 'any');
  return zeros(like.shape, like.dtype);
}

/** Ones of the shape and dtype of x. */
export function onesLike(x: TensorLike): Tensor {
  const like = toTensor(x, 'onesLike');
  return ones(like.shape, like.dtype);
}

/** From `start` to before `stop`; `step` defaults to 1, or -1 if `stop` is below. */
export function range(
  start: number,
  stop: number,
  step?: number,
  dtype: DType = 'float32',
): Tensor {
  const by = step ?? (stop < start ? -1 : 1);
  if (by === 0)
    throw new ShapeError({ where: 'range', expected: 'a step other than 0', received: '0' });
  const values = allocate(dtype, Math.max(0, Math.ceil((stop - start) / by)));
  for (let i = 0; i < values.length; i++) {
    if (values instanceof BigInt64Array) values[i] = BigInt(start + i * by);
    else values[i] = start + i * by;
  }
  return eager(dtype, [values.length], values);
}

/** `num` evenly spaced numbers from `start` to `stop`, both included. @throws ValueError for none. */
export function linspace(start: number, stop: number, num: number): Tensor {
  if (!(num > 0)) {
    throw new ValueError({
      where: 'linspace',
      expected: 'at least one sample',
      received: `${num}`,
    });
  }
  const values = new Float32Array(num);
  for (let i = 0; i < num; i++)
    values[i] = num === 1 ? start : start + ((stop - start) * i) / (num - 1);
  return eager('float32', [num], values);
}

/** The identity matrix, or a batch of them. */
export function eye(
  numRows: number,
  numColumns = numRows,
  batchShape?: readonly number[] | null,
  dtype: DType = 'float32',
): Tensor {
  const batch = batchShape ?? [];
  const batches = sizeOf(batch);
  const values: TypedArray = allocate(dtype, batches * numRows * numColumns);
  for (let b = 0; b < batches; b++) {
    for (let i = 0; i < Math.min(numRows, numColumns); i++) {
      const position = b * numRows * numColumns + i * numColumns + i;
      if (values instanceof BigInt64Array) values[position] = 1n;
      else values[position] = 1;
    }
  }
  return eager(dtype, [...batch, numRows, numColumns], values);
}

/** A diagonal: the values along equal indices of a tensor of twice the rank, zeros elsewhere. Differentiable. */
export function diag(x: TensorLike): Tensor {
  const values = toTensor(x, 'diag');
  const n = values.size;
  return tidy(() =>
    applyOne('reshape', { shape: [...values.shape, ...values.shape] }, [
      applyOne('where', {}, [
        eye(n, n, [], 'bool'),
        applyOne('reshape', { shape: [1, n] }, [values]),
        zeros([], values.dtype),
      ]),
    ]),
  );
}
