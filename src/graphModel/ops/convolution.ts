// TensorFlow's convolutions and poolings.
import { ConfigError } from '../../errors.js';
import { conv1d, conv2d, conv3d, depthwiseConv2d } from '../../ops/convolution.js';
import { conv2dTranspose } from '../../ops/convolutionTransposed.js';
import { dilation2d } from '../../ops/dilation2d.js';
import * as fused from '../../ops/fused.js';
import { maxPoolWithArgmax } from '../../ops/maxPoolWithArgmax.js';
import { avgPool, avgPool3d, maxPool, maxPool3d } from '../../ops/pooling.js';
import type { Padding } from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import { alike, type Operations, op, opOf, ports } from '../kernel.js';
import {
  attributes,
  constant,
  flagAttribute,
  numberAttribute,
  numbers,
  tensor,
  tensors,
} from '../readers.js';
import { epilogue, type FusedOps } from './epilogue.js';
import { channelsLast, format, padding, spatial } from './window.js';

type FusedConvolution = (options: fused.FusedConvolution) => Tensor;

/** A convolution with what follows it: the inputs from the third on are its bias and slopes. */
const fusedOp = (convolution: FusedConvolution) =>
  op(
    (
      x: Tensor,
      filter: Tensor,
      args: Tensor[],
      strides: number[],
      pad: Padding,
      dataFormat: string,
      dilations: number[],
      ops: FusedOps,
    ) => convolution({ x, filter, strides, pad, dataFormat, dilations, ...ops(args) }),
    tensor(0),
    tensor(1),
    tensors(2),
    spatial('strides'),
    padding,
    format,
    spatial('dilations'),
    epilogue,
  );

/** Poolings of images know channels last only. */
const pooling = (pool: typeof avgPool) =>
  op(
    (x: Tensor, size: number[], strides: number[], pad: Padding, _format: undefined) =>
      pool(x, size, strides, pad),
    tensor(0),
    spatial('ksize'),
    spatial('strides'),
    padding,
    channelsLast,
  );

const format3d = attributes((given) => given.text('data_format', 'NDHWC').toUpperCase());

const pooling3d = (pool: typeof avgPool3d) =>
  op(
    pool,
    tensor(0),
    spatial('ksize', 3),
    spatial('strides', 3),
    padding,
    constant(undefined),
    format3d,
  );

const undilated = attributes((given, { name, op }) => {
  const dilations = given.numbers('dilations', []);
  if (dilations.every((each) => each === 1)) return undefined;
  throw new ConfigError({
    where: `${name} (${op})`,
    expected: 'dilations of 1',
    received: String(dilations),
  });
});

const plain = (convolution: typeof conv2d) =>
  op(convolution, tensor(0), tensor(1), spatial('strides'), padding, format, spatial('dilations'));

export const convolution: Operations = {
  Conv1D: op(
    conv1d,
    tensor(0),
    tensor(1),
    numberAttribute('stride', 1),
    padding,
    attributes((given) => given.text('data_format', 'NWC').toUpperCase()),
    numberAttribute('dilation', 1),
  ),
  Conv2D: plain(conv2d),
  ...alike(['DepthwiseConv2d', 'DepthwiseConv2dNative'], plain(depthwiseConv2d)),
  _FusedConv2D: fusedOp(fused.conv2d),
  FusedDepthwiseConv2dNative: fusedOp(fused.depthwiseConv2d),
  ...alike(
    ['Conv2DBackpropInput', 'Conv2dTranspose'],
    op(
      (
        x: Tensor,
        filter: Tensor,
        shape: number[],
        strides: number[],
        pad: Padding,
        ..._: undefined[]
      ) => conv2dTranspose(x, filter, shape, strides, pad),
      tensor(2),
      tensor(1),
      numbers(0),
      spatial('strides'),
      padding,
      channelsLast,
      undilated,
    ),
  ),
  Conv3D: op(
    conv3d,
    tensor(0),
    tensor(1),
    spatial('strides', 3),
    padding,
    format3d,
    spatial('dilations', 3),
  ),
  AvgPool: pooling(avgPool),
  MaxPool: pooling(maxPool),
  AvgPool3D: pooling3d(avgPool3d),
  MaxPool3D: pooling3d(maxPool3d),
  MaxPoolWithArgmax: ports(
    ['output', 'argmax'],
    opOf(
      maxPoolWithArgmax,
      ['result', 'indexes'],
      tensor(0),
      spatial('ksize'),
      spatial('strides'),
      padding,
      flagAttribute('include_batch_in_index'),
    ),
  ),
  Dilation2D: op(
    dilation2d,
    tensor(0),
    tensor(1),
    spatial('strides'),
    padding,
    spatial('rates'),
    constant('NHWC' as const),
  ),
};
