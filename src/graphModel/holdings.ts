// Holdings: how often each tensor of a run is still needed; the last one to let go disposes it.
import type { Tensor } from '../tensor.js';
import { isHandle } from './handles.js';
import type { Outputs } from './kernel.js';

/**
 * One tensor may be the output of several nodes, for what only passes it on makes no copy. Memory needs none of this: V8
 * frees what nobody refers to. But a `tidy` around the run refers to all that is made in it, and `tf.memory()` counts it.
 */
export class Holdings {
  readonly #counts = new Map<Tensor, number>();
  /** What is not the run's: inputs and weights. */
  readonly #foreign: (tensor: Tensor) => boolean;

  constructor(foreign: (tensor: Tensor) => boolean) {
    this.#foreign = foreign;
  }

  /** Needs them once more. */
  hold(tensors: Outputs): void {
    for (const tensor of tensors) {
      if (tensor) this.#counts.set(tensor, (this.#counts.get(tensor) ?? 0) + 1);
    }
  }

  /** Needs them once less, and leaves it to the caller whether they are needed at all. */
  handOver(tensors: Outputs): Outputs {
    for (const tensor of tensors) this.#letGo(tensor);
    return tensors;
  }

  /** Needs them once less. */
  drop(tensors: Outputs): void {
    for (const tensor of tensors) if (this.#letGo(tensor)) this.#dispose(tensor as Tensor);
  }

  /** Ends the run: disposes all that is not among its results. */
  end(results: Outputs = []): void {
    const kept = new Set(results);
    for (const tensor of this.#counts.keys()) if (!kept.has(tensor)) this.#dispose(tensor);
    this.#counts.clear();
  }

  /** Whether a tensor is neither an input nor a weight. */
  owns(tensor: Tensor): boolean {
    return !this.#foreign(tensor) && !isHandle(tensor) && !tensor.kept;
  }

  #letGo(tensor: Tensor | undefined): boolean {
    if (tensor === undefined) return false;
    const count = (this.#counts.get(tensor) ?? 0) - 1;
    if (count > 0) this.#counts.set(tensor, count);
    else this.#counts.delete(tensor);
    return count <= 0;
  }

  #dispose(tensor: Tensor): void {
    if (this.owns(tensor)) tensor.dispose();
  }
}
