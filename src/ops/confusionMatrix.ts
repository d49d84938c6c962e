// How often each label was predicted as each class.
import { ShapeError, ValueError } from '../errors.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { castArgument, toTensor } from './convert.js';
import { hotRows } from './indices.js';
import { matMul } from './matrix.js';
import { tidy } from './scopes.js';

/**
 * A matrix [numClasses, numClasses], int32: entry [i, j] counts the examples of label i that were predicted as j.
 *
 * @example
 * tf.math.confusionMatrix([0, 1, 1], [0, 1, 0], 2).arraySync(); // [[1, 0], [1, 1]]
 */
export function confusionMatrix(
  labels: TensorLike,
  predictions: TensorLike,
  numClasses: number,
): Tensor {
  const truth = toTensor(labels, 'confusionMatrix', 'labels');
  const guess = toTensor(predictions, 'confusionMatrix', 'predictions');
  if (!Number.isInteger(numClasses) || numClasses <= 0) {
    throw new ValueError(
      `numClasses is required to be a positive integer, but got ${String(numClasses)}`,
    );
  }
  for (const [name, { rank }] of [['labels', truth] as const, ['predictions', guess] as const]) {
    if (rank !== 1) throw new ShapeError(`Expected the rank of ${name} to be 1, but got ${rank}`);
  }
  if (truth.size !== guess.size) {
    throw new ShapeError(
      `Mismatch in the number of examples: ${truth.size} vs. ${guess.size}. ` +
        'Labels and predictions should have the same number of elements.',
    );
  }
  return tidy(() => {
    const rows = hotRows(truth, numClasses);
    const columns = hotRows(guess, numClasses);
    return castArgument(matMul(rows, columns, true), 'int32');
  });
}
