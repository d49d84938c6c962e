// Batch renormalization: what the batch's statistics give, `r x + d`, so that it is near what the moving ones would.
import type { DType } from '../../dtype.js';
import { ConfigError } from '../../errors.js';
import { Initializer } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import { checkKeys } from '../../suggest.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import type { Layer } from '../layer.js';

/** Limits of the correction: r from rmin to rmax, d within ±dmax; what is not given has none. */
export interface RenormClipping {
  rmin?: number;
  rmax?: number;
  dmax?: number;
}

/** @throws ConfigError for an unknown limit, or limits that contradict each other. */
export function checkClipping(where: string, clipping: RenormClipping): void {
  checkKeys(where, clipping, ['rmin', 'rmax', 'dmax']);
  const { rmin, rmax, dmax } = clipping;
  if ((rmin ?? 0) <= (rmax ?? Number.POSITIVE_INFINITY) && (dmax ?? 0) >= 0) return;
  throw new ConfigError({
    where,
    expected: 'rmin up to rmax, and a dmax that is not negative',
    received: JSON.stringify(clipping),
  });
}

interface RenormOptions {
  epsilon: number;
  momentum: number;
  renormMomentum: number;
  renormClipping: RenormClipping | null;
  movingMeanInitializer: Initializer;
  movingVarianceInitializer: Initializer;
}

/** Deviations from an initializer of variances. */
class Root extends Initializer {
  readonly #inner: Initializer;

  constructor(inner: Initializer) {
    super();
    this.#inner = inner;
  }

  apply(shape: number[], dtype?: DType): Tensor {
    return tf.sqrt(this.#inner.apply(shape, dtype));
  }
}

/** The statistics of batch renormalization (Ioffe, 2017) beside those of batch normalization. */
export class Renormalization {
  readonly #options: RenormOptions;
  readonly #movingDeviation: Variable;
  readonly #mean: Variable;
  readonly #deviation: Variable;

  constructor(layer: Layer, size: (number | null)[], options: RenormOptions) {
    const root = new Root(options.movingVarianceInitializer);
    const add = (name: string, initializer: Initializer) =>
      layer.addWeight(name, size, null, initializer, null, false);
    this.#options = options;
    this.#movingDeviation = add('moving_stddev', root);
    this.#mean = add('renorm_mean', options.movingMeanInitializer);
    this.#deviation = add('renorm_stddev', root);
  }

  #deviationOf(variance: Tensor): Tensor {
    return tf.sqrt(tf.add(variance, this.#options.epsilon));
  }

  /** r and d for a batch's statistics; no gradient goes through them. */
  correction(mean: Tensor, variance: Tensor): { r: Tensor; d: Tensor } {
    const { epsilon, renormClipping } = this.#options;
    const { rmin, rmax, dmax } = renormClipping ?? {};
    const deviation = tf.maximum(this.#deviation.read(), Math.sqrt(epsilon));
    const ratio = tf.div(this.#deviationOf(variance), deviation);
    const distance = tf.div(tf.sub(mean, this.#mean.read()), deviation);
    const above = rmin === undefined ? ratio : tf.maximum(ratio, rmin);
    const r = rmax === undefined ? above : tf.minimum(above, rmax);
    const d = dmax === undefined ? distance : tf.clipByValue(distance, -dmax, dmax);
    return { r: tf.stopGradient(r), d: tf.stopGradient(d) };
  }

  /** Moves the statistics on. @returns the moving variance, of the moving deviation */
  update(mean: Tensor, variance: Tensor): Tensor {
    const { epsilon, momentum, renormMomentum } = this.#options;
    const blend = (variable: Variable, now: Tensor, share: number) => {
      const next = tf.add(tf.mul(variable.read(), share), tf.mul(now, 1 - share));
      variable.assign(next);
      return next;
    };
    const deviation = this.#deviationOf(variance);
    blend(this.#mean, mean, renormMomentum);
    blend(this.#deviation, deviation, renormMomentum);
    const moving = blend(this.#movingDeviation, deviation, momentum);
    return tf.relu(tf.sub(tf.square(moving), epsilon));
  }
}
