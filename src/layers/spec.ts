// InputSpec: what a layer demands of an input, and the error that says where it is not met.
import { DTypeError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { PartialShape } from './symbolic.js';

/**
 * Rank and sizes that an input must have; what is not given may be anything. A plain object does as well.
 *
 * @example
 * this.inputSpec = [new tf.InputSpec({ ndim: 3, axes: { [-1]: 8 } })];
 */
export class InputSpec {
  dtype?: string;
  shape?: PartialShape;
  ndim?: number;
  minNDim?: number;
  maxNDim?: number;
  /** Sizes of axes; a negative axis counts from the end. */
  axes?: Record<number, number>;

  constructor({ dtype, shape, ndim, minNDim, maxNDim, axes }: InputSpec = {}) {
    this.dtype = dtype;
    this.shape = shape;
    this.ndim = shape ? shape.length : ndim;
    this.minNDim = minNDim;
    this.maxNDim = maxNDim;
    this.axes = axes ?? {};
  }
}

interface Typed {
  readonly shape: PartialShape;
  readonly dtype: string;
}

function expectation(spec: InputSpec): string {
  if (spec.shape) return `an input of shape ${showShape(spec.shape)}`;
  const rank =
    spec.ndim !== undefined
      ? `rank ${spec.ndim}`
      : spec.minNDim !== undefined
        ? `rank ${spec.minNDim} or more`
        : spec.maxNDim !== undefined
          ? `rank ${spec.maxNDim} or less`
          : '';
  const axes = Object.entries(spec.axes ?? {}).map(
    ([axis, size]) => `size ${size} on axis ${axis}`,
  );
  return `an input of ${[rank, ...axes].filter(Boolean).join(' and ')}`;
}

function fits(spec: InputSpec, shape: PartialShape): boolean {
  const rank = shape.length;
  if (spec.ndim !== undefined && rank !== spec.ndim) return false;
  if (spec.minNDim !== undefined && rank < spec.minNDim) return false;
  if (spec.maxNDim !== undefined && rank > spec.maxNDim) return false;
  const sizes = spec.shape
    ? spec.shape.map((size, axis) => [axis, size] as const)
    : Object.entries(spec.axes ?? {}).map(([axis, size]) => [Number(axis), size] as const);
  if (spec.shape && rank !== spec.shape.length) return false;
  return sizes.every(([axis, size]) => {
    const actual = shape[axis < 0 ? axis + rank : axis];
    return size === null || actual === null || actual === size;
  });
}

function mend(spec: InputSpec, shape: PartialShape): string {
  const rank = spec.shape?.length ?? spec.ndim ?? spec.minNDim;
  if (rank !== undefined && shape.length === rank - 1) {
    return 'Is the batch dimension missing? tf.expandDims(x) adds it for one sample.';
  }
  return 'Reshape the input, or change inputShape of the first layer.';
}

/** @throws ShapeError if the inputs are not what the specs demand. */
export function checkInputs(
  where: string,
  specs: readonly InputSpec[],
  inputs: readonly Typed[],
): void {
  if (specs.length !== inputs.length) {
    throw new ShapeError({
      where,
      expected: `${specs.length} inputs`,
      received: String(inputs.length),
    });
  }
  specs.forEach((spec, i) => {
    const { shape, dtype } = inputs[i];
    if (!fits(spec, shape)) {
      throw new ShapeError({
        where,
        expected: expectation(spec),
        received: showShape(shape),
        hint: mend(spec, shape),
      });
    }
    if (spec.dtype !== undefined && spec.dtype !== dtype) {
      throw new DTypeError({ where, expected: `an input of dtype ${spec.dtype}`, received: dtype });
    }
  });
}
