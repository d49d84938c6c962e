// Constraints: projections of a weight, applied after each of the optimizer's updates.
import { EPSILON } from '../epsilon.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';

/** The base of constraints; a user's own overrides `apply`, which is traced. */
export abstract class Constraint {
  /** The projection of a weight, of its shape. */
  abstract apply(w: Tensor): Tensor;

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

function norms(w: Tensor, axis: number | number[]): Tensor {
  return tf.sqrt(tf.sum(tf.square(w), axis, true));
}

/** Scales vectors along `axis` to a norm of at most `maxValue`. Keras: `MaxNorm`. */
export class MaxNorm extends Constraint {
  readonly maxValue: number;
  readonly axis: number | number[];

  /** @param config `maxValue`, 2 by default; `axis`, 0 by default: for a dense kernel, the weights of one unit */
  constructor(config: { maxValue?: number; axis?: number | number[] } = {}) {
    super();
    const { maxValue = 2, axis = 0 } = readOptions('maxNorm', config, ['maxValue', 'axis']);
    this.maxValue = maxValue;
    this.axis = axis;
  }

  override apply(w: Tensor): Tensor {
    const norm = norms(w, this.axis);
    return tf.mul(w, tf.div(tf.clipByValue(norm, 0, this.maxValue), tf.add(norm, EPSILON)));
  }

  override getConfig(): Record<string, unknown> {
    return { max_value: this.maxValue, axis: this.axis };
  }
}

/** `max(w, 0)`. Keras: `NonNeg`. */
export class NonNeg extends Constraint {
  override apply(w: Tensor): Tensor {
    return tf.maximum(w, 0);
  }
}

/** Scales vectors along `axis` to norm 1. Keras: `UnitNorm`. */
export class UnitNorm extends Constraint {
  readonly axis: number | number[];

  /** @param config `axis`, 0 by default */
  constructor(config: { axis?: number | number[] } = {}) {
    super();
    this.axis = readOptions('unitNorm', config, ['axis']).axis ?? 0;
  }

  override apply(w: Tensor): Tensor {
    return tf.div(w, tf.add(norms(w, this.axis), EPSILON));
  }

  override getConfig(): Record<string, unknown> {
    return { axis: this.axis };
  }
}

/** Moves norms along `axis` into [minValue, maxValue], by the share `rate` of the way. Keras: `MinMaxNorm`. */
export class MinMaxNorm extends Constraint {
  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: number | number[];

  /** @param config `minValue` 0, `maxValue` 1, `rate` 1 and `axis` 0 by default */
  constructor(
    config: { minValue?: number; maxValue?: number; rate?: number; axis?: number | number[] } = {},
  ) {
    super();
    const options = readOptions('minMaxNorm', config, ['minValue', 'maxValue', 'rate', 'axis']);
    this.minValue = options.minValue ?? 0;
    this.maxValue = options.maxValue ?? 1;
    this.rate = options.rate ?? 1;
    this.axis = options.axis ?? 0;
  }

  override apply(w: Tensor): Tensor {
    const norm = norms(w, this.axis);
    const clipped = tf.mul(tf.clipByValue(norm, this.minValue, this.maxValue), this.rate);
    const desired = tf.add(clipped, tf.mul(norm, 1 - this.rate));
    return tf.mul(w, tf.div(desired, tf.add(norm, EPSILON)));
  }

  override getConfig(): Record<string, unknown> {
    const { minValue, maxValue, rate, axis } = this;
    return { min_value: minValue, max_value: maxValue, rate, axis };
  }
}
