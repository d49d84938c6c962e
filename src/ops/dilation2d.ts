// Grayscale dilation: `y[p] = max over the window of x[p + q] + filter[q]`, each channel alone.
import { widest } from '../dtype.js';
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { add, greater, where as select } from './arithmetic.js';
import { castArgument, toFloat } from './convert.js';
import { batched } from './convolution.js';
import { tidy } from './scopes.js';
import { pad as padWith, reshape, slice } from './shape.js';
import { type Padding, type PerAxis, perAxis, readPads, spatialOf } from './window.js';

/**
 * The largest of x + filter in each window: x [batch, height, width, channels] (or one image), filter
 * [height, width, channels]. Of equal ones the first has the gradient.
 * @throws ShapeError unless both have the same channels.
 */
export function dilation2d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dilations: PerAxis | null = 1,
  dataFormat: 'NHWC' = 'NHWC',
): Tensor {
  const where = 'dilation2d';
  const input = toFloat(x, where, 'x', 'numeric');
  const window = toFloat(filter, where, 'filter', 'numeric');
  const fits = input.rank === 3 || input.rank === 4;
  if (!fits || window.rank !== 3 || window.shape[2] !== input.shape[input.rank - 1]) {
    throw new ShapeError({
      where,
      expected: 'images of rank 3 or 4 and a filter [height, width, channels] of as many channels',
      received: `${showShape(input.shape)} and ${showShape(window.shape)}`,
    });
  }
  if (dataFormat !== 'NHWC') {
    throw new ConfigError({ where, expected: "dataFormat 'NHWC'", received: String(dataFormat) });
  }
  const dtype = widest(input.dtype, window.dtype);
  const steps = perAxis(where, 'strides', strides, 2);
  const gaps = perAxis(where, 'dilations', dilations, 2);
  return tidy(() =>
    batched(castArgument(input, dtype), 2, (images) =>
      dilate(where, images, castArgument(window, dtype), { steps, gaps, pad }),
    ),
  );
}

function dilate(
  where: string,
  images: Tensor,
  filter: Tensor,
  { steps, gaps, pad }: { steps: number[]; gaps: number[]; pad: Padding },
): Tensor {
  const [rows, columns, channels] = filter.shape;
  const spans = [(rows - 1) * gaps[0] + 1, (columns - 1) * gaps[1] + 1];
  const pads = readPads(where, pad, spatialOf(images.shape, 'channelsLast'), spans, steps);
  // Padding never wins.
  const padded = padWith(images, [[0, 0], ...pads, [0, 0]], Number.NEGATIVE_INFINITY);
  const [batch, height, width] = padded.shape;
  // Where the last window begins, and one more.
  const reach = [height - spans[0] + 1, width - spans[1] + 1];
  if (reach.some((n) => n < 1)) {
    throw new ShapeError({
      where,
      expected: `windows of ${showShape(spans)} to fit the padded input`,
      received: showShape(padded.shape),
    });
  }
  let best: Tensor | undefined;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [top, left] = [row * gaps[0], column * gaps[1]];
      const begin = [0, top, left, 0];
      const end = [batch, top + reach[0], left + reach[1], channels];
      const part = applyOne('stridedSlice', { begin, end, strides: [1, ...steps, 1] }, [padded]);
      const weight = reshape(slice(filter, [row, column, 0], [1, 1, channels]), [channels]);
      const candidate = add(part, weight);
      best = best === undefined ? candidate : select(greater(candidate, best), candidate, best);
    }
  }
  return best as Tensor;
}
