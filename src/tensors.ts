// Eager tensors of values: counted or not, of strings, and views of others.
import { allocate, castValues, type DType, entriesPerElement, type TypedArray } from './dtype.js';
import { sizeOf } from './nested.js';
import { Tensor } from './tensor.js';
import type { TensorType } from './types.js';

/** An eager tensor of an array that nobody else writes to. @internal */
export function eager(dtype: DType, shape: number[], values: TypedArray): Tensor {
  return new Tensor(dtype, shape, values);
}

/** An eager tensor that no user sees, so that `tf.memory()` does not count it. @internal */
export function uncounted(dtype: DType, shape: number[], values: TypedArray): Tensor {
  return new Tensor(dtype, shape, values, undefined, undefined, false);
}

/** An eager tensor of strings. @internal */
export function eagerStrings(
  shape: number[],
  encoded: readonly Uint8Array[],
  counted = true,
): Tensor {
  const tensor = new Tensor('string', shape, undefined, undefined, undefined, counted);
  tensor.encoded = encoded;
  return tensor;
}

/** The elements from `start` on that fill the shape, of an eager tensor: a view of its values. @internal */
export function view(x: Tensor, shape: number[], start = 0): Tensor {
  const end = start + sizeOf(shape);
  if (x.dtype === 'string') return eagerStrings(shape, x.encodedNow().slice(start, end));
  const values = x.valuesNow();
  const entries = entriesPerElement(x.dtype);
  const whole = start === 0 && end === x.size;
  return eager(x.dtype, shape, whole ? values : values.subarray(start * entries, end * entries));
}

/** An eager tensor of a known type. @internal */
export function eagerOf(type: TensorType, values: TypedArray): Tensor {
  return new Tensor(type.dtype, type.shape.slice(), values, undefined, -1, true, type);
}

/** An eager scalar. @internal */
export function eagerScalar(value: number, dtype: DType = 'float32'): Tensor {
  const values = allocate('float64', 1);
  values[0] = value;
  return new Tensor(dtype, [], castValues(values, 'float64', dtype));
}
