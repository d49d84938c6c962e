// Complex tensors as the engine sees them: float32 with a last axis of two, real and imaginary part.
import type { DType } from './dtype.js';
import { applyOne, currentTape } from './session.js';
import { Tensor } from './tensor.js';

/** The dtype and shape of the array that holds a tensor's values. */
export function storedType(dtype: DType, shape: number[]): { dtype: DType; shape: number[] } {
  return dtype === 'complex64' ? { dtype: 'float32', shape: [...shape, 2] } : { dtype, shape };
}

/** The same values as another tensor: on a trace or tape, the same value of its graph. */
function recast(x: Tensor, dtype: DType, shape: number[]): Tensor {
  const result = new Tensor(dtype, shape, x.trace ? undefined : x.valuesNow(), x.trace, x.value);
  const tape = currentTape();
  if (tape && !x.trace) tape.bind(result, tape.symbol(x));
  return result;
}

/** A complex tensor's parts along a new last axis. */
export function toPairs(x: Tensor): Tensor {
  return recast(x, 'float32', [...x.shape, 2]);
}

/** The complex tensor of parts along the last axis. */
export function fromPairs(x: Tensor): Tensor {
  return recast(x, 'complex64', x.shape.slice(0, -1));
}

/** Real and imaginary parts of one shape, as one complex tensor. */
export function complexOf(real: Tensor, imag: Tensor): Tensor {
  const columns = [real, imag].map((x) => applyOne('reshape', { shape: [...x.shape, 1] }, [x]));
  return fromPairs(applyOne('concat', { axis: real.rank }, columns));
}

/** The real parts (0) or the imaginary ones (1). */
export function partOf(x: Tensor, part: 0 | 1): Tensor {
  const begin = [...x.shape.map(() => 0), part];
  const column = applyOne('slice', { begin, size: [...x.shape, 1] }, [toPairs(x)]);
  return applyOne('reshape', { shape: x.shape }, [column]);
}

/** The complex conjugate. */
export function conjugateOf(x: Tensor): Tensor {
  return complexOf(partOf(x, 0), applyOne('neg', {}, [partOf(x, 1)]));
}
