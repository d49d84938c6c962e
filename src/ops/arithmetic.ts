// Elementwise functions of two tensors with broadcasting: arithmetic, comparisons, logic, selection.
import { isFloat } from '../dtype.js';
import { DTypeError, ShapeError, ValueError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { arithmeticPair, castArgument, toTensor, toTensors, widestPair } from './convert.js';
import { toIndices } from './indices.js';
import { tidy } from './scopes.js';

type Binary = (a: TensorLike, b: TensorLike) => Tensor;

const arithmetic =
  (op: string, names?: [string, string]): Binary =>
  (a, b) =>
    applyOne(op, {}, arithmeticPair(a, b, op, names));

const comparison =
  (op: string): Binary =>
  (a, b) =>
    applyOne(op, {}, widestPair(a, b, op));

const truth = (x: TensorLike, where: string, name: string) =>
  castArgument(toTensor(x, where, name, 'bool'), 'bool');

const logical =
  (op: string): Binary =>
  (a, b) =>
    applyOne(op, {}, [truth(a, op, 'a'), truth(b, op, 'b')]);

/** `a + b`, broadcast. */
export const add = arithmetic('add');
/** `a - b`, broadcast. */
export const sub = arithmetic('sub');
/** `a * b`, broadcast. */
export const mul = arithmetic('mul');
/** The larger of each pair. */
export const maximum = arithmetic('maximum');
/** The smaller of each pair. */
export const minimum = arithmetic('minimum');
/** `base` to the power of `exp`. */
export const pow = arithmetic('pow', ['base', 'exp']);
/** `(a - b)²`. */
export const squaredDifference = arithmetic('squaredDifference');
/** The largest integer not above `a / b`. */
export const floorDiv = arithmetic('floorDiv');
/** The remainder of `floorDiv`, with the sign of `b`. */
export const mod = arithmetic('mod');

/** `a / b`, broadcast. Integers by integers give integers, rounded down, as in tfjs: `tf.div(7, tf.scalar(2, 'int32'))` is 3. */
export function div(a: TensorLike, b: TensorLike): Tensor {
  const pair = arithmeticPair(a, b, 'div');
  const exact = isFloat(pair[0].dtype) || pair[0].dtype === 'complex64';
  return applyOne(exact ? 'div' : 'floorDiv', {}, pair);
}

/** `a / b`, and 0 where `b` is 0. */
export function divNoNan(a: TensorLike, b: TensorLike): Tensor {
  const [left, right] = arithmeticPair(a, b, 'divNoNan');
  const dtype = isFloat(left.dtype) ? left.dtype : 'float32';
  return applyOne('divNoNan', {}, [castArgument(left, dtype), castArgument(right, dtype)]);
}

/** The angle of the point (b, a), in radians. */
export function atan2(a: TensorLike, b: TensorLike): Tensor {
  const [left, right] = arithmeticPair(a, b, 'atan2');
  const dtype = isFloat(left.dtype) ? left.dtype : 'float32';
  return applyOne('atan2', {}, [castArgument(left, dtype), castArgument(right, dtype)]);
}

/** Whether each pair is equal; bool. */
export const equal = comparison('equal');
/** Whether each pair differs; bool. */
export const notEqual = comparison('notEqual');
/** `a > b`; bool. */
export const greater = comparison('greater');
/** `a >= b`; bool. */
export const greaterEqual = comparison('greaterEqual');
/** `a < b`; bool. */
export const less = comparison('less');
/** `a <= b`; bool. */
export const lessEqual = comparison('lessEqual');

/** Whether both are true; bool. */
export const logicalAnd = logical('logicalAnd');
/** Whether either is true; bool. */
export const logicalOr = logical('logicalOr');
/** Whether exactly one is true; bool. */
export const logicalXor = logical('logicalXor');

const bitwise =
  (op: string): Binary =>
  (a, b) =>
    applyOne(op, {}, [toIndices(a, op, 'a'), toIndices(b, op, 'b')]);

/** The bits that either has; int32, broadcast. */
export const bitwiseOr = bitwise('bitwiseOr');
/** The bits that exactly one has; int32, broadcast. */
export const bitwiseXor = bitwise('bitwiseXor');

/**
 * The bits that both have; int32.
 * @throws ShapeError for different shapes; DTypeError for other dtypes.
 */
export function bitwiseAnd(x: TensorLike, y: TensorLike): Tensor {
  const a = toTensor(x, 'bitwiseAnd', 'x');
  const b = toTensor(y, 'bitwiseAnd', 'y');
  if (showShape(a.shape) !== showShape(b.shape)) {
    const problem = `BitwiseAnd: Tensors must have the same shape. x: ${showShape(a.shape)}, y: ${showShape(b.shape)}`;
    throw new ShapeError({ problem });
  }
  if (a.dtype !== 'int32' || b.dtype !== 'int32') {
    const problem = `BitwiseAnd: Only supports 'int32' values in tensor, found type: ${a.dtype} and ${b.dtype}`;
    throw new DTypeError({ problem });
  }
  return applyOne('bitwiseAnd', {}, [a, b]);
}

/** Whether each is false; bool. */
export function logicalNot(x: TensorLike): Tensor {
  return applyOne('logicalNot', {}, [truth(x, 'logicalNot', 'x')]);
}

/** `a` where the condition holds, else `b`; all broadcast. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const pair = widestPair(a, b, 'where');
  return applyOne('where', {}, [truth(condition, 'where', 'condition'), ...pair]);
}

/** The sum of any number of tensors of one shape. */
export function addN(tensors: readonly TensorLike[]): Tensor {
  if (!Array.isArray(tensors)) {
    throw new DTypeError({
      problem: 'The argument passed to tf.addN() must be a list of tensors',
      received: typeof tensors,
    });
  }
  const list = toTensors(tensors, 'addN', 'tensors');
  if (list.length === 0) {
    throw new ValueError({
      problem: 'Must pass at least one tensor to tf.addN(), but got 0',
    });
  }
  const [first, ...rest] = list;
  for (const { dtype, shape } of rest) {
    if (dtype !== first.dtype) {
      throw new DTypeError({
        problem: 'All tensors passed to tf.addN() must have the same dtype',
        received: `${first.dtype} and ${dtype}`,
      });
    }
    if (showShape(shape) !== showShape(first.shape)) {
      throw new ShapeError({
        problem: 'All tensors passed to tf.addN() must have the same shape',
        received: `${showShape(first.shape)} and ${showShape(shape)}`,
      });
    }
  }
  return tidy(() => rest.reduce<Tensor>((sum, x) => add(sum, x), first));
}
