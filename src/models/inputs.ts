// What a model does to its inputs before its layers see them: dtype, rank, and the error if they don't fit.
import { ShapeError } from '../errors.js';
import type { PartialShape, SymbolicTensor } from '../layers/symbolic.js';
import { showShape } from '../nested.js';
import { cast } from '../ops/convert.js';
import { reshape } from '../ops/shape.js';
import type { Tensor } from '../tensor.js';

/** Whether a batch of this shape is one for an input of that shape; its batch size does not bind. */
function fits(shape: number[], expected: PartialShape): boolean {
  return (
    shape.length === expected.length &&
    shape.every((n, i) => i === 0 || expected[i] === null || n === expected[i])
  );
}

/**
 * The tensor in the input's dtype; a last axis of 1 is added or removed, as in Keras.
 * @throws ShapeError if it does not fit.
 */
export function adaptInput(
  model: { readonly name: string },
  x: Tensor,
  input: SymbolicTensor | undefined,
): Tensor {
  if (!input) return x;
  const { shape, dtype } = input;
  let adapted = x;
  if (!fits(x.shape, shape)) {
    if (shape.at(-1) === 1 && fits([...x.shape, 1], shape)) adapted = reshape(x, [...x.shape, 1]);
    else if (x.shape.at(-1) === 1 && fits(x.shape.slice(0, -1), shape))
      adapted = reshape(x, x.shape.slice(0, -1));
    else {
      const isSample = fits([1, ...x.shape], shape);
      throw new ShapeError({
        where: `${model.name}/${input.name}`,
        expected: `an input of shape ${showShape(shape)}`,
        received: showShape(x.shape),
        hint: isSample
          ? 'This is one sample: add the batch dimension with tf.expandDims(x).'
          : undefined,
      });
    }
  }
  const converted = cast(adapted, dtype);
  if (converted !== x) converted.mask = x.mask;
  return converted;
}
