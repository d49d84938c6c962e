// A convolution in two steps: each channel alone, then across channels.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { imageArgument } from './arguments.js';
import { conv2d, depthwiseConv2d } from './convolution.js';
import { tidy } from './scopes.js';
import type { Padding, PerAxis } from './window.js';

function expectSize(name: string, received: number, expected: number): void {
  if (received === expected) return;
  throw new ShapeError({
    where: 'separableConv2d',
    problem: `${name} of pointwiseFilter must be ${expected}, but got ${received}`,
  });
}

/** A depthwise convolution, then one of 1 x 1: `pointwiseFilter` is [1, 1, channels · multiplier, filters]. */
export function separableConv2d(
  x: TensorLike,
  depthwiseFilter: TensorLike,
  pointwiseFilter: TensorLike,
  strides: PerAxis,
  pad: Padding,
  dilation: PerAxis | null = 1,
  dataFormat = 'NHWC',
): Tensor {
  const where = 'separableConv2d';
  const images = imageArgument(x, where, 'x');
  const depthwise = imageArgument(depthwiseFilter, where, 'depthwiseFilter');
  const pointwise = imageArgument(pointwiseFilter, where, 'pointwiseFilter');
  const { rank } = images;
  if ((rank !== 4 && rank !== 3) || depthwise.rank !== 4 || pointwise.rank !== 4) {
    const received = [images, depthwise, pointwise].map(({ shape }) => showShape(shape)).join(', ');
    throw new ShapeError({ where, expected: 'images (or one) and filters of rank 4', received });
  }
  expectSize('the first dimension', pointwise.shape[0], 1);
  expectSize('the second dimension', pointwise.shape[1], 1);
  expectSize('the third dimension', pointwise.shape[2], depthwise.shape[2] * depthwise.shape[3]);
  return tidy(() => {
    const each = depthwiseConv2d(images, depthwise, strides, pad, dataFormat, dilation);
    return conv2d(each, pointwise, 1, 'valid', dataFormat);
  });
}
