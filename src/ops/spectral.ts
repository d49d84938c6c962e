// `tf.spectral`: discrete Fourier transforms along the last axis, of any length, differentiable and traceable.
import { DTypeError } from '../errors.js';
import { conjugateOf, fromPairs, partOf, toPairs } from '../pairs.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { complex } from './complex.js';
import { toTensor } from './convert.js';
import { zerosLike } from './creation.js';
import { tidy } from './scopes.js';
import { concat, pad, reverse, slice } from './shape.js';

function complexInput(x: TensorLike, where: string): Tensor {
  const input = toTensor(x, where, 'input');
  if (input.dtype === 'complex64') return input;
  throw new DTypeError({
    problem: `The dtype for tf.spectral.${where}() must be complex64 but got ${input.dtype}`,
    hint: 'tf.complex(x, tf.zerosLike(x)) makes real numbers complex; rfft takes them as they are.',
  });
}

function transform(x: Tensor, inverse: boolean): Tensor {
  return fromPairs(applyOne('fft', { inverse }, [toPairs(x)]));
}

/** The first `count` along the last axis, with zeros after what is there. */
function fit(x: Tensor, count: number): Tensor {
  const last = x.rank - 1;
  const n = x.shape[last];
  if (count <= n)
    return slice(
      x,
      x.shape.map(() => 0),
      [...x.shape.slice(0, last), count],
    );
  return pad(
    x,
    x.shape.map((_, axis): [number, number] => [0, axis === last ? count - n : 0]),
  );
}

/** The Fourier transform, `X_k = Σ x_j exp(-2πi jk / n)`, along the last axis of complex numbers. */
export function fft(input: TensorLike): Tensor {
  return transform(complexInput(input, 'fft'), false);
}

/** The inverse of `fft`. */
export function ifft(input: TensorLike): Tensor {
  return transform(complexInput(input, 'ifft'), true);
}

/**
 * The first half of the Fourier transform of real numbers, of which the rest is the mirror image.
 *
 * @param fftLength how many numbers are transformed: the input is cut, or zeros are added; default: as many as there are.
 * @returns complex64 of `floor(fftLength / 2) + 1` along the last axis.
 */
export function rfft(input: TensorLike, fftLength?: number): Tensor {
  const x = toTensor(input, 'rfft', 'input');
  if (x.dtype === 'complex64') {
    throw new DTypeError({
      problem: `The dtype for rfft() must be real value but got ${x.dtype}`,
    });
  }
  return tidy(() => {
    const n = fftLength ?? x.shape[x.rank - 1];
    const signal = fit(x, n);
    return fit(transform(complex(signal, zerosLike(signal)), false), Math.floor(n / 2) + 1);
  });
}

/** The inverse of `rfft` of an even length: `2 (n - 1)` real numbers of n complex ones. */
export function irfft(input: TensorLike): Tensor {
  const x = complexInput(input, 'irfft');
  return tidy(() => {
    const last = x.rank - 1;
    const n = x.shape[last];
    if (n <= 2) return partOf(transform(x, true), 0);
    const inner = slice(
      x,
      [...x.shape.slice(0, last).map(() => 0), 1],
      [...x.shape.slice(0, last), n - 2],
    );
    return partOf(transform(concat([x, reverse(conjugateOf(inner), last)], last), true), 0);
  });
}
