// What TensorFlow 1's `tf.nn` has beside losses, cells and the ops that stand on `tf`.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { castArgument, toFloat, toNumeric, toTensor } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import type { Tensor, TensorLike } from '../tensor.js';

/** `sum(x²) / 2`, a scalar: what weight decay adds to a loss. */
export function l2Loss(x: TensorLike): Tensor {
  return tf.tidy(() => tf.mul(tf.sum(tf.square(toFloat(x, 'l2Loss'))), 0.5));
}

/** `x / sqrt(max(sum(x²), epsilon))` along `axis`, or over several: vectors of length 1. */
export function l2Normalize(
  x: TensorLike,
  axis?: number | readonly number[],
  epsilon = 1e-12,
): Tensor {
  const tensor = toFloat(x, 'l2Normalize');
  return tf.tidy(() => {
    const squares = tf.sum(tf.square(tensor), axis, true);
    return tf.mul(tensor, tf.rsqrt(tf.maximum(squares, epsilon)));
  });
}

const formats: Record<string, 'last' | 'first'> = {
  channelsLast: 'last',
  channelsFirst: 'first',
  NHWC: 'last',
  NCHW: 'first',
  NWC: 'last',
  NCW: 'first',
  NDHWC: 'last',
  NCDHW: 'first',
};

/**
 * Adds a vector along the channels.
 *
 * @param dataFormat `channelsLast` (default), `channelsFirst`, or `NHWC`, `NCHW` and their like
 * @throws ShapeError unless bias has one axis, as long as that of the channels.
 */
export function biasAdd(x: TensorLike, bias: TensorLike, dataFormat = 'channelsLast'): Tensor {
  const tensor = toNumeric(x, 'biasAdd');
  const vector = castArgument(toTensor(bias, 'biasAdd', 'bias'), tensor.dtype);
  const format = formats[dataFormat];
  if (format === undefined) {
    const expected = `one of ${Object.keys(formats).join(', ')}`;
    throw new ConfigError({ where: 'biasAdd dataFormat', expected, received: String(dataFormat) });
  }
  const channels = format === 'last' ? tensor.rank - 1 : 1;
  if (tensor.rank < 2 || vector.rank !== 1 || vector.size !== tensor.shape[channels]) {
    throw new ShapeError({
      where: 'biasAdd',
      expected: `x of two axes or more and a bias of one value for each channel, axis ${channels}`,
      received: `${showShape(tensor.shape)} and ${showShape(vector.shape)}`,
    });
  }
  const after = Array<number>(tensor.rank - 1 - channels).fill(1);
  return tf.tidy(() => tf.add(tensor, tf.reshape(vector, [vector.size, ...after])));
}

/** Rows of `params` at `ids`: shape of the ids, then that of a row. */
export function embeddingLookup(params: TensorLike, ids: TensorLike): Tensor {
  return tf.gather(params, ids);
}

/** Which part of the values is 0, a scalar. */
export function zeroFraction(x: TensorLike): Tensor {
  return tf.tidy(() => tf.mean(tf.cast(tf.equal(x, 0), 'float32')));
}
