// What every differentiable op must hold: traced it computes the same bits, and its gradient is the slope.
import type { ExecutionContext } from 'ava';
import * as tf from '../../index.js';

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Numbers without ties, of either sign. */
export function numbers(shape: number[], scale = 1, dtype: 'float32' | 'float64' = 'float64') {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Array.from({ length: size }, (_, i) => (((i * 37 + 11) % 101) / 50 - 1) * scale);
  return tf.tensor(values, shape, dtype);
}

/** The op on the inputs (float64), after checking its trace and its gradients by each of them. */
export function checked(t: ExecutionContext, op: Op, inputs: tf.Tensor[], name = ''): tf.Tensor {
  const result = op(...inputs);
  const traced = tf.compile(op)(...inputs) as tf.Tensor;
  t.deepEqual(traced.shape, result.shape, `${name}: shape, traced`);
  t.deepEqual(traced.arraySync(), result.arraySync(), `${name}: traced`);
  const dy = numbers(result.shape, 2);
  const loss = (xs: tf.Tensor[]) => Number(tf.sum(tf.mul(op(...xs), dy)).arraySync());
  const gradients = tf.grads(op)(inputs, dy);
  inputs.forEach((input, k) => {
    const slopes = Array.from({ length: input.size }, (_, i) => {
      const moved = (by: number) => {
        const values = Float64Array.from(input.dataSync<'float64'>());
        values[i] += by;
        const other = tf.tensor(values, input.shape, 'float64');
        return loss(inputs.map((x, j) => (j === k ? other : x)));
      };
      return (moved(1e-5) - moved(-1e-5)) / 2e-5;
    });
    const found = Array.from(gradients[k].dataSync<'float64'>());
    const wrong = slopes.findIndex((slope, i) => Math.abs(slope - found[i]) > 1e-6);
    t.is(wrong, -1, `${name}: gradient ${found[wrong]} of input ${k}, expected ${slopes[wrong]}`);
  });
  return result;
}
