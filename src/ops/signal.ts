// `tf.signal`: frames and windows of signals, and their spectra over time.
import { ValueError } from '../errors.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager, uncounted } from '../tensors.js';
import { mul } from './arithmetic.js';
import { toTensor } from './convert.js';
import { gather } from './indexing.js';
import { tidy } from './scopes.js';
import { pad } from './shape.js';
import { rfft } from './spectral.js';

/** The smallest power of two that is not below the value. */
export function enclosingPowerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(value));
}

/** `a - b cos(2πi / n)` for each i: the window of general cosines, symmetric for odd lengths. */
export function cosineWindow(windowLength: number, a: number, b: number): Tensor {
  const period = windowLength + (1 - (windowLength % 2)) - 1;
  const values = Float32Array.from({ length: windowLength }, (_, i) =>
    windowLength === 1 ? a - b : a - b * Math.cos((2 * Math.PI * i) / period),
  );
  return eager('float32', [windowLength], values);
}

/** The Hann window, `0.5 - 0.5 cos(2πi / n)`. */
export function hannWindow(windowLength: number): Tensor {
  return cosineWindow(windowLength, 0.5, 0.5);
}

/** The Hamming window, `0.54 - 0.46 cos(2πi / n)`. */
export function hammingWindow(windowLength: number): Tensor {
  return cosineWindow(windowLength, 0.54, 0.46);
}

/**
 * The frames of a signal: `frameLength` samples every `frameStep`, along the last axis.
 *
 * @param padEnd whether frames that the signal does not fill are there too, filled with `padValue`.
 * @returns [..., frames, frameLength].
 */
export function frame(
  signal: TensorLike,
  frameLength: number,
  frameStep: number,
  padEnd = false,
  padValue = 0,
): Tensor {
  const x = toTensor(signal, 'frame', 'signal');
  const last = x.rank - 1;
  const n = x.shape[last];
  if (!(frameLength > 0 && (frameStep > 0 || frameLength > n) && x.rank > 0)) {
    throw new ValueError({
      where: 'frame',
      expected: 'a signal with an axis, and lengths above 0',
      received: `rank ${x.rank}, frameLength ${frameLength}, frameStep ${frameStep}`,
    });
  }
  const whole = frameLength > n ? 0 : Math.floor((n - frameLength) / frameStep) + 1;
  const frames = padEnd && frameStep > 0 ? Math.ceil(n / frameStep) : whole;
  const missing = Math.max(0, (frames - 1) * frameStep + frameLength - n);
  const indices = Int32Array.from(
    { length: frames * frameLength },
    (_, i) => Math.floor(i / frameLength) * frameStep + (i % frameLength),
  );
  return tidy(() => {
    const ends = x.shape.map((_, axis): [number, number] => [0, axis === last ? missing : 0]);
    const padded = missing > 0 && frames > 0 ? pad(x, ends, padValue) : x;
    return gather(padded, uncounted('int32', [frames, frameLength], indices), last);
  });
}

/**
 * The short-time Fourier transform: the spectrum of each frame under a window.
 *
 * @param fftLength default: the power of two that holds a frame.
 * @param windowFn of the frame's length; default: `hannWindow`.
 * @returns complex64 [..., frames, fftLength / 2 + 1].
 */
export function stft(
  signal: TensorLike,
  frameLength: number,
  frameStep: number,
  fftLength = enclosingPowerOfTwo(frameLength),
  windowFn: (length: number) => Tensor = hannWindow,
): Tensor {
  return tidy(() =>
    rfft(mul(frame(signal, frameLength, frameStep), windowFn(frameLength)), fftLength),
  );
}
