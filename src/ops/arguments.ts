// The arguments of ops on images: tensors in the dtype that these compute in, and errors that name the argument.
import { floatDType } from '../dtype.js';
import { DTypeError } from '../errors.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { castArgument, toTensor } from './convert.js';

/**
 * As float32, or float64 if it is that already. Integers of 32 and 64 bits are refused, as in tfjs; bytes, the dtype of
 * images, are not.
 */
export function imageArgument(x: TensorLike, where: string, name: string): Tensor {
  const tensor = expectReal(toTensor(x, where, name), where, name);
  return castArgument(tensor, floatDType(tensor.dtype));
}

/** The tensor, unless it has integers of 32 or 64 bits, or complex numbers. @throws DTypeError if it has. */
export function expectReal(tensor: Tensor, where: string, name: string): Tensor {
  if (!['int32', 'int64', 'complex64'].includes(tensor.dtype)) return tensor;
  throw new DTypeError({
    problem: `Argument '${name}' passed to '${where}' must be float32 tensor, but got ${tensor.dtype} tensor`,
    hint: 'x.toFloat() makes it one.',
  });
}
