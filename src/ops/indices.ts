// Arguments that are indices: int32, or numbers that are whole.
import { type DType, isFloat } from '../dtype.js';
import { DTypeError } from '../errors.js';
import { uncounted } from '../memory.js';
import { applyOne } from '../session.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { castArgument, toTensor } from './convert.js';

/** Numbers as int32. @throws ValueError for one that is not whole: in a traced function, when a step meets it. */
export function toWhole(x: TensorLike, where: string, name = 'indices'): Tensor {
  const tensor = toTensor(x, where, name);
  if (!isFloat(tensor.dtype)) return castArgument(tensor, 'int32');
  return uncounted(() => applyOne('wholeNumbers', { place: where, name }, [tensor]));
}

/**
 * An argument as int32 indices; arrays may hold any whole numbers, a tensor must be of integers.
 * @throws DTypeError for a tensor of floats; ValueError for a number that is not whole.
 */
export function toIndices(x: TensorLike, where: string, name = 'indices'): Tensor {
  if (x instanceof Tensor && isFloat(x.dtype)) {
    const problem = `Argument '${name}' passed to '${where}' must be int32 tensor, but got ${x.dtype} tensor`;
    throw new DTypeError({ problem, hint: "tf.cast(x, 'int32') makes it one." });
  }
  return toWhole(x, where, name);
}

/** The entries of a shape that may come as a tensor. */
export function toShape(shape: TensorLike, where: string): number[] {
  return Array.from(toWhole(shape, where, 'shape').valuesNow(), Number);
}

/** A 1 at each index of a row of `depth`, zeros elsewhere; unlike `oneHot`, one class will do. */
export function hotRows(indices: Tensor, depth: number, dtype: DType = 'float32'): Tensor {
  const at = castArgument(indices, 'int32');
  return castArgument(applyOne('oneHot', { depth, on: 1, off: 0, dtype: 'float32' }, [at]), dtype);
}
