// Discretization: the number of the bin that x is in, the number of boundaries up to x.
import type { DType } from '../../dtype.js';
import { ConfigError, NotBuiltError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { structureChanged } from '../weighted.js';
import { AdaptingLayer } from './adapting.js';
import { type EncodingMode, encode, encodedShape, readMode } from './encode.js';
import { binBoundaries, merge, type Summary, summarize } from './quantiles.js';

export interface DiscretizationConfig extends LayerConfig {
  /** Where a bin ends and the next begins, ascending. */
  binBoundaries?: number[] | null;
  /** How many bins `adapt` makes, of about as many numbers each; instead of binBoundaries. */
  numBins?: number | null;
  /** How far, as a share of the numbers, the learned boundaries may be off; default 0.01. */
  epsilon?: number;
  /** `int` (default): the bin's number; else what CategoryEncoding makes of it. */
  outputMode?: 'int' | EncodingMode;
}

const defaults: Defaults<DiscretizationConfig> = {
  binBoundaries: null,
  numBins: null,
  epsilon: 0.01,
  outputMode: 'int',
};

/**
 * Numbers to the bins that they are in, from 0: int32 of the input's shape, or vectors. Keras: `Discretization`.
 *
 * @example
 * tf.layers.discretization({ binBoundaries: [0, 1, 2] }).apply([[-1.5, 1, 3.4]]); // [[0, 2, 3]]
 */
export class Discretization extends AdaptingLayer {
  static override className = 'Discretization';
  declare readonly options: Options<DiscretizationConfig>;
  #summary: Summary = { values: [], weights: [] };

  /** @throws ConfigError unless either binBoundaries or numBins is given. */
  constructor(config: DiscretizationConfig) {
    const read = readConfig<DiscretizationConfig>('Discretization', config, defaults);
    const where = read.base.name ?? 'Discretization';
    const { options: o } = read;
    const bounds = o.binBoundaries;
    if ((bounds === null) === (o.numBins === null)) {
      const received = bounds === null ? 'neither' : 'both';
      throw new ConfigError({ where, expected: 'binBoundaries or numBins', received });
    }
    if (o.numBins !== null && !(Number.isInteger(o.numBins) && o.numBins > 0)) {
      throw new ConfigError({
        where: `${where}.numBins`,
        expected: 'a positive whole number',
        received: String(o.numBins),
      });
    }
    if (bounds?.some((bound, i) => i > 0 && !(bound >= bounds[i - 1]))) {
      throw new ConfigError({
        where: `${where}.binBoundaries`,
        expected: 'ascending numbers',
        received: JSON.stringify(bounds),
      });
    }
    const allowed = ['int', 'one_hot', 'multi_hot', 'count'] as const;
    o.outputMode = readMode(where, o.outputMode, allowed);
    super(read);
  }

  /** After `adapt` a configuration has both, as Keras's. */
  static override fromConfig(config: Record<string, unknown>): Discretization {
    const { binBoundaries: bounds, ...rest } = config as DiscretizationConfig;
    const isAdapted = Array.isArray(bounds) && typeof rest.numBins === 'number';
    if (!isAdapted) return new Discretization(config);
    const layer = new Discretization(rest);
    layer.options.binBoundaries = bounds;
    return layer;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = tf.cast(oneTensor(inputs), 'float32');
    const { binBoundaries: bounds, outputMode } = this.options;
    if (bounds === null) {
      throw new NotBuiltError({
        where: this.name,
        problem: 'the bins are not known yet',
        hint: 'Call adapt(data), or give binBoundaries.',
      });
    }
    const row = uncounted('float32', [1, bounds.length], Float32Array.from(bounds));
    const found = tf.upperBound(row, tf.reshape(x, [1, -1]));
    const bins = tf.reshape(found, x.shape);
    if (outputMode === 'int') return bins;
    return encode(bins, outputMode, bounds.length + 1, this.dtype);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const { binBoundaries: bounds, numBins, outputMode } = this.options;
    const shape = oneShape(inputShape);
    if (outputMode === 'int') return shape;
    return encodedShape(shape, outputMode, bounds ? bounds.length + 1 : numBins!);
  }

  override computeOutputDType(): DType {
    return this.options.outputMode === 'int' ? 'int32' : this.dtype;
  }

  /** Without `trainable`, which Keras's does not take. */
  override getConfig(): Record<string, unknown> {
    const { trainable: _, ...config } = super.getConfig();
    return config;
  }

  protected beginAdapting(): void {
    if (this.options.numBins === null) {
      throw new ConfigError({
        where: this.name,
        problem: 'its binBoundaries were given: nothing to adapt',
        hint: 'Give numBins instead.',
      });
    }
    this.#summary = { values: [], weights: [] };
  }

  protected adaptTo(batch: Tensor): void {
    const { epsilon } = this.options;
    this.#summary = merge(summarize(batch.dataSync(), epsilon), this.#summary, epsilon);
  }

  protected endAdapting(): void {
    this.options.binBoundaries = binBoundaries(this.#summary, this.options.numBins!);
    // Plans have the boundaries as constants.
    structureChanged();
  }
}
