// Pooling of windows with gaps.

import { ConfigError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toTensor } from './convert.js';
import { batched } from './convolution.js';
import { avgPool, maxPool } from './pooling.js';
import { batchToSpaceND, spaceToBatchND } from './spaceToBatch.js';
import { type Padding, type PerAxis, perAxis, type Rounding } from './window.js';

/**
 * `maxPool` or `avgPool` of x [batch, height, width, channels], or of one image.
 * @param dilations the distance of neighbours in a window; where it exceeds 1, strides are 1, the pad is `same` or
 * `valid`, and padding counts as zeros, as in TensorFlow.
 */
export function pool(
  input: TensorLike,
  windowShape: PerAxis,
  poolingType: 'avg' | 'max',
  pad: Padding,
  dilations: PerAxis | null = 1,
  strides: PerAxis | null = 1,
  dimRoundingMode?: Rounding,
): Tensor {
  const x = toTensor(input, 'pool', 'x');
  const steps = perAxis('pool', 'strides', strides, 2);
  const gaps = perAxis('pool', 'dilations', dilations, 2);
  const of = poolingType === 'avg' ? avgPool : maxPool;
  if (gaps.every((n) => n === 1)) return of(x, windowShape, steps, pad, dimRoundingMode);
  const size = perAxis('pool', 'windowShape', windowShape, 2);
  const padding = pad === 0 ? 'valid' : pad;
  if (steps.some((n) => n !== 1) || (padding !== 'valid' && padding !== 'same')) {
    throw new ConfigError({
      where: 'pool',
      expected: "strides of 1 and a pad of 'same' or 'valid' with dilations",
      received: `strides ${showShape(steps)}, pad ${JSON.stringify(pad)}, dilations ${showShape(gaps)}`,
    });
  }
  // Each phase of the dilation is an image of its own, on which windows have no gaps.
  return batched(x, 2, (images) => {
    const pads = gaps.map((gap, i): [number, number] => {
      const total = padding === 'same' ? (size[i] - 1) * gap : 0;
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    const extra = gaps.map((gap, i) => {
      const length = images.shape[i + 1] + pads[i][0] + pads[i][1];
      return (gap - (length % gap)) % gap;
    });
    const paddings = pads.map(([before, after], i): [number, number] => [before, after + extra[i]]);
    const crops = extra.map((n): [number, number] => [0, n]);
    const pooled = of(spaceToBatchND(images, gaps, paddings), size, 1, 'valid');
    return batchToSpaceND(pooled, gaps, crops);
  });
}
