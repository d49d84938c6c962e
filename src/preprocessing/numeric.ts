// Numbers made ready for a model: class labels to one-hot rows, and vectors to unit norm.
import { ValueError } from '../errors.js';
import { sizeOf } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import { valuesOf } from './values.js';

/**
 * One-hot rows from class labels: shape `[..., numClasses]`; a last dimension of 1 is dropped first.
 *
 * @param y integer labels in [0, numClasses)
 * @param numClasses default: the largest label + 1
 * @throws ValueError for a label that is not a class
 * @see keras.utils.to_categorical
 * @example
 * tf.utils.toCategorical([0, 2], 3); // [[1, 0, 0], [0, 0, 1]]
 */
export function toCategorical(y: TensorLike, numClasses?: number | null): Tensor {
  const { values, shape } = valuesOf(y, 'toCategorical');
  if (shape.length > 1 && shape.at(-1) === 1) shape.pop();
  let classes = numClasses ?? 0;
  if (!classes) for (let i = 0; i < values.length; i++) classes = Math.max(classes, values[i] + 1);

  const rows = new Float32Array(values.length * classes);
  for (let i = 0; i < values.length; i++) {
    const label = values[i];
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new ValueError({
        where: 'toCategorical',
        expected: `integer labels from 0 to ${classes - 1}`,
        received: `${label} at position ${i}`,
        hint: Number.isInteger(label) && label >= 0 ? 'Give a larger numClasses.' : undefined,
      });
    }
    rows[i * classes + label] = 1;
  }
  return eager('float32', [...shape, classes], rows);
}

/**
 * x divided by its norm along an axis; zero vectors stay zero. The shape is kept.
 *
 * @param axis default -1, the last
 * @param order of the norm: sum(|x|^order)^(1/order). Default 2; `Infinity` takes the largest magnitude
 * @see keras.utils.normalize
 */
export function normalize(x: TensorLike, axis = -1, order = 2): Tensor {
  const { values, shape } = valuesOf(x, 'normalize');
  const along = axis < 0 ? axis + shape.length : axis;
  if (!(along in shape)) {
    throw new ValueError({
      where: 'normalize axis',
      expected: `an axis of a rank ${shape.length} array`,
      received: String(axis),
    });
  }
  const size = shape[along];
  const stride = sizeOf(shape.slice(along + 1));
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += size * stride) {
    for (let offset = start; offset < start + stride; offset++) {
      let norm = 0;
      for (let i = 0; i < size; i++) {
        const magnitude = Math.abs(values[offset + i * stride]);
        norm = order === Infinity ? Math.max(norm, magnitude) : norm + magnitude ** order;
      }
      if (order !== Infinity) norm **= 1 / order;
      for (let i = 0; i < size; i++) {
        const at = offset + i * stride;
        result[at] = values[at] / (norm || 1);
      }
    }
  }
  return eager('float32', shape, result);
}
