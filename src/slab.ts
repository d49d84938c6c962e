// Slabs: small results of eager ops share an ArrayBuffer, as Node's own Buffers do: one of their own takes V8 0.5 us.
import { allocate, bytesPerElement, type DType, type TypedArray } from './dtype.js';

/** Bytes of a slab, as in Node: what a small tensor that lives on can keep alive. */
const SLAB = 8192;
/** Arrays up to this size are of V8's own heap: cheap, until the engine asks for their address. */
const ON_HEAP = 64;
const LARGEST = 1024;
const ALIGNMENT = 64;

const slabs = new WeakSet<ArrayBufferLike>();
let slab = new ArrayBuffer(0);
let used = 0;

/** As `allocate`, for values that the engine fills, or not, and that no user sees before `ownArray` was asked. */
export function allocateShared(dtype: DType, length: number, engineFills = true): TypedArray {
  const bytes = length * bytesPerElement(dtype);
  if (bytes > LARGEST || (bytes <= ON_HEAP && !engineFills)) return allocate(dtype, length);
  if (used + bytes > slab.byteLength) {
    slab = new ArrayBuffer(SLAB);
    slabs.add(slab);
    used = 0;
  }
  const array = allocate(dtype, length, slab, used);
  used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  return array;
}

/** The copies that were made, so that tensors of the same array get the same. */
const copies = new WeakMap<TypedArray, TypedArray>();

/** The array, or a copy if others share its memory: its user may transfer the buffer to another thread. */
export function ownArray(values: TypedArray): TypedArray {
  if (!slabs.has(values.buffer)) return values;
  const copy = copies.get(values) ?? values.slice();
  copies.set(values, copy);
  return copy;
}
