// Convolutions over one to three spatial axes.
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { arithmeticPair, toTensor } from './convert.js';
import { reshape } from './shape.js';
import {
  channelsOf,
  checkRank,
  type DataFormat,
  imageShape,
  type Padding,
  type PerAxis,
  perAxis,
  readFormat,
  readPads,
  spatialOf,
} from './window.js';

/** How a filter moves over its input. */
export interface ConvolutionOptions {
  strides: number[];
  padding: Padding;
  dilations: number[];
  dataFormat: DataFormat;
  /** Parts into which channels and filters are cut; default 1. */
  groups?: number;
}

/** The convolution of `x` by `filter`, [kernel..., channels / groups, filters], over as many axes as they have. @internal */
export function convolve(
  where: string,
  x: Tensor,
  filter: Tensor,
  options: ConvolutionOptions,
): Tensor {
  const { strides, padding, dilations, dataFormat, groups = 1 } = options;
  checkRank(where, x, strides.length);
  const spans = strides.map((_, i) => (filter.shape[i] - 1) * dilations[i] + 1);
  const pads = readPads(where, padding, spatialOf(x.shape, dataFormat), spans, strides);
  return applyOne('conv', { strides, pads, dilations, groups, dataFormat }, [x, filter]);
}

/** Each channel convolved alone by `filter`, [kernel..., channels, multiplier]. @internal */
export function convolveDepthwise(
  where: string,
  x: Tensor,
  filter: Tensor,
  options: ConvolutionOptions,
): Tensor {
  const kernel = filter.shape.slice(0, -2);
  const [channels, multiplier] = filter.shape.slice(-2);
  const grouped = reshape(filter, [...kernel, 1, channels * multiplier]);
  return convolve(where, x, grouped, { ...options, groups: channels });
}

/**
 * The transposed convolution: the gradient by its input of a convolution that gives `x`.
 * @param filter [kernel..., filters, channels].
 * @param pads what that convolution pads. @internal
 */
export function convolveTransposed(
  where: string,
  x: Tensor,
  filter: Tensor,
  options: Omit<ConvolutionOptions, 'padding'> & {
    pads: [number, number][];
    outputSizes: number[];
  },
): Tensor {
  const { strides, pads, dilations, dataFormat, outputSizes } = options;
  checkRank(where, x, strides.length);
  const inputShape = imageShape(x.shape[0], outputSizes, filter.shape[strides.length], dataFormat);
  const conv = { strides, pads, dilations, groups: 1, dataFormat };
  return applyOne('convGradInput', { conv, inputShape }, [x, filter]);
}

/** Adds the batch axis that a single image lacks, and takes it away again. */
function batched(
  where: string,
  x: TensorLike,
  filter: TensorLike,
  rank: number,
  f: (x: Tensor, filter: Tensor) => Tensor,
): Tensor {
  const [image, kernel] = arithmeticPair(toTensor(x, where), filter, where);
  if (image.rank !== rank + 1) return f(image, kernel);
  const result = f(reshape(image, [1, ...image.shape]), kernel);
  return reshape(result, result.shape.slice(1));
}

function options(
  where: string,
  rank: number,
  strides: PerAxis,
  padding: Padding,
  dataFormat: string,
  dilations: PerAxis,
): ConvolutionOptions {
  return {
    strides: perAxis(where, 'strides', strides, rank),
    padding,
    dilations: perAxis(where, 'dilations', dilations, rank),
    dataFormat: readFormat(where, dataFormat),
  };
}

/** Convolution over sequences: x [batch, width, channels] (or one sample), filter [width, channels, filters]. */
export function conv1d(
  x: TensorLike,
  filter: TensorLike,
  stride: PerAxis,
  pad: Padding,
  dataFormat = 'NWC',
  dilation: PerAxis = 1,
): Tensor {
  const how = options('conv1d', 1, stride, pad, dataFormat, dilation);
  return batched('conv1d', x, filter, 1, (image, kernel) => convolve('conv1d', image, kernel, how));
}

/**
 * Convolution over images: x [batch, height, width, channels] (or one image), filter [height, width, channels, filters].
 * @param dataFormat `NHWC` or `NCHW`.
 */
export function conv2d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NHWC',
  dilations: PerAxis = 1,
): Tensor {
  const how = options('conv2d', 2, strides, pad, dataFormat, dilations);
  return batched('conv2d', x, filter, 2, (image, kernel) => convolve('conv2d', image, kernel, how));
}

/** Convolution over volumes: x [batch, depth, height, width, channels] (or one), filter [depth, height, width, channels, filters]. */
export function conv3d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NDHWC',
  dilations: PerAxis = 1,
): Tensor {
  const how = options('conv3d', 3, strides, pad, dataFormat, dilations);
  return batched('conv3d', x, filter, 3, (image, kernel) => convolve('conv3d', image, kernel, how));
}

/** Each channel alone: filter [height, width, channels, multiplier] gives channels · multiplier outputs. */
export function depthwiseConv2d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NHWC',
  dilations: PerAxis = 1,
): Tensor {
  const how = options('depthwiseConv2d', 2, strides, pad, dataFormat, dilations);
  return batched('depthwiseConv2d', x, filter, 2, (image, kernel) =>
    convolveDepthwise('depthwiseConv2d', image, kernel, how),
  );
}

/** A depthwise convolution, then one of 1 x 1: `pointwiseFilter` is [1, 1, channels · multiplier, filters]. */
export function separableConv2d(
  x: TensorLike,
  depthwiseFilter: TensorLike,
  pointwiseFilter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dilation: PerAxis = 1,
  dataFormat = 'NHWC',
): Tensor {
  return conv2d(
    depthwiseConv2d(x, depthwiseFilter, strides, pad, dataFormat, dilation),
    pointwiseFilter,
    1,
    'valid',
    dataFormat,
  );
}

function transposed(
  where: string,
  rank: number,
  x: TensorLike,
  filter: TensorLike,
  outputShape: readonly number[],
  strides: PerAxis,
  pad: Padding,
): Tensor {
  const how = options(where, rank, strides, pad, 'channelsLast', 1);
  return batched(where, x, filter, rank, (image, kernel) => {
    const outputSizes = outputShape.slice(-rank - 1, -1);
    const pads = readPads(where, pad, outputSizes, kernel.shape.slice(0, rank), how.strides);
    return convolveTransposed(where, image, kernel, { ...how, pads, outputSizes });
  });
}

/**
 * The gradient of `conv2d` by its input, as a layer that enlarges images: filter [height, width, filters, channels].
 * @param outputShape [batch, height, width, filters].
 */
export function conv2dTranspose(
  x: TensorLike,
  filter: TensorLike,
  outputShape: readonly number[],
  strides: PerAxis,
  pad: Padding,
): Tensor {
  return transposed('conv2dTranspose', 2, x, filter, outputShape, strides, pad);
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

/** Adds one number a filter to a convolution's output. @internal */
export function biasShape(bias: Tensor, rank: number, format: DataFormat): Tensor {
  return format === 'channelsLast'
    ? bias
    : reshape(bias, [channelsOf(bias.shape, 'channelsLast'), ...new Array<number>(rank).fill(1)]);
}
