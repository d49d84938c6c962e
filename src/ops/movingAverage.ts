// Exponential moving averages.

import { ConfigError, DTypeError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { add, div, mul, pow, sub } from './arithmetic.js';
import { toTensor } from './convert.js';
import { tidy } from './scopes.js';

/**
 * `v + (1 - decay) (x - v)`; with `zeroDebias` the step is divided by `1 - decay^step`, so that an average that began
 * with zeros is not biased towards them.
 * @param step which average this is, counted from 1; needed for `zeroDebias`.
 */
export function movingAverage(
  v: TensorLike,
  x: TensorLike,
  decay: TensorLike,
  step?: TensorLike | null,
  zeroDebias = true,
): Tensor {
  const where = 'movingAverage';
  const average = toTensor(v, where, 'v');
  const value = toTensor(x, where, 'x');
  if (average.dtype !== value.dtype) {
    throw new DTypeError({
      where,
      problem: `The dtypes of the first(${average.dtype}) and second(${value.dtype}) input must match`,
    });
  }
  if (showShape(average.shape) !== showShape(value.shape)) {
    throw new ShapeError({
      where,
      expected: `x of v's shape ${showShape(average.shape)}`,
      received: showShape(value.shape),
    });
  }
  if (zeroDebias && (step === undefined || step === null)) {
    throw new ConfigError({ where, expected: 'a step with zeroDebias', received: String(step) });
  }
  return tidy(() => {
    const rate = toTensor(decay, where, 'decay');
    const update = mul(sub(value, average), sub(1, rate));
    if (!zeroDebias || step === undefined || step === null) return add(average, update);
    return add(average, div(update, sub(1, pow(rate, toTensor(step, where, 'step')))));
  });
}
