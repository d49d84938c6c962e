// Blank weights: while a file's model is built, weights are zeros, for their values come at once; within a budget.
import { allocate, type DType, type TypedArray } from '../dtype.js';
import { DataError } from '../errors.js';
import { sizeOf } from '../nested.js';

let left: number | undefined;

/**
 * Runs `fn`, in which weights are not initialized.
 * @param budget how many numbers the weights may have, together: what a file declares is not to be believed
 */
export function withBlankWeights<T>(budget: number, fn: () => T): T {
  const outer = left;
  left = budget;
  try {
    return fn();
  } finally {
    left = outer;
  }
}

/** A new weight's zeros; undefined where it is to be initialized. @throws DataError beyond the budget */
export function blankWeight(where: string, shape: number[], dtype: DType): TypedArray | undefined {
  if (left === undefined) return undefined;
  const size = sizeOf(shape);
  if (size <= left) {
    left -= size;
    return allocate(dtype, size);
  }
  throw new DataError({
    where,
    problem: `the layers want more weights than the file has: ${shape.join(' x ')} here`,
  });
}
