// tidy, keep and dispose: optional for memory, exact for `tf.memory().numTensors`.
import { tensorsIn } from '../containers.js';
import { endScope, startScope } from '../memory.js';
import type { Tensor } from '../tensor.js';

/** A tensor, or tensors in lists and records. */
export type TensorContainer = unknown;

/**
 * Runs `fn` and disposes the tensors made in it that are neither returned nor kept. Memory needs no `tidy` here;
 * programs written for tfjs keep their counts.
 */
export function tidy<T>(nameOrFn: string | (() => T), fn?: () => T): T {
  const run = typeof nameOrFn === 'function' ? nameOrFn : fn!;
  startScope();
  let result: T | undefined;
  try {
    result = run();
    return result;
  } finally {
    endScope(tensorsIn(result));
  }
}

/** Keeps a tensor beyond the `tidy` around it. */
export function keep<T extends Tensor>(result: T): T {
  return result.keep();
}

/** Disposes every tensor in it. */
export function dispose(container: TensorContainer): void {
  for (const tensor of tensorsIn(container)) tensor.dispose();
}
