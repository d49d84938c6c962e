// What taking gradients is told beforehand: the seeds, a user's own gradients, and that gradients will be asked for at
// all, for then ops had better keep what those need.
import type { Tensor } from './tensor.js';

/** A tensor, and the gradient that flows back into it. */
export type Seed = readonly [value: Tensor, cotangent: Tensor];

/** The gradient that a user gave for a tensor: from the one by it to those by what it was computed from. */
export interface CustomGradient {
  output: Tensor;
  inputs: readonly Tensor[];
  backward(dy: Tensor): readonly Tensor[];
}

let depth = 0;

/** Whether this is the function that gradients are taken of. */
export function isDifferentiated(): boolean {
  return depth > 0;
}

/** Runs a function that gradients are then taken of. */
export function differentiated<T>(fn: () => T): T {
  depth++;
  try {
    return fn();
  } finally {
    depth--;
  }
}
