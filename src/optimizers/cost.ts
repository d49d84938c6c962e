// What an optimizer goes down: a scalar, by the variables that may change.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';

/** The variables that optimizers change. */
export const trainable = (variables?: readonly Variable[]) => variables?.filter((v) => v.trainable);

/** f, if it gives a scalar. @throws ShapeError when called, if not */
export function scalarOf(f: () => Tensor): () => Tensor {
  return () => {
    const value = f();
    // What is no tensor, the gradient refuses.
    if (!value?.rank) return value;
    const received = showShape(value.shape);
    throw new ShapeError({ where: 'minimize', expected: 'a function to a scalar', received });
  };
}
