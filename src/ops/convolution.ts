// Convolutions over one to three spatial axes.
import { widest } from '../dtype.js';
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { imageArgument } from './arguments.js';
import { castArgument } from './convert.js';
import { tidy } from './scopes.js';
import { reshape } from './shape.js';
import {
  channelsOf,
  checkRank,
  checkRounding,
  type DataFormat,
  imageShape,
  type Padding,
  type PerAxis,
  perAxis,
  type Rounding,
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
  /** Of the number of windows, where padding is explicit; default `floor`. */
  rounding?: Rounding;
}

/** The convolution of `x` by `filter`, [kernel..., channels / groups, filters], over as many axes as they have. @internal */
export function convolve(
  where: string,
  x: Tensor,
  filter: Tensor,
  options: ConvolutionOptions,
): Tensor {
  const { strides, padding, dilations, dataFormat, groups = 1, rounding } = options;
  checkRank(where, x, strides.length);
  const spans = strides.map((_, i) => (filter.shape[i] - 1) * dilations[i] + 1);
  const sizes = spatialOf(x.shape, dataFormat);
  const pads = readPads(where, padding, sizes, spans, strides, dataFormat, rounding);
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

/** A convolution's two arguments, in one dtype. */
export function convolutionArguments(
  where: string,
  x: TensorLike,
  filter: TensorLike,
): [Tensor, Tensor] {
  const image = imageArgument(x, where, 'x');
  const kernel = imageArgument(filter, where, 'filter');
  const dtype = widest(image.dtype, kernel.dtype);
  return [castArgument(image, dtype), castArgument(kernel, dtype)];
}

/** Adds the batch axis that a single image lacks, and takes it away again. */
export function batched(x: Tensor, rank: number, f: (x: Tensor) => Tensor): Tensor {
  if (x.rank !== rank + 1) return f(x);
  return tidy(() => {
    const result = f(reshape(x, [1, ...x.shape]));
    return reshape(result, result.shape.slice(1));
  });
}

/** What the public functions take after their two tensors. */
type Sliding = [
  strides: PerAxis,
  padding: Padding,
  dataFormat: string,
  dilations: PerAxis | null,
  rounding?: Rounding,
];

function options(where: string, rank: number, sliding: Sliding): ConvolutionOptions {
  const [strides, padding, dataFormat, dilations, rounding] = sliding;
  checkRounding(where, padding, rounding);
  const how = {
    strides: perAxis(where, 'strides', strides, rank),
    padding,
    dilations: perAxis(where, 'dilations', dilations, rank),
    dataFormat: readFormat(where, dataFormat),
    rounding: rounding ?? undefined,
  };
  if (how.strides.every((n) => n === 1) || how.dilations.every((n) => n === 1)) return how;
  throw new ConfigError({
    where,
    expected: 'strides or dilations of 1',
    received: `strides ${showShape(how.strides)} and dilations ${showShape(how.dilations)}`,
  });
}

/** A convolution as tfjs has it: of a batch or one image, over `rank` axes. */
function convolution(
  where: string,
  rank: number,
  x: TensorLike,
  filter: TensorLike,
  sliding: Sliding,
  apply = convolve,
): Tensor {
  const [images, kernel] = convolutionArguments(where, x, filter);
  const how = options(where, rank, sliding);
  if (kernel.rank !== rank + 2) {
    throw new ShapeError({
      where,
      expected: `a filter of rank ${rank + 2}`,
      received: showShape(kernel.shape),
    });
  }
  return batched(images, rank, (batch) => apply(where, batch, kernel, how));
}

/**
 * Convolution over sequences: x [batch, width, channels] (or one sample), filter [width, channels, filters].
 * @throws ShapeError, ConfigError for a stride and a dilation that both exceed 1.
 */
export function conv1d(
  x: TensorLike,
  filter: TensorLike,
  stride: PerAxis,
  pad: Padding,
  dataFormat = 'NWC',
  dilation: PerAxis | null = 1,
  dimRoundingMode?: Rounding,
): Tensor {
  const sliding: Sliding = [stride, pad, dataFormat, dilation, dimRoundingMode];
  return convolution('conv1d', 1, x, filter, sliding);
}

/**
 * Convolution over images: x [batch, height, width, channels] (or one image), filter [height, width, channels, filters].
 * @param dataFormat `NHWC` or `NCHW`.
 * @throws ShapeError, ConfigError for strides and dilations that both exceed 1.
 */
export function conv2d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NHWC',
  dilations: PerAxis | null = 1,
  dimRoundingMode?: Rounding,
): Tensor {
  const sliding: Sliding = [strides, pad, dataFormat, dilations, dimRoundingMode];
  return convolution('conv2d', 2, x, filter, sliding);
}

/** Convolution over volumes: x [batch, depth, height, width, channels] (or one), filter [depth, height, width, channels, filters]. */
export function conv3d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NDHWC',
  dilations: PerAxis | null = 1,
): Tensor {
  return convolution('conv3d', 3, x, filter, [strides, pad, dataFormat, dilations]);
}

/** Each channel alone: filter [height, width, channels, multiplier] gives channels · multiplier outputs. */
export function depthwiseConv2d(
  x: TensorLike,
  filter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NHWC',
  dilations: PerAxis | null = 1,
  dimRoundingMode?: Rounding,
): Tensor {
  const sliding: Sliding = [strides, pad, dataFormat, dilations, dimRoundingMode];
  return convolution('depthwiseConv2d', 2, x, filter, sliding, convolveDepthwise);
}

/** Adds one number a filter to a convolution's output. @internal */
export function biasShape(bias: Tensor, rank: number, format: DataFormat): Tensor {
  return format === 'channelsLast'
    ? bias
    : reshape(bias, [channelsOf(bias.shape, 'channelsLast'), ...new Array<number>(rank).fill(1)]);
}
