// The values and the shape of anything array-like, to read: no tensor is made of them.
import { castValues, type TypedArray } from '../dtype.js';
import { isColumnar, readColumnar } from '../interop.js';
import { flatten } from '../nested.js';
import { Tensor, type TensorLike } from '../tensor.js';

export function valuesOf(
  x: TensorLike,
  where: string,
): { values: ArrayLike<number>; shape: number[] } {
  if (x instanceof Tensor) return { values: numbers(x.valuesNow()), shape: [...x.shape] };
  // A typed array is not copied: a list of 25,000 reviews is only looked at.
  if (ArrayBuffer.isView(x)) return { values: numbers(x), shape: [x.length] };
  if (isColumnar(x)) return valuesOf(readColumnar(x, where), where);
  const { values, shape } = flatten(x, 'float64', where);
  return { values: numbers(values), shape };
}

function numbers(values: TypedArray): ArrayLike<number> {
  return values instanceof BigInt64Array
    ? (castValues(values, 'int64', 'float64') as Float64Array)
    : values;
}
