// Normalization: `(x - mean) / sqrt(variance)`, with the statistics of data seen before; inverted `x sqrt(variance) + mean`.
import { EPSILON } from '../../epsilon.js';
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import { normalizeAxes } from '../../ops/reduction.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { AdaptingLayer } from './adapting.js';

/** One number, or one for each feature. */
type Statistic = number | number[] | number[][];

export interface NormalizationConfig extends LayerConfig {
  /** The features' axes, each place with statistics of its own; null: one mean of all. Default -1. */
  axis?: number | number[] | null;
  /** Instead of learning it with `adapt`; only with `variance`. */
  mean?: Statistic | null;
  variance?: Statistic | null;
  /** Whether it undoes what it would do; default false. */
  invert?: boolean;
}

const defaults: Defaults<NormalizationConfig> = {
  axis: -1,
  mean: null,
  variance: null,
  invert: false,
};

/**
 * Features brought to mean 0 and variance 1, those of the data that `adapt` saw. Keras: `Normalization`.
 *
 * @example
 * const normalization = tf.layers.normalization();
 * normalization.adapt(xTrain);
 * const model = tf.sequential([normalization, tf.layers.dense(1)]);
 */
export class Normalization extends AdaptingLayer {
  static override className = 'Normalization';
  declare readonly options: Options<NormalizationConfig>;
  mean: Variable | undefined;
  variance: Variable | undefined;
  count: Variable | undefined;
  #seen: { count: number; mean: Tensor; variance: Tensor } | undefined;

  /** @throws ConfigError for a mean without a variance, or of another shape. */
  constructor(config: NormalizationConfig = {}) {
    const read = readConfig<NormalizationConfig>('Normalization', config, defaults);
    const { options: o } = read;
    o.axis = o.axis === null ? [] : [o.axis].flat();
    const shapeOf = (value: Statistic | null) => value && showShape(tf.tensor(value).shape);
    if (shapeOf(o.mean) !== shapeOf(o.variance)) {
      throw new ConfigError({
        where: read.base.name ?? 'Normalization',
        expected: 'mean and variance of one shape, or neither',
        received: `${JSON.stringify(o.mean)} and ${JSON.stringify(o.variance)}`,
      });
    }
    super(read);
    this.supportsMasking = true;
  }

  /** The axes that keep their own statistics. */
  #kept(rank: number): number[] {
    return normalizeAxes(this.options.axis, rank, this.name);
  }

  override build(inputShape: Shapes): void {
    const shape = oneShape(inputShape);
    const kept = this.#kept(shape.length);
    const sizes = kept.map((axis) => shape[axis]);
    const { mean } = this.options;
    if (mean === null) {
      this.mean = this.addWeight('mean', sizes, null, 'zeros', null, false);
      this.variance = this.addWeight('variance', sizes, null, 'ones', null, false);
      this.count = this.addWeight('count', [], 'int32', 'zeros', null, false);
      return;
    }
    const given = tf.tensor(mean).shape;
    const own = sizes.slice(sizes.length - given.length);
    if (given.length > kept.length || given.some((n, i) => n !== 1 && n !== own[i])) {
      throw new ShapeError({
        where: this.name,
        expected: `a mean of shape ${showShape(sizes)}`,
        received: showShape(given),
      });
    }
  }

  /** A statistic along the kept axes of an input of this shape. */
  #wide(statistic: Tensor, shape: number[]): Tensor {
    const kept = this.#kept(shape.length).slice(-statistic.rank || shape.length);
    const sizes = shape.map((_, axis) => statistic.shape[kept.indexOf(axis)] ?? 1);
    return tf.reshape(statistic, sizes);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = tf.cast(oneTensor(inputs), this.dtype);
    const { mean, variance, invert } = this.options;
    const read = (weight: Variable | undefined, value: Statistic | null) =>
      this.#wide(weight ? weight.read() : tf.cast(tf.tensor(value!), this.dtype), x.shape);
    const center = read(this.mean, mean);
    const deviation = tf.maximum(tf.sqrt(read(this.variance, variance)), EPSILON);
    if (invert) return tf.add(center, tf.mul(x, deviation));
    return tf.div(tf.sub(x, center), deviation);
  }

  protected beginAdapting(): void {
    if (this.options.mean !== null) {
      throw new ConfigError({ where: this.name, problem: 'its mean was given: nothing to adapt' });
    }
    this.#forget();
  }

  protected adaptTo(batch: Tensor): void {
    const x = tf.cast(batch, this.dtype);
    this.ensureBuilt([[null, ...x.shape.slice(1)]]);
    const kept = this.#kept(x.rank);
    const axes = x.shape.map((_, axis) => axis).filter((axis) => !kept.includes(axis));
    const { mean, variance } =
      axes.length > 0 ? tf.moments(x, axes) : { mean: x, variance: tf.zerosLike(x) };
    this.mean!.checkShape(mean);
    const number = axes.reduce((n, axis) => n * x.shape[axis], 1);
    const seen = this.#seen ?? { count: 0, mean: tf.zerosLike(mean), variance: tf.zerosLike(mean) };
    const count = seen.count + number;
    const blend = (old: Tensor, now: Tensor) =>
      tf.add(tf.mul(old, seen.count / count), tf.mul(now, number / count));
    const next = blend(seen.mean, mean);
    // The variance of all is the mean of the parts', and of their distances from the mean of all.
    const around = (part: { mean: Tensor; variance: Tensor }) =>
      tf.add(part.variance, tf.square(tf.sub(part.mean, next)));
    const spread = blend(around(seen), around({ mean, variance }));
    this.#forget();
    this.#seen = { count, mean: tf.keep(next), variance: tf.keep(spread) };
  }

  protected endAdapting(): void {
    this.mean!.assign(this.#seen!.mean);
    this.variance!.assign(this.#seen!.variance);
    this.#forget();
  }

  #forget(): void {
    this.#seen?.mean.dispose();
    this.#seen?.variance.dispose();
    this.#seen = undefined;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
