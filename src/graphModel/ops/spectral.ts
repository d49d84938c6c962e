// TensorFlow's Fourier transforms.
import { ConfigError } from '../../errors.js';
import { zeros } from '../../ops/creation.js';
import { concat, slice } from '../../ops/shape.js';
import { fft, ifft, irfft, rfft } from '../../ops/spectral.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op } from '../kernel.js';
import { from, numbers, tensor } from '../readers.js';

const length = from(numbers(1), (values) => values.at(-1) as number);

/** A real signal of `samples` of its spectrum, which is cut or padded to that. */
function realSignal(spectrum: Tensor, samples: number): Tensor {
  if (samples % 2 !== 0) {
    throw new ConfigError({
      where: 'IRFFT',
      expected: 'an even length',
      received: String(samples),
    });
  }
  const bins = samples / 2 + 1;
  const has = spectrum.shape[spectrum.rank - 1];
  const rest = spectrum.shape.slice(0, -1);
  if (has > bins) {
    return irfft(slice(spectrum, new Array(spectrum.rank).fill(0), [...rest, bins]));
  }
  if (has === bins) return irfft(spectrum);
  return irfft(concat([spectrum, zeros([...rest, bins - has], 'complex64')], -1));
}

export const spectral: Operations = {
  FFT: op(fft, tensor(0)),
  IFFT: op(ifft, tensor(0)),
  RFFT: op(rfft, tensor(0), length),
  IRFFT: op(realSignal, tensor(0), length),
};
