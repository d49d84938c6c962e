// The maxima of windows, and where in the input they were.
import { isFloat } from '../dtype.js';
import { apply } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { uncounted } from '../tensors.js';
import { add } from './arithmetic.js';
import { castArgument, toTensor } from './convert.js';
import { gather } from './indexing.js';
import { windowsOf, withoutNaN } from './pooling.js';
import { tidy } from './scopes.js';
import { type Padding, type PerAxis, perAxis } from './window.js';

/** For each place in a window of this size, how far from the window's first element it is in an image of rows of `width`. */
function offsets([height, columns]: number[], width: number, channels: number): Int32Array {
  const steps = new Int32Array(height * columns);
  for (let i = 0; i < steps.length; i++) {
    steps[i] = (Math.floor(i / columns) * width + (i % columns)) * channels;
  }
  return steps;
}

/** The index in x of the first element of each window, and channel: of a window that begins in the padding, before it. */
function starts(
  x: readonly number[],
  y: readonly number[],
  { strides, pads }: { strides: number[]; pads: [number, number][] },
  includeBatch: boolean,
): Int32Array {
  const [, height, width, channels] = x;
  const first = new Int32Array(y[0] * y[1] * y[2] * channels);
  let at = 0;
  for (let image = 0; image < y[0]; image++) {
    for (let row = 0; row < y[1]; row++) {
      for (let column = 0; column < y[2]; column++) {
        const from = (includeBatch ? image * height : 0) + row * strides[0] - pads[0][0];
        const start = (from * width + column * strides[1] - pads[1][0]) * channels;
        for (let channel = 0; channel < channels; channel++) first[at++] = start + channel;
      }
    }
  }
  return first;
}

/**
 * The largest of each window of x [batch, height, width, channels], and its flat index, int32:
 * `(row * width + column) * channels + channel`, plus the image's offset with `includeBatchInIndex`.
 * Differentiable, unlike in tfjs.
 */
export function maxPoolWithArgmax(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
  includeBatchInIndex = false,
): { result: Tensor; indexes: Tensor } {
  const where = 'maxPoolWithArgmax';
  const input = toTensor(x, where, 'x');
  return tidy(() => {
    const options = {
      poolSize: perAxis(where, 'filterSize', filterSize, 2),
      strides: perAxis(where, 'strides', strides, 2),
      padding: pad,
      dataFormat: 'channelsLast' as const,
    };
    const windows = windowsOf(where, input, options);
    const images = isFloat(input.dtype) ? withoutNaN(input) : castArgument(input, 'float64');
    const [result, places] = apply('maxPool', windows, [images]);
    const [, , width, channels] = input.shape;
    const steps = offsets(windows.poolSize, width, channels);
    const first = starts(input.shape, result.shape, windows, includeBatchInIndex);
    const indexes = add(
      uncounted('int32', [...result.shape], first),
      gather(uncounted('int32', [steps.length], steps), places),
    );
    return { result: castArgument(result, input.dtype), indexes };
  });
}
