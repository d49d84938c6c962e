// Keras's activations: elementwise functions, and the softmax family along an axis.

import { toFloat } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import { normalizeAxis } from '../ops/reduction.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';

const engine = (op: string, x: TensorLike, attributes: object = {}): Tensor =>
  applyOne(op, attributes, [toFloat(x, op)]);

export interface ReluOptions {
  /** Slope below the threshold. */
  negativeSlope?: number;
  /** Largest value, null for none. */
  maxValue?: number | null;
  /** Values up to it count as negative. */
  threshold?: number;
}

/** `max(x, 0)`, or with options: x above the threshold up to `maxValue`, `negativeSlope * (x - threshold)` below. */
export function relu(
  x: TensorLike,
  { negativeSlope = 0, maxValue = null, threshold = 0 }: ReluOptions = {},
): Tensor {
  if (negativeSlope === 0 && threshold === 0) {
    if (maxValue === null) return tf.relu(x);
    return tf.clipByValue(tf.relu(x), 0, maxValue);
  }
  const above =
    threshold === 0 ? tf.relu(x) : tf.where(tf.greater(x, threshold), x, tf.zerosLike(x));
  const limited = maxValue === null ? above : tf.clipByValue(above, 0, maxValue);
  if (negativeSlope === 0) return limited;
  return tf.sub(limited, tf.mul(tf.relu(tf.sub(threshold, x)), negativeSlope));
}

/** `min(max(x, 0), 6)`. */
export const relu6 = (x: TensorLike): Tensor => tf.relu6(x);

/** x above 0, `negativeSlope * x` below. */
export const leakyRelu = (
  x: TensorLike,
  { negativeSlope = 0.2 }: { negativeSlope?: number } = {},
): Tensor => tf.leakyRelu(x, negativeSlope);

/** x above 0, `alpha * (exp(x) - 1)` below. */
export const elu = (x: TensorLike, { alpha = 1 }: { alpha?: number } = {}): Tensor =>
  tf.elu(x, alpha);

/** Scaled elu that keeps mean 0 and variance 1 (Klambauer et al., 2017). */
export const selu = (x: TensorLike): Tensor => tf.selu(x);

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`. */
export const celu = (x: TensorLike, { alpha = 1 }: { alpha?: number } = {}): Tensor =>
  tf.add(tf.relu(x), tf.mul(tf.expm1(tf.div(tf.minimum(x, 0), alpha)), alpha));

/** `x * P(X <= x)` for a standard normal X; `approximate` uses tanh (Hendrycks and Gimpel, 2016). */
export const gelu = (
  x: TensorLike,
  { approximate = false }: { approximate?: boolean } = {},
): Tensor => engine('gelu', x, { approximate: approximate ? 1 : 0 });

/** `a * sigmoid(b)` for the halves a, b of x along an axis. */
export function glu(x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor {
  const [a, b] = tf.split(x, 2, axis);
  return tf.mul(a, tf.sigmoid(b));
}

/** `1 / (1 + exp(-x))`. */
export const sigmoid = (x: TensorLike): Tensor => tf.sigmoid(x);

/** `relu6(x + 3) / 6`: Keras 3's formula. */
export const hardSigmoid = (x: TensorLike): Tensor =>
  engine('hardSigmoid', x, { slope: 1 / 6, offset: 0.5 });

/** `clip(0.2 x + 0.5, 0, 1)`: the formula of Keras 1 and 2 and of tfjs, which old files mean by `hard_sigmoid`. */
export const hardSigmoidLegacy = (x: TensorLike): Tensor =>
  engine('hardSigmoid', x, { slope: 0.2, offset: 0.5 });

/** `log(sigmoid(x))`. */
export const logSigmoid = (x: TensorLike): Tensor => tf.logSigmoid(x);

/** `x * sigmoid(x)`. */
export const silu = (x: TensorLike): Tensor => engine('silu', x);

/** `x * hardSigmoid(x)`. */
export const hardSilu = (x: TensorLike): Tensor => tf.mul(x, hardSigmoid(x));

/** `x * tanh(softplus(x))`. */
export const mish = (x: TensorLike): Tensor => engine('mish', x);

/** The hyperbolic tangent. */
export const tanh = (x: TensorLike): Tensor => tf.tanh(x);

/** `x - tanh(x)`. */
export const tanhShrink = (x: TensorLike): Tensor => tf.sub(x, tf.tanh(x));

/** x limited to [-1, 1]. */
export const hardTanh = (x: TensorLike): Tensor => tf.clipByValue(x, -1, 1);

/** x where `|x| > threshold`, else 0. */
export const hardShrink = (
  x: TensorLike,
  { threshold = 0.5 }: { threshold?: number } = {},
): Tensor => tf.where(tf.greater(tf.abs(x), threshold), x, tf.zerosLike(x));

/** x moved towards 0 by the threshold, 0 within it. */
export const softShrink = (
  x: TensorLike,
  { threshold = 0.5 }: { threshold?: number } = {},
): Tensor => tf.sub(tf.relu(tf.sub(x, threshold)), tf.relu(tf.sub(tf.neg(x), threshold)));

/** `log(1 + exp(x))`. */
export const softplus = (x: TensorLike): Tensor => tf.softplus(x);

/** `x / (1 + |x|)`. */
export const softsign = (x: TensorLike): Tensor => engine('softsign', x);

/** `exp(x)`. */
export const exponential = (x: TensorLike): Tensor => tf.exp(x);

/** x itself. */
export const linear = (x: TensorLike): Tensor => toFloat(x, 'linear');

/** `(x + sqrt(x² + b)) / 2`. */
export const squareplus = (x: TensorLike, { b = 4 }: { b?: number } = {}): Tensor =>
  tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), b))), 2);

/** 0 up to -1, `(x + 1)² / 4` to 1, then x. */
export const sparsePlus = (x: TensorLike): Tensor => {
  const curve = tf.mul(tf.square(tf.add(x, 1)), 0.25);
  return tf.where(tf.lessEqual(x, -1), tf.zerosLike(x), tf.where(tf.less(x, 1), curve, x));
};

/** 0 up to -1, `(x + 1) / 2` to 1, then 1. */
export const sparseSigmoid = (x: TensorLike): Tensor =>
  tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1);

/** x above the threshold, else `defaultValue`. */
export function threshold(
  x: TensorLike,
  { threshold: least, defaultValue }: { threshold: number; defaultValue: number },
): Tensor {
  const input = toFloat(x, 'threshold');
  return tf.where(tf.greater(input, least), input, tf.fill(input.shape, defaultValue, 'float32'));
}

/** `exp(x) / sum(exp(x))` along an axis. */
export const softmax = (x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor =>
  tf.softmax(x, axis);

/** `log(softmax(x))`. */
export const logSoftmax = (x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor =>
  tf.logSoftmax(x, axis);

/**
 * A softmax with exact zeros (Martins and Astudillo, 2016), as Keras computes it: its threshold adds up the running sums
 * of the support, so that more than the paper's elements are zero.
 */
export function sparsemax(x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor {
  const input = toFloat(x, 'sparsemax');
  const at = normalizeAxis(axis, input.rank, 'sparsemax');
  const last = input.rank - 1;
  const swap = input.shape.map((_, i) => (i === at ? last : i === last ? at : i));
  const logits = at === last ? input : tf.transpose(input, swap);
  const n = logits.shape[last];
  const sorted = tf.topk(logits, n).values;
  const sums = tf.cumsum(sorted, last);
  const inSupport = tf.greater(sorted, tf.div(tf.sub(sums, 1), tf.range(1, n + 1)));
  const count = tf.sum(tf.cast(inSupport, 'float32'), last, true);
  const supported = tf.where(inSupport, sums, tf.zerosLike(sums));
  const threshold = tf.div(tf.sub(tf.sum(supported, last, true), 1), count);
  const result = tf.relu(tf.sub(logits, threshold));
  return at === last ? result : tf.transpose(result, swap);
}
