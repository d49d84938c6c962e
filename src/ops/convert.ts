// What every op does with its arguments: array-likes become tensors, dtypes are brought together.
import { arithmeticDType, castValues, type DType, floatDType, widest } from '../dtype.js';
import { DTypeError } from '../errors.js';
import { flatten } from '../nested.js';
import { applyOne, currentTape, isTraced } from '../session.js';
import { eager, Tensor, type TensorLike, uncounted } from '../tensor.js';

/** The tensor itself, or an eager one of anything array-like. */
export function toTensor(x: TensorLike, where: string, dtype?: DType): Tensor {
  if (x instanceof Tensor) return x;
  // Code written for tfjs passes the one-element list that a layer's `call` got.
  if (Array.isArray(x) && x.length === 1 && x[0] instanceof Tensor) return x[0];
  if (
    x === undefined ||
    x === null ||
    typeof x === 'string' ||
    (typeof x === 'object' && !Array.isArray(x) && !ArrayBuffer.isView(x))
  ) {
    throw new DTypeError({
      where,
      expected: 'a tensor or numbers',
      received: x === null ? 'null' : typeof x,
    });
  }
  const flat = flatten(x, dtype, where);
  return uncounted(flat.dtype, flat.shape, flat.values);
}

/** The values in another dtype: towards zero for integers, 0 or 1 for bool. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  return convert(toTensor(x, 'cast'), dtype, eager);
}

/** `cast` of an argument: what it makes is not the user's, and not counted. */
export function castArgument(x: Tensor, dtype: DType): Tensor {
  return convert(x, dtype, uncounted);
}

function convert(tensor: Tensor, dtype: DType, make: typeof eager): Tensor {
  if (tensor.dtype === dtype) return tensor;
  if (isTraced([tensor]) || currentTape()) return applyOne('cast', { dtype }, [tensor]);
  return make(dtype, tensor.shape, castValues(tensor.valuesNow(), tensor.dtype, dtype));
}

/** A plain number takes the other operand's dtype, if that holds it. */
function operand(x: TensorLike, other: TensorLike, where: string): Tensor {
  if (typeof x === 'number' && other instanceof Tensor) {
    const fits = Number.isInteger(x) || other.dtype === 'float32' || other.dtype === 'float64';
    if (fits && other.dtype !== 'bool') return toTensor(x, where, arithmeticDType(other.dtype));
  }
  return toTensor(x, where);
}

/** Both operands in the dtype that arithmetic of them computes in. */
export function arithmeticPair(a: TensorLike, b: TensorLike, where: string): [Tensor, Tensor] {
  const left = operand(a, b, where);
  const right = operand(b, a, where);
  const dtype = arithmeticDType(left.dtype, right.dtype);
  return [castArgument(left, dtype), castArgument(right, dtype)];
}

/** Both operands in the wider of their dtypes: for comparisons and selections. */
export function widestPair(a: TensorLike, b: TensorLike, where: string): [Tensor, Tensor] {
  const left = operand(a, b, where);
  const right = operand(b, a, where);
  const dtype = widest(left.dtype, right.dtype);
  return [castArgument(left, dtype), castArgument(right, dtype)];
}

/** The argument as float32, or float64 if it is that already. */
export function toFloat(x: TensorLike, where: string): Tensor {
  const tensor = toTensor(x, where);
  return castArgument(tensor, floatDType(tensor.dtype));
}

/** The argument in the dtype that arithmetic on it computes in. */
export function toNumeric(x: TensorLike, where: string): Tensor {
  const tensor = toTensor(x, where);
  return castArgument(tensor, arithmeticDType(tensor.dtype));
}
