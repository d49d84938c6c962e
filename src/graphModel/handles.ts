// Handles: the tensors that stand for tables, lists and arrays in a graph.
import { DataError } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { uncounted } from '../tensors.js';

const objects = new WeakMap<Tensor, object>();

/** A tensor that stands for an object wherever it goes. */
export function handleOf(object: object): Tensor {
  const handle = uncounted('float32', [], new Float32Array(1));
  objects.set(handle, object);
  return handle;
}

/** Whether the tensor stands for something else. */
export function isHandle(tensor: Tensor): boolean {
  return objects.has(tensor);
}

/** What a handle stands for. @throws DataError if it is none, or for something of another class */
export function objectOf<T extends object>(
  handle: Tensor,
  Class: abstract new (...args: never[]) => T,
  kind: string,
): T {
  const object = objects.get(handle);
  if (object instanceof Class) return object;
  const received = object ? object.constructor.name : `a ${handle.dtype} tensor`;
  throw new DataError({ expected: `the handle of a ${kind}`, received });
}
