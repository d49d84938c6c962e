// The tensors in lists and records.
import { Tensor } from './tensor.js';

/** Marks classes whose objects are records of tensors, as plain objects are. */
export const parts = Symbol('corten.parts');

/** The tensors in a structure, each once. */
export function tensorsIn(
  container: unknown,
  into: Set<Tensor> = new Set(),
  seen = new Set<unknown>(),
): Set<Tensor> {
  if (container instanceof Tensor) return into.add(container);
  if (typeof container !== 'object' || container === null || ArrayBuffer.isView(container)) {
    return into;
  }
  if (seen.has(container)) return into;
  seen.add(container);
  for (const item of Array.isArray(container) ? container : Object.values(container)) {
    if (typeof item === 'object') tensorsIn(item, into, seen);
  }
  return into;
}
