// Elementwise functions of one tensor.
import { isFloat } from '../dtype.js';
import { ValueError } from '../errors.js';
import { applyOne, currentTape, isTraced } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { view } from '../tensors.js';
import { greaterEqual, mul, where } from './arithmetic.js';
import { type Accepts, castArgument, toFloat, toNumeric, toTensor } from './convert.js';
import { tidy } from './scopes.js';

type Unary = (x: TensorLike) => Tensor;

/** A function with real results: integers become float32. */
const real =
  (op: string, accepts: 'float32' | 'numeric' = 'float32'): Unary =>
  (x) =>
    applyOne(op, {}, [toFloat(x, op, 'x', accepts)]);

/** A function that keeps integers integers. */
const numeric =
  (op: string): Unary =>
  (x) =>
    applyOne(op, {}, [toNumeric(x, op)]);

/** A function that leaves integers as they are. */
const rounding =
  (op: string, accepts: Accepts = 'float32'): Unary =>
  (x) => {
    const tensor = toNumeric(x, op, 'x', accepts);
    return isFloat(tensor.dtype) ? applyOne(op, {}, [tensor]) : tensor;
  };

/** `-x`. */
export const neg = numeric('neg');
/** `|x|`. */
export const abs = numeric('abs');
/** -1, 0 or 1; of NaN 0, as in tfjs. */
export const sign = numeric('sign');
/** `x²`. */
export const square = numeric('square');
/** The largest integer not above x. */
export const floor = rounding('floor');
/** The smallest integer not below x. */
export const ceil = rounding('ceil');
/** The nearest integer, halves to even. */
export const round = rounding('round', 'numeric');

/** e to the power of x. */
export const exp = real('exp', 'numeric');
/** `exp(x) - 1`, exact near 0. */
export const expm1 = real('expm1', 'numeric');
/** The natural logarithm. */
export const log = real('log');
/** `log(1 + x)`, exact near 0. */
export const log1p = real('log1p', 'numeric');
/** The square root; NaN below 0. */
export const sqrt = real('sqrt');
/** `1 / sqrt(x)`. */
export const rsqrt = real('rsqrt');
/** `1 / x`. */
export const reciprocal = real('reciprocal', 'numeric');
/** The sine of x in radians. */
export const sin = real('sin');
/** The cosine of x in radians. */
export const cos = real('cos');
/** The tangent of x in radians. */
export const tan = real('tan');
/** The inverse sine, in radians; NaN outside [-1, 1]. */
export const asin = real('asin', 'numeric');
/** The inverse cosine, in radians; NaN outside [-1, 1]. */
export const acos = real('acos', 'numeric');
/** The inverse tangent, in radians. */
export const atan = real('atan', 'numeric');
/** The hyperbolic sine. */
export const sinh = real('sinh', 'numeric');
/** The hyperbolic cosine. */
export const cosh = real('cosh');
/** The hyperbolic tangent. */
export const tanh = real('tanh');
/** The inverse hyperbolic sine. */
export const asinh = real('asinh', 'numeric');
/** The inverse hyperbolic cosine; NaN below 1. */
export const acosh = real('acosh', 'numeric');
/** The inverse hyperbolic tangent; NaN outside [-1, 1]. */
export const atanh = real('atanh', 'numeric');
/** The error function. */
export const erf = real('erf', 'numeric');
/** `log(1 + exp(x))`. */
export const softplus = real('softplus', 'numeric');
/** `log(sigmoid(x))`. */
export const logSigmoid = real('logSigmoid', 'numeric');
/** `x` above 0: `max(x, 0)`. */
export const relu = numeric('relu');
/** `min(max(x, 0), 6)`. */
export const relu6 = numeric('relu6');
/** `scale * (x or alpha * (exp(x) - 1))`, self-normalizing (Klambauer et al., 2017). */
export const selu = real('selu', 'numeric');

/** `x * sigmoid(x)`, also called swish. */
export const silu = real('silu');
/** `x / (1 + |x|)`. */
export const softsign = real('softsign');

/** `1 / (1 + exp(-x))`. */
export function sigmoid(x: TensorLike): Tensor {
  const logits = toFloat(x, 'sigmoid');
  const result = applyOne('sigmoid', {}, [logits]);
  result.logits = logits;
  return result;
}

/** x above 0, `alpha * (exp(x) - 1)` below. */
export function elu(x: TensorLike, alpha = 1): Tensor {
  return applyOne('elu', { alpha }, [toFloat(x, 'elu')]);
}

/** x above 0, `alpha * x` below. */
export function leakyRelu(x: TensorLike, alpha = 0.2): Tensor {
  return applyOne('leakyRelu', { alpha }, [toFloat(x, 'leakyRelu', 'x', 'numeric')]);
}

/** 1 above 0, `alpha` at and below it; of the dtype of x. */
export function step(x: TensorLike, alpha = 0): Tensor {
  const tensor = toTensor(x, 'step');
  return castArgument(
    applyOne('step', { alpha }, [toFloat(tensor, 'step', 'x', 'numeric')]),
    tensor.dtype,
  );
}

/** x above 0, `alpha * x` below, with alpha broadcast against x. */
export function prelu(x: TensorLike, alpha: TensorLike): Tensor {
  const tensor = toFloat(x, 'prelu', 'x', 'numeric');
  const slope = toFloat(alpha, 'prelu', 'alpha', 'numeric');
  return tidy(() => where(greaterEqual(tensor, 0), tensor, mul(slope, tensor)));
}

/** x limited to the range from `min` to `max`. */
export function clipByValue(x: TensorLike, min: number, max: number): Tensor {
  if (min > max) {
    throw new ValueError({
      problem: `Error in clip: min (${min}) must be less than or equal to max (${max})`,
    });
  }
  return applyOne('clipByValue', { clipValueMin: min, clipValueMax: max }, [
    toNumeric(x, 'clipByValue'),
  ]);
}

const predicate =
  (op: string): Unary =>
  (x) =>
    applyOne(op, {}, [toFloat(x, op, 'x', 'numeric')]);

/** Whether each is NaN; bool. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: tfjs's name.
export const isNaN = predicate('isNaN');
/** Whether each is infinite; bool. */
export const isInf = predicate('isInf');
/** Whether each is neither NaN nor infinite; bool. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: tfjs's name.
export const isFinite = predicate('isFinite');

/** A tensor of the same values. */
export function clone(x: TensorLike): Tensor {
  const tensor = toTensor(x, 'clone', 'x', 'any');
  if (!isTraced([tensor]) && !currentTape()) return view(tensor, tensor.shape);
  return applyOne('reshape', { shape: tensor.shape }, [tensor]);
}

/** Its input, as a constant to whoever differentiates. */
export function stopGradient(x: TensorLike): Tensor {
  return applyOne('stopGradient', {}, [toTensor(x, 'stopGradient')]);
}
