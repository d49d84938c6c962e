// Dropout as a function; the layer `tf.layers.dropout` does it while training only.

import { DTypeError, ValueError } from '../errors.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toTensor } from './convert.js';
import { randomState } from './random.js';
import { clone } from './unary.js';

/**
 * Each element is 0 with probability `rate`, else `x / (1 - rate)`.
 * @param rate from 0 to before 1.
 * @param noiseShape of the mask, which is broadcast to x's shape; null, whole or for one axis, is x's.
 * @param seed the same gives the same mask; default: `tf.utils.setRandomSeed` goes on.
 */
export function dropout(
  x: TensorLike,
  rate: number,
  noiseShape?: readonly (number | null)[] | null,
  seed?: number | null,
): Tensor {
  const tensor = toTensor(x, 'dropout', 'x');
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'float64') {
    throw new DTypeError({
      where: 'dropout',
      expected: 'x of floats, for it is scaled',
      received: tensor.dtype,
    });
  }
  if (!(rate >= 0 && rate < 1)) {
    throw new ValueError({
      where: 'dropout',
      expected: 'a rate from 0 to before 1',
      received: String(rate),
    });
  }
  if (rate === 0) return clone(tensor);
  const shape = noiseShape?.map((n, axis) => n ?? tensor.shape[axis]) ?? tensor.shape;
  const attributes = { rate, noiseShape: shape, stream: 0 };
  return applyOne('dropout', attributes, [tensor, randomState(seed ?? undefined)]);
}
