// Complex numbers: made of parts, taken apart, and what arithmetic means for them.
import { defineComplex } from '../elements.js';
import { DTypeError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { complexOf, conjugateOf, fromPairs, partOf, toPairs } from '../pairs.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { add, div, divNoNan, equal, logicalAnd, mul, sub } from './arithmetic.js';
import { castArgument, toTensor } from './convert.js';
import { max, sum } from './reduction.js';
import { reshape, squeeze } from './shape.js';
import { abs, neg, sqrt, square } from './unary.js';

/**
 * Complex numbers of their real and imaginary parts; dtype complex64.
 * @throws ShapeError if the parts differ in shape.
 */
export function complex(real: TensorLike, imag: TensorLike): Tensor {
  const re = castArgument(toTensor(real, 'complex', 'real'), 'float32');
  const im = castArgument(toTensor(imag, 'complex', 'imag'), 'float32');
  if (showShape(re.shape) !== showShape(im.shape)) {
    throw new ShapeError({
      problem: `real and imag shapes, ${re.shape} and ${im.shape}, must match in call to tf.complex()`,
    });
  }
  return complexOf(re, im);
}

function complexArgument(x: TensorLike, where: string): Tensor {
  const tensor = toTensor(x, where, 'input');
  if (tensor.dtype === 'complex64') return tensor;
  throw new DTypeError({ where, expected: 'a complex64 tensor', received: tensor.dtype });
}

/** The real parts of complex numbers. */
export function real(input: TensorLike): Tensor {
  return partOf(complexArgument(input, 'real'), 0);
}

/** The imaginary parts of complex numbers. */
export function imag(input: TensorLike): Tensor {
  return partOf(complexArgument(input, 'imag'), 1);
}

/** The squared absolute value. */
const squaredAbs = (x: Tensor): Tensor => sum(square(toPairs(x)), -1);

/** x times the real numbers y. */
const scale = (x: Tensor, y: Tensor): Tensor =>
  fromPairs(mul(toPairs(x), reshape(y, [...y.shape, 1])));

function product([a, b]: readonly Tensor[]): Tensor {
  const [ar, ai, br, bi] = [partOf(a, 0), partOf(a, 1), partOf(b, 0), partOf(b, 1)];
  return complexOf(sub(mul(ar, br), mul(ai, bi)), add(mul(ar, bi), mul(ai, br)));
}

/** Ops that treat both parts alike, with leading axes as in the real op. */
const byParts = (op: (...xs: Tensor[]) => Tensor) => (inputs: readonly Tensor[]) =>
  complexOf(op(...inputs.map((x) => partOf(x, 0))), op(...inputs.map((x) => partOf(x, 1))));

for (const op of ['sum', 'mean']) {
  defineComplex(op, (inputs, attributes) => byParts((x) => applyOne(op, attributes, [x]))(inputs));
}
defineComplex('add', byParts(add));
defineComplex('sub', byParts(sub));
defineComplex('neg', byParts(neg));
defineComplex('mul', product);
defineComplex('square', ([x]) => product([x, x]));
// Scaled by the larger part, so that no square is too small or too large for a float.
defineComplex('abs', ([x]) => {
  const pairs = abs(toPairs(x));
  const larger = max(pairs, -1, true);
  const scaled = sum(square(divNoNan(pairs, larger)), -1);
  return mul(squeeze(larger, [-1]), sqrt(scaled));
});
defineComplex('div', ([a, b]) => {
  const quotient = product([a, conjugateOf(b)]);
  const size = squaredAbs(b);
  return complexOf(div(partOf(quotient, 0), size), div(partOf(quotient, 1), size));
});
defineComplex('reciprocal', ([x]) => scale(conjugateOf(x), div(1, squaredAbs(x))));
defineComplex('equal', ([a, b]) =>
  logicalAnd(equal(partOf(a, 0), partOf(b, 0)), equal(partOf(a, 1), partOf(b, 1))),
);
