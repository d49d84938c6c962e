// Elementwise functions of two tensors with broadcasting: arithmetic, comparisons, logic, selection.
import { isFloat } from '../dtype.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { arithmeticPair, castArgument, toTensor, widestPair } from './convert.js';

type Binary = (a: TensorLike, b: TensorLike) => Tensor;

const arithmetic =
  (op: string): Binary =>
  (a, b) =>
    applyOne(op, {}, arithmeticPair(a, b, op));

const comparison =
  (op: string): Binary =>
  (a, b) =>
    applyOne(op, {}, widestPair(a, b, op));

const logical =
  (op: string): Binary =>
  (a, b) =>
    applyOne(op, {}, [
      castArgument(toTensor(a, op), 'bool'),
      castArgument(toTensor(b, op), 'bool'),
    ]);

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
export const pow = arithmetic('pow');
/** `(a - b)²`. */
export const squaredDifference = arithmetic('squaredDifference');
/** The largest integer not above `a / b`. */
export const floorDiv = arithmetic('floorDiv');
/** The remainder of `floorDiv`, with the sign of `b`. */
export const mod = arithmetic('mod');

/** `a / b`, broadcast. Integers by integers give integers, rounded down, as in tfjs: `tf.div(7, tf.scalar(2, 'int32'))` is 3. */
export function div(a: TensorLike, b: TensorLike): Tensor {
  const pair = arithmeticPair(a, b, 'div');
  return applyOne(isFloat(pair[0].dtype) ? 'div' : 'floorDiv', {}, pair);
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

/** Whether each is false; bool. */
export function logicalNot(x: TensorLike): Tensor {
  return applyOne('logicalNot', {}, [castArgument(toTensor(x, 'logicalNot'), 'bool')]);
}

/** `a` where the condition holds, else `b`; all broadcast. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const pair = widestPair(a, b, 'where');
  return applyOne('where', {}, [castArgument(toTensor(condition, 'where'), 'bool'), ...pair]);
}

/** The sum of any number of tensors of one shape. */
export function addN(tensors: readonly TensorLike[]): Tensor {
  return tensors.slice(1).reduce<Tensor>((sum, x) => add(sum, x), toTensor(tensors[0], 'addN'));
}
