// Metrics that average or add up one value for each sample.
import { ValueError } from '../errors.js';
import { sameRank } from '../losses/align.js';
import { maskedWeights, matchWeights } from '../losses/reduction.js';
import * as tf from '../ops/index.js';
import { readOptions, toSnakeCase } from '../options.js';
import { Tensor } from '../tensor.js';
import { addTo, Metric, type MetricConfig } from './metric.js';

type Reduce = (x: Tensor, axes: number[]) => Tensor;

/** The axes `from` to before `to`. */
function axes(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** One value a sample, and one weight if there are any, as Keras's `reduce_to_samplewise_values`. */
function samplewise(
  values: Tensor,
  sampleWeight: Tensor | undefined,
  reduce: Reduce,
): { values: Tensor; weights?: Tensor } {
  let v = values;
  let w = sampleWeight;
  if (w !== undefined) {
    w = maskedWeights(w, values.mask, 'sum', v.dtype) as Tensor;
    [v, w] = sameRank(v, w);
    if (v.rank > w.rank) v = reduce(v, axes(w.rank, v.rank));
    [v, w] = matchWeights(v, w);
    w = tf.broadcastTo(w, v.shape);
    v = tf.mul(v, w);
    if (w.rank > 1) w = reduce(w, axes(1, w.rank));
  }
  return { values: v.rank > 1 ? reduce(v, axes(1, v.rank)) : v, weights: w };
}

/** The sum of values. Keras: `Sum`. */
export class Sum extends Metric {
  readonly total = this.addVariable('total');

  constructor(config: MetricConfig = {}) {
    super(readOptions('sum', config, ['name', 'dtype']));
  }

  /** @param values what to add up, as the only tensor or as predictions */
  override updateState(yTrue: Tensor | null, values: Tensor, sampleWeight?: Tensor): void;
  override updateState(values: Tensor): void;
  override updateState(first: Tensor | null, second?: Tensor, sampleWeight?: Tensor): void {
    const values = tf.cast(second ?? (first as Tensor), 'float64');
    addTo(
      this.total,
      tf.sum(samplewise(values, sampleWeight, (x, over) => tf.sum(x, over)).values),
    );
  }

  override result(): Tensor {
    return this.total.read();
  }
}

/** The weighed mean of values. Keras: `Mean`. */
export class Mean extends Metric {
  readonly total = this.addVariable('total');
  readonly count = this.addVariable('count');

  constructor(config: MetricConfig = {}) {
    super(config);
  }

  /** @param values what to average, as the only tensor or as predictions */
  override updateState(yTrue: Tensor | null, values: Tensor, sampleWeight?: Tensor): void;
  override updateState(values: Tensor): void;
  override updateState(first: Tensor | null, second?: Tensor, sampleWeight?: Tensor): void {
    this.addValues(second ?? (first as Tensor), sampleWeight);
  }

  /** Takes in one value a sample, or several, of which the mean counts. */
  protected addValues(given: Tensor, sampleWeight?: Tensor): void {
    const { values, weights } = samplewise(given, sampleWeight, (x, over) => tf.mean(x, over));
    addTo(this.total, tf.sum(tf.cast(values, 'float64')));
    addTo(this.count, weights ? tf.sum(tf.cast(weights, 'float64')) : (values.shape[0] ?? 1));
  }

  override result(): Tensor {
    return tf.divNoNan(this.total, this.count);
  }
}

/** A function of labels and predictions, one value for each sample. */
export type PerSample<Options> = (yTrue: Tensor, yPred: Tensor, options: Options) => Tensor;

/** The mean of a function of labels and predictions. Keras: `MeanMetricWrapper`. */
export class MeanMetricWrapper<Options extends object = object> extends Mean {
  readonly options: Options;
  override readonly direction: 'up' | 'down' | undefined;
  readonly #perSample: PerSample<Options>;

  /**
   * @param perSample one value for each sample, traced
   * @param defaults the options that the function takes, with their defaults
   */
  constructor(
    perSample: PerSample<Options>,
    config: MetricConfig & Partial<Options> = {},
    defaults: Options = {} as Options,
    direction?: 'up' | 'down',
  ) {
    const where = config.name ?? perSample.name;
    const read = readOptions(where, config, ['name', 'dtype', ...Object.keys(defaults)]);
    super({ name: read.name ?? toSnakeCase(perSample.name || 'mean_metric_wrapper') });
    const options = Object.entries(defaults).map(([key, fallback]) => [
      key,
      (read as Record<string, unknown>)[key] ?? fallback,
    ]);
    this.options = Object.fromEntries(options) as Options;
    this.direction = direction;
    this.#perSample = perSample;
  }

  override updateState(yTrue: Tensor | null, yPred: Tensor, sampleWeight?: Tensor): void;
  override updateState(values: Tensor): void;
  override updateState(yTrue: Tensor | null, yPred?: Tensor, sampleWeight?: Tensor): void {
    const predictions = yPred as Tensor;
    const values: unknown = this.#perSample(yTrue as Tensor, predictions, this.options);
    if (!(values instanceof Tensor)) {
      throw new ValueError({
        where: `the metric ${this.name}`,
        expected: 'a tensor with a value for each sample',
        received: String(values),
      });
    }
    const weights = maskedWeights(sampleWeight, predictions.mask, 'sum', values.dtype);
    this.addValues(values, weights);
  }

  override getConfig(): Record<string, unknown> {
    const options = Object.entries(this.options).map(([key, value]) => [toSnakeCase(key), value]);
    return { ...super.getConfig(), ...Object.fromEntries(options) };
  }
}
