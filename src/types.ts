// TensorType: dtype and shape as one object, the same for all tensors that are alike while it is remembered.
import type { DType } from './dtype.js';
import { sizeOf } from './nested.js';

/** Element type and shape. Two that are alike are the same object, unless `MOST` others came between. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly size: number;
}

/** Types remembered: shapes that never come again must not pile up. */
const MOST = 4096;
const known = new Map<string, TensorType>();

/** The type of this dtype and shape. */
export function tensorType(dtype: DType, shape: readonly number[]): TensorType {
  const key = `${dtype},${shape}`;
  let type = known.get(key);
  if (type === undefined) {
    if (known.size === MOST) known.clear();
    type = { dtype, shape: shape.slice(), size: sizeOf(shape) };
    known.set(key, type);
  }
  return type;
}
