// R2: the share of the labels' variance that predictions explain, `1 - sum (t - p)^2 / sum (t - mean t)^2`.
import { ConfigError, ShapeError } from '../errors.js';
import { sameRank } from '../losses/align.js';
import { showShape } from '../nested.js';
import * as tf from '../ops/index.js';
import { readOptions, toSnakeCase } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './averages.js';
import { addTo, Metric } from './metric.js';

export interface R2Options {
  /** How the scores of several outputs become one; null: they don't. Default: 'uniform_average'. */
  classAggregation: 'uniform_average' | 'variance_weighted_average' | null;
  /** How many regressors the model has, for the adjusted score. Default: 0, not adjusted. */
  numRegressors: number;
}

/** The coefficient of determination. Keras: `R2Score`. */
export class R2Score extends Metric {
  override readonly direction = 'up';
  readonly classAggregation: R2Options['classAggregation'];
  readonly numRegressors: number;
  readonly #samples = this.addVariable('num_samples');
  #totals: Record<'squares' | 'sum' | 'residual' | 'count', Variable> | undefined;

  constructor(config: Config<R2Options> = {}) {
    const name = 'r2_score';
    const read = readOptions(name, config, ['name', 'dtype', 'classAggregation', 'numRegressors']);
    super({ name: read.name ?? name });
    const { classAggregation = 'uniform_average', numRegressors = 0 } = read;
    const aggregation = classAggregation && toSnakeCase(classAggregation);
    if (![null, 'uniform_average', 'variance_weighted_average'].includes(aggregation)) {
      const expected = "'uniform_average', 'variance_weighted_average' or null";
      const where = `${name}.classAggregation`;
      throw new ConfigError({ where, expected, received: String(classAggregation) });
    }
    this.classAggregation = aggregation as R2Options['classAggregation'];
    this.numRegressors = numRegressors;
  }

  #build({ rank, shape }: Tensor) {
    if (rank !== 2) {
      const received = showShape(shape);
      throw new ShapeError({ where: this.name, expected: 'labels [samples, outputs]', received });
    }
    this.#totals = {
      squares: this.addVariable('squared_sum', [shape[1]]),
      sum: this.addVariable('sum', [shape[1]]),
      residual: this.addVariable('residual', [shape[1]]),
      count: this.addVariable('count', [shape[1]]),
    };
    return this.#totals;
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const [t, p] = sameRank(tf.cast(yTrue, 'float32'), tf.cast(yPred, 'float32'));
    const totals = this.#totals ?? this.#build(t);
    let weights = tf.cast(sampleWeight ?? tf.scalar(1), 'float32');
    if (weights.rank === 1) weights = tf.expandDims(weights, 1);
    weights = tf.broadcastTo(weights, t.shape);
    const weighed = tf.mul(t, weights);
    addTo(totals.sum, tf.sum(weighed, 0));
    addTo(totals.squares, tf.sum(tf.mul(t, weighed), 0));
    addTo(totals.residual, tf.sum(tf.mul(tf.squaredDifference(t, p), weights), 0));
    addTo(totals.count, tf.sum(weights, 0));
    addTo(this.#samples, t.size);
  }

  override result(): Tensor {
    if (!this.#totals) return tf.scalar(0, 'float64');
    // Two nearly equal numbers may be subtracted: in float32, so that what is left is what is left in Keras.
    const { squares, sum, residual, count } = this.#totals;
    const single = [squares, sum, residual, count].map((total) => tf.cast(total, 'float32'));
    return this.#adjusted(tf.cast(this.#score(single), 'float64'));
  }

  #score([squares, sum, residual, count]: Tensor[]): Tensor {
    const variance = tf.sub(squares, tf.mul(sum, tf.div(sum, count)));
    const raw = tf.sub(1, tf.div(residual, variance));
    const scores = tf.where(tf.isInf(raw), tf.zerosLike(raw), raw);
    return this.#aggregated(scores, variance);
  }

  #aggregated(scores: Tensor, variance: Tensor): Tensor {
    if (this.classAggregation === null) return scores;
    if (this.classAggregation === 'uniform_average') return tf.mean(scores);
    return tf.div(tf.sum(tf.mul(variance, scores)), tf.sum(variance));
  }

  /** `1 - (1 - r2) (n - 1) / (n - p - 1)`; as it is where there are too few samples for that. */
  #adjusted(score: Tensor): Tensor {
    if (this.numRegressors === 0) return score;
    const free = tf.sub(this.#samples, this.numRegressors + 1);
    const enough = tf.cast(tf.greater(free, 0), 'float64');
    const scaled = tf.divNoNan(tf.mul(tf.sub(1, score), tf.sub(this.#samples, 1)), free);
    const adjusted = tf.mul(tf.sub(1, scaled), enough);
    return tf.add(adjusted, tf.mul(score, tf.sub(1, enough)));
  }

  override getConfig(): Record<string, unknown> {
    const { classAggregation, numRegressors } = this;
    return {
      ...super.getConfig(),
      class_aggregation: classAggregation,
      num_regressors: numRegressors,
    };
  }
}
