// What a golden case of a random layer asks for: the statistics of the output of a constant input, in training.
import { fill, type Tensor } from '../../../index.js';
import type { Layer } from '../../../src/layers/layer.js';
import { setRandomSeed } from '../../../src/session.js';
import type { Check } from '../family.js';
import { checkStatistics } from './initializers.js';

export interface LayerStatistics {
  input_shape: number[];
  input_value: number;
  values?: number[];
  zero_fraction?: number;
  zero_fraction_tolerance?: number;
  first_value_fraction?: number;
  first_value_fraction_tolerance?: number;
  constant_axes?: number[];
  mean?: number;
  mean_tolerance?: number;
  std?: number;
  std_tolerance?: number;
}

/** Whether the elements are equal along the axis. */
function isConstantAlong(shape: number[], data: ArrayLike<number>, axis: number): boolean {
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return Array.from(data).every((x, i) => {
    const position = Math.floor(i / stride) % shape[axis];
    return x === data[i - position * stride];
  });
}

export function checkRandomLayer(layer: Layer, expected: LayerStatistics, check: Check): void {
  setRandomSeed(1);
  const { input_shape: shape, input_value: value, values } = expected;
  const output = layer.apply(fill(shape, value), { training: true }) as Tensor;
  const data = Array.from(output.dataSync());
  const fraction = (of: number) =>
    data.filter((x) => Math.abs(x - of) <= 1e-5).length / data.length;
  const near = (what: string, actual: number, center: number, tolerance = 0) =>
    check.holds(`${what} ${actual} is near ${center}`, Math.abs(actual - center) <= tolerance);

  check.value('shape', output.shape, shape);
  if (values) {
    const allowed = data.every((x) => values.some((v) => Math.abs(x - v) <= 1e-5));
    check.holds(`every element is one of ${values}`, allowed);
  }
  if (expected.zero_fraction !== undefined) {
    near('zeros', fraction(0), expected.zero_fraction, expected.zero_fraction_tolerance);
  }
  if (values && expected.first_value_fraction !== undefined) {
    const { first_value_fraction: share, first_value_fraction_tolerance: tolerance } = expected;
    near('first value', fraction(values[0]), share, tolerance);
  }
  for (const axis of expected.constant_axes ?? []) {
    check.holds(`constant along axis ${axis}`, isConstantAlong(shape, data, axis));
  }
  checkStatistics(check, data, expected);
}
