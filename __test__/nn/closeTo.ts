// Tensors that should hold the same numbers, as far as float32 goes.
import type { ExecutionContext } from 'ava';
import type { Tensor } from '../../index.js';

/** Asserts shape and values, the latter within 1e-5 of the largest. */
export function closeTo(t: ExecutionContext, actual: Tensor, expected: Tensor): void {
  t.deepEqual(actual.shape, expected.shape);
  const [a, b] = [actual, expected].map((x) => Array.from(x.dataSync(), Number));
  const scale = Math.max(1, ...b.map(Math.abs));
  const wrong = a.findIndex((value, i) => !(Math.abs(value - b[i]) <= 1e-5 * scale));
  if (wrong >= 0) t.fail(`value ${wrong} is ${a[wrong]}, not ${b[wrong]}`);
}
