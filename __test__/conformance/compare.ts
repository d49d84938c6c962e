// Says whether values equal the golden ones, by the rule |a - e| <= rtol * |e| + atol * max(1, max|e|).
import { inspect } from 'node:util';
import type { Golden } from './safetensors.js';

export interface Tolerance {
  rtol: number;
  atol: number;
}

/** What is compared with a golden tensor: a shape and its elements in row-major order. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Numbers computed in float32 that have no tolerance of their own. */
export const FLOAT32: Tolerance = { rtol: 1e-6, atol: 0 };

/** Finite and within tolerance, or the same infinity, or both NaN. */
function close(a: number, e: number, { rtol, atol }: Tolerance, scale: number): boolean {
  if (!Number.isFinite(e)) return Object.is(a, e);
  return Math.abs(a - e) <= rtol * Math.abs(e) + atol * scale;
}

/** How `actual` differs from the tensor `expected`; undefined if it does not. */
export function difference(
  actual: Values,
  expected: Golden,
  tolerance: Tolerance = FLOAT32,
): string | undefined {
  if (actual.shape.join() !== expected.shape.join()) {
    return `shape [${actual.shape}], expected [${expected.shape}]`;
  }
  // Integers and booleans must be equal.
  const exact = expected.dtype !== 'float32';
  let scale = 1;
  for (const e of expected.data) if (Number.isFinite(e)) scale = Math.max(scale, Math.abs(e));
  let wrong = 0;
  let worst = -1;
  let excess = -1;
  for (let i = 0; i < expected.data.length; i += 1) {
    const a = Number(actual.data[i]);
    const e = expected.data[i];
    if (exact ? a === e : close(a, e, tolerance, scale)) continue;
    wrong += 1;
    const error = Number.isNaN(a - e) ? Number.POSITIVE_INFINITY : Math.abs(a - e);
    if (error > excess) [worst, excess] = [i, error];
  }
  if (wrong === 0) return undefined;
  const [a, e] = [actual.data[worst], expected.data[worst]];
  return `${wrong} of ${expected.data.length} elements differ, at worst ${a} for ${e} (index ${worst})`;
}

/** How a JSON value differs from the golden one; numbers may differ by the tolerance, all else must be equal. */
export function jsonDifference(
  actual: unknown,
  expected: unknown,
  tolerance: Tolerance = FLOAT32,
  path = '',
): string | undefined {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const scale = Math.max(1, Math.abs(expected));
    if (close(actual, expected, tolerance, scale)) return undefined;
  } else if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length !== expected.length) {
      return `${path}: length ${actual.length}, expected ${expected.length}`;
    }
    return firstOf(expected.keys(), (i) =>
      jsonDifference(actual[i], expected[i], tolerance, `${path}[${i}]`),
    );
  } else if (isRecord(actual) && isRecord(expected)) {
    return firstOf(new Set([...Object.keys(expected), ...Object.keys(actual)]), (key) =>
      jsonDifference(actual[key], expected[key], tolerance, `${path}.${key}`),
    );
  } else if (actual === expected) return undefined;
  return `${path}${path && ': '}${inspect(actual)}, expected ${inspect(expected)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first defined result of `f` over `items`. */
function firstOf<T, R>(items: Iterable<T>, f: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const result = f(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
