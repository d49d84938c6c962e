// Small kernels: arithmetic on few float32 values in TypeScript, where crossing the border would cost more than the work.
// A sum, difference, product or quotient of floats that is computed in doubles and rounded again is the float's own
// (Figueroa 1995, "When is double rounding innocuous?"), so the bits are the engine's.
import type { TypedArray } from './dtype.js';
import type { TensorType } from './types.js';

/** Writes a result of two arrays of its length, or of one element. */
export type SmallKernel = (out: TypedArray, a: TypedArray, b: TypedArray) => void;

/** Elements from which on the engine is faster: about 0.5 us of crossing against 0.7 ns an element. */
const MOST = 512;

function elementwise(fn: (a: number, b: number) => number): SmallKernel {
  const kernel = (out: Float32Array, a: Float32Array, b: Float32Array) => {
    const n = out.length;
    if (a.length === b.length) {
      for (let i = 0; i < n; i++) out[i] = fn(a[i], b[i]);
    } else if (b.length === 1) {
      const y = b[0];
      for (let i = 0; i < n; i++) out[i] = fn(a[i], y);
    } else {
      const x = a[0];
      for (let i = 0; i < n; i++) out[i] = fn(x, b[i]);
    }
  };
  return kernel as SmallKernel;
}

// V8 inlines up to four functions into the loops above: no more of them here.
const kernels = new Map<string, SmallKernel>([
  ['add', elementwise((a, b) => a + b)],
  ['sub', elementwise((a, b) => a - b)],
  ['mul', elementwise((a, b) => a * b)],
  ['div', elementwise((a, b) => a / b)],
]);

/** The kernel of a call of these types, if it is one of those. */
export function smallKernel(
  op: string,
  inputs: readonly TensorType[],
  output: TensorType,
): SmallKernel | undefined {
  if (output.size > MOST || inputs.length !== 2) return undefined;
  const simple = inputs.every(
    ({ dtype, shape, size }) =>
      dtype === 'float32' && (size === 1 || `${shape}` === `${output.shape}`),
  );
  return simple ? kernels.get(op) : undefined;
}
