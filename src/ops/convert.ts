// What every op does with its arguments: array-likes become tensors, dtypes are brought together.
import {
  arithmeticDType,
  castValues,
  type DType,
  dtypes,
  floatDType,
  isDType,
  isFloat,
  widest,
} from '../dtype.js';
import { DTypeError } from '../errors.js';
import { isColumnar, readColumnar } from '../interop.js';
import { flatten, flattenStrings, inferDType } from '../nested.js';
import { complexOf, partOf } from '../pairs.js';
import { applyOne, currentTape, isTraced } from '../session.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eager, eagerStrings, uncounted, view } from '../tensors.js';

/** What an argument may hold: `any` includes strings, `numeric` does not; a dtype's name is what messages ask for. */
export type Accepts = 'any' | 'numeric' | DType;

function check(dtype: DType, accepts: Accepts, name: string, where: string): void {
  const isString = dtype === 'string';
  // As in tfjs, functions with real results refuse integers: more often than not those are labels or indices.
  const whole = dtype === 'int32' || dtype === 'int64' || dtype === 'bool';
  const refused = isString || (accepts === 'float32' && whole);
  if (accepts === 'any' || (accepts === 'string' ? isString : !refused)) return;
  throw new DTypeError({
    problem: `Argument '${name}' passed to '${where}' must be ${accepts} tensor, but got ${dtype} tensor`,
    hint: isString ? undefined : `x.toFloat() makes floats of ${dtype}.`,
  });
}

/**
 * The tensor itself, or an eager one of anything array-like.
 *
 * @param where the op, and `name` its argument, as messages call them.
 * @param accepts strings are refused unless it says so.
 * @param dtype of the tensor made of an array-like; default: what its values are.
 */
export function toTensor(
  x: TensorLike,
  where: string,
  name = 'x',
  accepts: Accepts = 'numeric',
  dtype?: DType,
): Tensor {
  if (x instanceof Tensor) {
    check(x.dtype, accepts, name, where);
    return x;
  }
  if (typeof x === 'number' && (dtype === undefined || dtype === 'float32')) {
    check('float32', accepts, name, where);
    return uncounted('float32', [], Float32Array.of(x));
  }
  // Code written for tfjs passes the one-element list that a layer's `call` got.
  if (Array.isArray(x) && x.length === 1 && x[0] instanceof Tensor) return x[0];
  if (isColumnar(x)) return toTensor(readColumnar(x, where, dtype), where, name, accepts, dtype);
  const arrayLike =
    Array.isArray(x) || ArrayBuffer.isView(x) || /^(number|boolean|bigint|string)$/.test(typeof x);
  if (!arrayLike) {
    const received = (x as object | null | undefined)?.constructor?.name ?? 'null';
    throw new DTypeError({
      problem: `Argument '${name}' passed to '${where}' must be a Tensor or TensorLike, but got '${received}'`,
    });
  }
  const own = dtype ?? inferDType(x);
  check(own, accepts, name, where);
  if (own === 'string') {
    const { encoded, shape } = flattenStrings(x, where);
    return eagerStrings(shape, encoded, false);
  }
  const flat = flatten(x, own, where);
  return uncounted(flat.dtype, flat.shape, flat.values);
}

/** As `toTensor` for each of a list. */
export function toTensors(
  xs: readonly TensorLike[],
  where: string,
  name: string,
  accepts: Accepts = 'numeric',
): Tensor[] {
  if (!Array.isArray(xs)) {
    throw new DTypeError({
      problem: `Argument ${name} passed to ${where} must be a \`Tensor[]\` or \`TensorLike[]\``,
    });
  }
  return xs.map((x, i) => toTensor(x, where, `${name}[${i}]`, accepts));
}

/** The values in another dtype: towards zero for integers, 0 or 1 for bool. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (!isDType(dtype)) {
    throw new DTypeError({
      where: 'cast',
      expected: `one of ${dtypes.join(', ')}`,
      received: dtype,
    });
  }
  const tensor = toTensor(x, 'cast', 'x', 'any');
  // A tensor of its own even where nothing changes: whoever asked may dispose it.
  if (tensor.dtype === dtype && !isTraced([tensor]) && !currentTape())
    return view(tensor, tensor.shape);
  return convert(tensor, dtype, eager);
}

/** `cast` of an argument: what it makes is not the user's, and not counted. */
export function castArgument(x: Tensor, dtype: DType): Tensor {
  return convert(x, dtype, uncounted);
}

function convert(tensor: Tensor, dtype: DType, make: typeof eager): Tensor {
  if (tensor.dtype === dtype) return tensor;
  if (tensor.dtype === 'string' || dtype === 'string') {
    throw new DTypeError({
      where: 'cast',
      expected: 'numbers to be made numbers',
      received: `${tensor.dtype} to ${dtype}`,
    });
  }
  if (tensor.dtype === 'complex64') return convert(partOf(tensor, 0), dtype, make);
  if (dtype === 'complex64') {
    const real = convert(tensor, 'float32', uncounted);
    return complexOf(
      real,
      applyOne('mul', {}, [real, uncounted('float32', [], new Float32Array(1))]),
    );
  }
  if (isTraced([tensor]) || currentTape()) return applyOne('cast', { dtype }, [tensor]);
  return make(dtype, tensor.shape, castValues(tensor.valuesNow(), tensor.dtype, dtype));
}

/** A plain number takes the other operand's dtype, if that holds it. */
function operand(
  x: TensorLike,
  other: TensorLike,
  where: string,
  name: string,
  accepts: Accepts,
): Tensor {
  if (typeof x === 'number' && other instanceof Tensor) {
    const { dtype } = other;
    const fits = Number.isInteger(x) || isFloat(dtype);
    if (fits && dtype !== 'bool' && dtype !== 'string' && dtype !== 'complex64') {
      return toTensor(x, where, name, accepts, arithmeticDType(dtype));
    }
  }
  return toTensor(x, where, name, accepts);
}

/** Both operands in the dtype that arithmetic of them computes in. */
export function arithmeticPair(
  a: TensorLike,
  b: TensorLike,
  where: string,
  [first, second] = ['a', 'b'],
): [Tensor, Tensor] {
  const left = operand(a, b, where, first, 'numeric');
  const right = operand(b, a, where, second, 'numeric');
  const dtype = arithmeticDType(left.dtype, right.dtype);
  return [castArgument(left, dtype), castArgument(right, dtype)];
}

/** Both operands in the wider of their dtypes: for comparisons and selections. */
export function widestPair(a: TensorLike, b: TensorLike, where: string): [Tensor, Tensor] {
  const left = operand(a, b, where, 'a', 'any');
  const right = operand(b, a, where, 'b', 'any');
  const dtype = widest(left.dtype, right.dtype);
  return [castArgument(left, dtype), castArgument(right, dtype)];
}

/** The argument as float32, or float64 if it is that already. */
export function toFloat(
  x: TensorLike,
  where: string,
  name = 'x',
  accepts: Accepts = 'float32',
): Tensor {
  const tensor = toTensor(x, where, name, accepts);
  return castArgument(tensor, floatDType(tensor.dtype));
}

/** The argument in the dtype that arithmetic on it computes in. */
export function toNumeric(
  x: TensorLike,
  where: string,
  name = 'x',
  accepts: Accepts = 'numeric',
): Tensor {
  const tensor = toTensor(x, where, name, accepts);
  return castArgument(tensor, arithmeticDType(tensor.dtype));
}
