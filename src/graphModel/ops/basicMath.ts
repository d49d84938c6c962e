// TensorFlow's functions of single numbers.
import { atan2 } from '../../ops/arithmetic.js';
import { complex, imag, real } from '../../ops/complex.js';
import * as unary from '../../ops/unary.js';
import { type Operations, op } from '../kernel.js';
import { number, numberAttribute, tensor } from '../readers.js';

const of = (fn: typeof unary.abs) => op(fn, tensor(0));

export const basicMath: Operations = {
  Abs: of(unary.abs),
  Acos: of(unary.acos),
  Acosh: of(unary.acosh),
  Asin: of(unary.asin),
  Asinh: of(unary.asinh),
  Atan: of(unary.atan),
  Atan2: op(atan2, tensor(0), tensor(1)),
  Atanh: of(unary.atanh),
  Ceil: of(unary.ceil),
  ClipByValue: op(unary.clipByValue, tensor(0), number(1), number(2)),
  Complex: op(complex, tensor(0), tensor(1)),
  ComplexAbs: of(unary.abs),
  Cos: of(unary.cos),
  Cosh: of(unary.cosh),
  Elu: op((x) => unary.elu(x), tensor(0)),
  Erf: of(unary.erf),
  Exp: of(unary.exp),
  Expm1: of(unary.expm1),
  Floor: of(unary.floor),
  Imag: of(imag),
  IsFinite: of(unary.isFinite),
  IsInf: of(unary.isInf),
  IsNan: of(unary.isNaN),
  LeakyRelu: op(unary.leakyRelu, tensor(0), numberAttribute('alpha', 0.2)),
  Log: of(unary.log),
  Log1p: of(unary.log1p),
  Neg: of(unary.neg),
  Prelu: op(unary.prelu, tensor(0), tensor(1)),
  Real: of(real),
  Reciprocal: of(unary.reciprocal),
  Relu: of(unary.relu),
  Relu6: of(unary.relu6),
  Round: of(unary.round),
  Rsqrt: of(unary.rsqrt),
  Selu: of(unary.selu),
  Sigmoid: of(unary.sigmoid),
  Sign: of(unary.sign),
  Sin: of(unary.sin),
  Sinh: of(unary.sinh),
  Softplus: of(unary.softplus),
  Sqrt: of(unary.sqrt),
  Square: of(unary.square),
  Tan: of(unary.tan),
  Tanh: of(unary.tanh),
};
