// F-scores: the weighed harmonic mean of precision and recall, of each class or averaged.
import { EPSILON } from '../epsilon.js';
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './averages.js';
import { addTo, Metric } from './metric.js';

interface FScoreOptions {
  /** null: a score of each class. Default: null. */
  average: 'micro' | 'macro' | 'weighted' | null;
  /** A prediction above it is positive; null: the largest of a sample is. Default: null. */
  threshold: number | null;
}

/** `(1 + b^2) precision recall / (b^2 precision + recall)`. Keras: `FBetaScore`. */
export class FBetaScore extends Metric {
  override readonly direction = 'up';
  readonly average: FScoreOptions['average'];
  readonly beta: number;
  readonly threshold: number | null;
  #totals: { found: Variable; spurious: Variable; missed: Variable; weight: Variable } | undefined;

  /** @param config `beta`, 1 by default: how much recall counts against precision */
  constructor(config: Config<FScoreOptions & { beta: number }> = {}) {
    const name = 'fbeta_score';
    const read = readOptions(name, config, ['name', 'dtype', 'average', 'beta', 'threshold']);
    super({ name: read.name ?? name });
    this.average = read.average ?? null;
    this.beta = read.beta ?? 1;
    this.threshold = read.threshold ?? null;
    const averages = [null, 'micro', 'macro', 'weighted'];
    if (!averages.includes(this.average)) {
      const expected = "null, 'micro', 'macro' or 'weighted'";
      throw new ConfigError({ where: `${name}.average`, expected, received: String(this.average) });
    }
  }

  #build(yPred: Tensor) {
    if (yPred.rank !== 2) {
      const received = showShape(yPred.shape);
      throw new ShapeError({
        where: this.name,
        expected: 'predictions [samples, classes]',
        received,
      });
    }
    const shape = this.average === 'micro' ? [] : [yPred.shape[1]];
    this.#totals = {
      found: this.addVariable('true_positives', shape),
      spurious: this.addVariable('false_positives', shape),
      missed: this.addVariable('false_negatives', shape),
      weight: this.addVariable('intermediate_weights', shape),
    };
    return this.#totals;
  }

  #positive(p: Tensor): Tensor {
    if (this.threshold !== null) return tf.greater(p, this.threshold);
    const largest = tf.greaterEqual(p, tf.max(p, -1, true));
    return tf.logicalAnd(largest, tf.greater(tf.abs(p), 1e-9));
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const totals = this.#totals ?? this.#build(yPred);
    const t = tf.cast(yTrue, 'float32');
    const p = tf.cast(this.#positive(tf.cast(yPred, 'float32')), 'float32');
    const add = (total: Variable, x: Tensor) => {
      const weighed = sampleWeight
        ? tf.mul(x, tf.expandDims(tf.cast(sampleWeight, 'float32'), 1))
        : x;
      addTo(total, this.average === 'micro' ? tf.sum(weighed) : tf.sum(weighed, 0));
    };
    add(totals.found, tf.mul(p, t));
    add(totals.spurious, tf.mul(p, tf.sub(1, t)));
    add(totals.missed, tf.mul(tf.sub(1, p), t));
    add(totals.weight, t);
  }

  override result(): Tensor {
    if (!this.#totals) return tf.scalar(0, 'float64');
    const { found, spurious, missed, weight } = this.#totals;
    const share = (other: Tensor) => tf.div(found, tf.add(tf.add(found, other), EPSILON));
    const [precision, recall] = [share(spurious), share(missed)];
    const squared = this.beta ** 2;
    const below = tf.add(tf.add(tf.mul(precision, squared), recall), EPSILON);
    const scores = tf.mul(tf.div(tf.mul(precision, recall), below), 1 + squared);
    if (this.average === null) return scores;
    if (this.average !== 'weighted') return tf.mean(scores);
    return tf.sum(tf.mul(scores, tf.div(weight, tf.add(tf.sum(weight), EPSILON))));
  }

  override getConfig(): Record<string, unknown> {
    const { average, beta, threshold } = this;
    return { ...super.getConfig(), average, beta, threshold };
  }
}

/** The harmonic mean of precision and recall. Keras: `F1Score`. */
export class F1Score extends FBetaScore {
  constructor(config: Config<FScoreOptions> = {}) {
    const read = readOptions('f1_score', config, ['name', 'dtype', 'average', 'threshold']);
    super({ ...read, name: read.name ?? 'f1_score' });
  }

  override getConfig(): Record<string, unknown> {
    const { beta: _, ...config } = super.getConfig();
    return config;
  }
}
