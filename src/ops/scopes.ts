// tidy, keep and dispose: optional for memory, exact for `tf.memory().numTensors`.
import { endScope, startScope } from '../memory.js';
import { Tensor } from '../tensor.js';

/** A tensor, or tensors in lists and records. */
export type TensorContainer = unknown;

function collect(
  container: TensorContainer,
  into: Set<Tensor> = new Set(),
  seen = new Set<unknown>(),
): Set<Tensor> {
  if (container instanceof Tensor) {
    into.add(container);
  } else if (
    typeof container === 'object' &&
    container !== null &&
    !ArrayBuffer.isView(container) &&
    !seen.has(container)
  ) {
    seen.add(container);
    for (const item of Object.values(container)) collect(item, into, seen);
  }
  return into;
}

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
    endScope(collect(result));
  }
}

/** Keeps a tensor beyond the `tidy` around it. */
export function keep<T extends Tensor>(result: T): T {
  return result.keep();
}

/** Disposes every tensor in it. */
export function dispose(container: TensorContainer): void {
  for (const tensor of collect(container)) tensor.dispose();
}
