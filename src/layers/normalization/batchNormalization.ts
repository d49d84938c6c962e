// BatchNormalization: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, with the batch's statistics in training,
// else their moving averages.

import type { ConstraintIdentifier } from '../../constraints/index.js';
import { EPSILON } from '../../epsilon.js';
import { ConfigError } from '../../errors.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import { normalizeAxis } from '../../ops/reduction.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { checkClipping, Renormalization, type RenormClipping } from './renormalization.js';

export interface BatchNormalizationConfig extends LayerConfig {
  /** The features' axis; default -1. */
  axis?: number | number[];
  /** Of the moving averages; default 0.99. */
  momentum?: number;
  /** Default 0.001. */
  epsilon?: number;
  /** Whether beta is added; default true. */
  center?: boolean;
  /** Whether gamma is multiplied; default true. */
  scale?: boolean;
  betaInitializer?: InitializerIdentifier;
  gammaInitializer?: InitializerIdentifier;
  movingMeanInitializer?: InitializerIdentifier;
  movingVarianceInitializer?: InitializerIdentifier;
  betaRegularizer?: RegularizerIdentifier | null;
  gammaRegularizer?: RegularizerIdentifier | null;
  betaConstraint?: ConstraintIdentifier | null;
  gammaConstraint?: ConstraintIdentifier | null;
  /** Batch renormalization (Ioffe, 2017); default false. */
  renorm?: boolean;
  /** `{rmin, rmax, dmax}`: the limits of its corrections. */
  renormClipping?: RenormClipping | null;
  /** Of the statistics that it corrects towards; default 0.99. */
  renormMomentum?: number;
}

const defaults: Defaults<BatchNormalizationConfig> = {
  axis: -1,
  momentum: 0.99,
  epsilon: 0.001,
  center: true,
  scale: true,
  betaInitializer: 'zeros',
  gammaInitializer: 'ones',
  movingMeanInitializer: 'zeros',
  movingVarianceInitializer: 'ones',
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
  renorm: false,
  renormClipping: null,
  renormMomentum: 0.99,
};

/** Normalizes features over the batch (Ioffe and Szegedy, 2015). Keras: `BatchNormalization`. */
export class BatchNormalization extends Layer {
  static override className = 'BatchNormalization';
  declare readonly options: Options<BatchNormalizationConfig>;
  gamma: Variable | undefined;
  beta: Variable | undefined;
  movingMean!: Variable;
  movingVariance!: Variable;
  #renormalization: Renormalization | undefined;

  constructor(config: BatchNormalizationConfig = {}) {
    super(readConfig<BatchNormalizationConfig>('BatchNormalization', config, defaults));
    const { axis } = this.options;
    if (Array.isArray(axis)) {
      // tf_keras writes a list of one.
      if (axis.length !== 1)
        throw new ConfigError({
          where: `${this.name}.axis`,
          expected: 'one axis',
          received: `[${axis}]`,
        });
      this.options.axis = axis[0];
    }
    if (this.options.renorm)
      checkClipping(`${this.name}.renormClipping`, this.options.renormClipping ?? {});
    this.supportsMasking = true;
  }

  #axis(rank: number): number {
    return normalizeAxis(this.options.axis as number, rank, this.name);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const shape = oneShape(inputShape);
    const axis = this.#axis(shape.length);
    const size = [shape[axis]];
    if (o.scale)
      this.gamma = this.addWeight(
        'gamma',
        size,
        null,
        o.gammaInitializer,
        o.gammaRegularizer,
        true,
        o.gammaConstraint,
      );
    if (o.center)
      this.beta = this.addWeight(
        'beta',
        size,
        null,
        o.betaInitializer,
        o.betaRegularizer,
        true,
        o.betaConstraint,
      );
    this.movingMean = this.addWeight(
      'moving_mean',
      size,
      null,
      o.movingMeanInitializer,
      null,
      false,
    );
    this.movingVariance = this.addWeight(
      'moving_variance',
      size,
      null,
      o.movingVarianceInitializer,
      null,
      false,
    );
    if (o.renorm) this.#renormalization = new Renormalization(this, size, o);
    this.inputSpec = [{ ndim: shape.length, axes: { [axis]: shape[axis]! } }];
  }

  /** Mean and variance over all axes but the features'; what is masked does not count. */
  #moments(x: Tensor, axes: number[], mask: Tensor | undefined): [Tensor, Tensor] {
    if (!mask) {
      const { mean, variance } = tf.moments(x, axes);
      return [mean, variance];
    }
    const counts = tf.broadcastTo(tf.expandDims(mask, -1), x.shape);
    const zeros = tf.zerosLike(x);
    const number = tf.add(tf.sum(tf.cast(counts, x.dtype), axes, true), EPSILON);
    const mean = tf.div(tf.sum(tf.where(counts, x, zeros), axes, true), number);
    const squares = tf.where(counts, tf.square(tf.sub(x, mean)), zeros);
    const variance = tf.div(tf.sum(squares, axes, true), number);
    return [tf.reshape(mean, [-1]), tf.reshape(variance, [-1])];
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = oneTensor(inputs);
    const axis = this.#axis(x.rank);
    const wide = (t: Tensor) =>
      tf.reshape(
        t,
        x.shape.map((n, i) => (i === axis ? n : 1)),
      );
    let mean = this.movingMean.read();
    let variance = this.movingVariance.read();
    let correction: { r: Tensor; d: Tensor } | undefined;
    if (kwargs.training && this.trainable) {
      const { momentum } = this.options;
      const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
      const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
      const moving = [mean, variance];
      [mean, variance] = this.#moments(x, axes, mask);
      const blend = (old: Tensor, now: Tensor) =>
        tf.add(tf.mul(old, momentum), tf.mul(now, 1 - momentum));
      correction = this.#renormalization?.correction(mean, variance);
      this.movingMean.assign(blend(moving[0], mean));
      this.movingVariance.assign(
        this.#renormalization?.update(mean, variance) ?? blend(moving[1], variance),
      );
    }
    const scaled = (t: Tensor) => (this.gamma ? tf.mul(t, this.gamma.read()) : t);
    let factor = scaled(tf.rsqrt(tf.add(variance, this.options.epsilon)));
    if (correction) factor = tf.mul(factor, correction.r);
    const shifts = [
      ...(correction ? [scaled(correction.d)] : []),
      ...(this.beta ? [this.beta.read()] : []),
    ];
    const normalized = tf.mul(tf.sub(x, wide(mean)), wide(factor));
    return shifts.reduce((y, shift) => tf.add(y, wide(shift)), normalized);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
