// `tf.fused`: a product or a convolution with its bias and activation. In a compiled function the engine fuses them.

import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { add } from './arithmetic.js';
import { toTensor } from './convert.js';
import {
  biasShape,
  conv2d as plainConv2d,
  depthwiseConv2d as plainDepthwiseConv2d,
} from './convolution.js';
import { matMul as plainMatMul } from './matrix.js';
import { tidy } from './scopes.js';
import { elu, leakyRelu, prelu, relu, relu6, sigmoid } from './unary.js';
import { type Padding, type PerAxis, type Rounding, readFormat } from './window.js';

export type FusedActivation =
  | 'linear'
  | 'relu'
  | 'relu6'
  | 'elu'
  | 'prelu'
  | 'leakyrelu'
  | 'sigmoid';

/** What follows the product. */
export interface Epilogue {
  /** Added to the product, broadcast; a convolution's has one entry a filter. */
  bias?: TensorLike | null;
  /** Applied last; default `linear`. */
  activation?: FusedActivation | null;
  /** The slopes below 0 of `prelu`, broadcast. */
  preluActivationWeights?: TensorLike | null;
  /** The slope below 0 of `leakyrelu`; default 0.2. */
  leakyreluAlpha?: number;
}

export interface FusedConvolution extends Epilogue {
  /** [batch, height, width, channels], or one image. */
  x: TensorLike;
  filter: TensorLike;
  strides: PerAxis;
  pad: Padding;
  /** `NHWC` (default) or `NCHW`. */
  dataFormat?: string;
  dilations?: PerAxis | null;
  dimRoundingMode?: Rounding;
}

export interface FusedMatMul extends Epilogue {
  a: TensorLike;
  b: TensorLike;
  transposeA?: boolean;
  transposeB?: boolean;
}

function activate(where: string, x: Tensor, epilogue: Epilogue): Tensor {
  const { activation, preluActivationWeights, leakyreluAlpha = 0.2 } = epilogue;
  switch (activation ?? 'linear') {
    case 'linear':
      return x;
    case 'relu':
      return relu(x);
    case 'relu6':
      return relu6(x);
    case 'elu':
      return elu(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'leakyrelu':
      return leakyRelu(x, leakyreluAlpha);
    case 'prelu':
      if (preluActivationWeights === undefined || preluActivationWeights === null) break;
      return prelu(x, preluActivationWeights);
  }
  throw new ConfigError({
    where: `fused ${where}`,
    expected: 'a known activation, and preluActivationWeights with `prelu`',
    received: String(activation),
  });
}

/** What has one entry a filter, shaped to meet images of that format. */
function perFilter(where: string, name: string, x: TensorLike, format: string, y: Tensor): Tensor {
  const tensor = toTensor(x, `fused ${where}`, name);
  const channels = y.shape[readFormat(where, format) === 'channelsLast' ? y.rank - 1 : y.rank - 3];
  if (tensor.rank === 1 && tensor.size !== channels && tensor.size !== 1) {
    throw new ShapeError({
      where: `fused ${where}`,
      expected: `${name} of ${channels} entries, one a filter`,
      received: showShape(tensor.shape),
    });
  }
  return tensor.rank === 1 ? biasShape(tensor, 2, readFormat(where, format)) : tensor;
}

function convolution(
  where: string,
  op: typeof plainConv2d,
  {
    x,
    filter,
    strides,
    pad,
    dataFormat = 'NHWC',
    dilations = 1,
    dimRoundingMode,
    ...epilogue
  }: FusedConvolution,
): Tensor {
  return tidy(() => {
    const y = op(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode);
    const shaped = (name: string, value: TensorLike | null | undefined) =>
      value === undefined || value === null
        ? undefined
        : perFilter(where, name, value, dataFormat, y);
    const bias = shaped('bias', epilogue.bias);
    const preluActivationWeights = shaped('prelu weights', epilogue.preluActivationWeights);
    return activate(where, bias ? add(y, bias) : y, { ...epilogue, preluActivationWeights });
  });
}

/**
 * `activation(conv2d(x, filter) + bias)`.
 *
 * @example
 * tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' });
 */
export function conv2d(options: FusedConvolution): Tensor {
  return convolution('conv2d', plainConv2d, options);
}

/** `activation(depthwiseConv2d(x, filter) + bias)`. */
export function depthwiseConv2d(options: FusedConvolution): Tensor {
  return convolution('depthwiseConv2d', plainDepthwiseConv2d, options);
}

/** `activation(a b + bias)`, each of a and b transposed if asked. */
export function matMul({ a, b, transposeA, transposeB, ...epilogue }: FusedMatMul): Tensor {
  return tidy(() => {
    const product = plainMatMul(a, b, transposeA, transposeB);
    const { bias } = epilogue;
    const biased =
      bias === undefined || bias === null
        ? product
        : add(product, toTensor(bias, 'fused matMul', 'bias'));
    if (biased.shape.length !== product.rank || biased.size !== product.size) {
      throw new ShapeError({
        where: 'fused matMul',
        expected: `a bias that is broadcast to ${showShape(product.shape)}`,
        received: `one that gives ${showShape(biased.shape)}`,
      });
    }
    return activate('matMul', biased, epilogue);
  });
}
