// Golden family `initializers`: exact values, or the distribution that the drawn values must have.
import * as initializers from '../../../src/initializers/index.js';
import type { SerializedObject } from '../../../src/registry.js';
import { setRandomSeed } from '../../../src/session.js';
import { valuesOf } from '../corten.js';
import type { Case, Check, Driver } from '../family.js';
import { completeInitializer } from './missing.js';

interface Statistics {
  mean: number;
  mean_tolerance: number;
  std: number;
  std_tolerance: number;
  min: number | null;
  max: number | null;
}

interface Orthogonality {
  flattened_to: [number, number];
  gram_of: 'rows' | 'columns';
  gram_diagonal: number;
  tolerance: number;
}

interface InitializerCase extends Case {
  config: SerializedObject;
  shape: number[];
  expect: { values?: string; statistics?: Statistics; orthogonal?: Orthogonality };
}

/** Mean and standard deviation are within five of their own standard deviations; the bounds hold. */
export function checkStatistics(
  check: Check,
  data: ArrayLike<number>,
  expected: Partial<Statistics>,
): void {
  const values = Array.from(data);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  const near = (what: string, actual: number, center = 0, tolerance = 0) =>
    check.holds(`${what} ${actual} is near ${center}`, Math.abs(actual - center) <= tolerance);
  if (expected.mean !== undefined) near('mean', mean, expected.mean, expected.mean_tolerance);
  if (expected.std !== undefined) near('std', std, expected.std, expected.std_tolerance);
  // The bounds are rounded to float32 as the values are.
  const slack = 1 + 1e-6;
  const { min, max } = expected;
  if (min != null)
    check.holds(
      `>= ${min}`,
      values.every((x) => x >= min * slack),
    );
  if (max != null)
    check.holds(
      `<= ${max}`,
      values.every((x) => x <= max * slack),
    );
}

/** The Gram matrix of the rows, or columns, is a multiple of the identity. */
function checkOrthogonal(check: Check, data: ArrayLike<number>, expected: Orthogonality): void {
  const [rows, columns] = expected.flattened_to;
  const [count, length] = expected.gram_of === 'rows' ? [rows, columns] : [columns, rows];
  const at = (i: number, k: number) =>
    expected.gram_of === 'rows' ? data[i * columns + k] : data[k * columns + i];
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let dot = 0;
      for (let k = 0; k < length; k += 1) dot += at(i, k) * at(j, k);
      const error = Math.abs(dot - (i === j ? expected.gram_diagonal : 0));
      if (error > expected.tolerance) check.holds(`gram[${i}, ${j}] = ${dot}`, false);
    }
  }
}

export const initializerDriver: Driver<InitializerCase> = (item, check) => {
  setRandomSeed(1);
  const { values, statistics, orthogonal } = item.expect;
  const first = values ? Number(check.golden(values).data[0]) : 0;
  const initializer = initializers.get(completeInitializer(item.config, first));
  const value = initializer.apply(item.shape);
  if (values) check.tensor('value', valuesOf(value), values);
  check.value('shape', value.shape, item.shape);
  if (statistics) checkStatistics(check, value.dataSync(), statistics);
  if (orthogonal) checkOrthogonal(check, value.dataSync(), orthogonal);
};
