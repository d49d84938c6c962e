// Transposed convolutions: the gradients of convolutions by their inputs.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { batched, convolutionArguments, convolveTransposed } from './convolution.js';
import {
  checkRounding,
  type Padding,
  type PerAxis,
  perAxis,
  type Rounding,
  readPads,
} from './window.js';

function transposed(
  where: string,
  rank: number,
  x: TensorLike,
  filter: TensorLike,
  outputShape: readonly number[],
  strides: PerAxis,
  pad: Padding,
  rounding?: Rounding,
): Tensor {
  checkRounding(where, pad, rounding);
  const [images, kernel] = convolutionArguments(where, x, filter);
  if (outputShape.length !== images.rank) {
    throw new ShapeError({
      where,
      expected: `an outputShape of ${images.rank} entries, as the input has`,
      received: showShape(outputShape),
    });
  }
  const how = {
    strides: perAxis(where, 'strides', strides, rank),
    dilations: new Array<number>(rank).fill(1),
    dataFormat: 'channelsLast' as const,
    outputSizes: outputShape.slice(-rank - 1, -1),
  };
  const spans = kernel.shape.slice(0, rank);
  const pads = readPads(where, pad, how.outputSizes, spans, how.strides, how.dataFormat, rounding);
  return batched(images, rank, (batch) =>
    convolveTransposed(where, batch, kernel, { ...how, pads }),
  );
}

/**
 * The gradient of `conv2d` by its input, as a layer that enlarges images: filter [height, width, filters, channels].
 * @param outputShape [batch, height, width, filters], without the batch for a single image.
 * @throws ShapeError unless `conv2d` of that shape would give x's.
 */
export function conv2dTranspose(
  x: TensorLike,
  filter: TensorLike,
  outputShape: readonly number[],
  strides: PerAxis,
  pad: Padding,
  dimRoundingMode?: Rounding,
): Tensor {
  return transposed('conv2dTranspose', 2, x, filter, outputShape, strides, pad, dimRoundingMode);
}

/** The gradient of `conv3d` by its input: filter [depth, height, width, filters, channels]. */
export function conv3dTranspose(
  x: TensorLike,
  filter: TensorLike,
  outputShape: readonly number[],
  strides: PerAxis,
  pad: Padding,
): Tensor {
  return transposed('conv3dTranspose', 3, x, filter, outputShape, strides, pad);
}
