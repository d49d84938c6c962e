// One rate at the threshold where another is just enough: recall at a precision, and its like.
import { ConfigError } from '../errors.js';
import { uniqueName } from '../names.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Config } from './averages.js';
import { confusion, evenThresholds } from './confusion.js';
import { Metric } from './metric.js';
import { addCounts, addTotals, ratio, type Totals } from './totals.js';

interface AtOptions {
  /** How many thresholds are tried. Default: 200. */
  numThresholds: number;
  classId: number | null;
}

/** The largest of one rate at the thresholds where another is at least a value. */
abstract class BestAt<Key extends string> extends Metric {
  override readonly direction = 'up';
  readonly #totals: Totals;
  readonly #thresholds: number[];
  readonly #config: Record<Key, number> & AtOptions;
  readonly #key: Key;

  constructor(name: string, key: Key, config: Config<AtOptions> & Record<Key, number>) {
    const read = readOptions(name, config, ['name', 'dtype', key, 'numThresholds', 'classId']);
    super({ name: read.name ?? uniqueName(name) });
    const { numThresholds = 200, classId = null } = read;
    const least = read[key];
    if (!(least >= 0 && least <= 1)) {
      const where = `${name}.${key}`;
      throw new ConfigError({ where, expected: 'a number in [0, 1]', received: String(least) });
    }
    this.#key = key;
    this.#config = { numThresholds, classId, [key]: least } as Record<Key, number> & AtOptions;
    this.#thresholds = numThresholds === 1 ? [0.5] : evenThresholds(numThresholds);
    this.#totals = addTotals(this, [this.#thresholds.length]);
  }

  /** The rate that must be reached, and the one to report. */
  protected abstract rates(totals: Totals): [constrained: Tensor, reported: Tensor];

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const options = { thresholds: this.#thresholds, classId: this.#config.classId };
    addCounts(this.#totals, confusion(yTrue, yPred, sampleWeight, options));
  }

  override result(): Tensor {
    const [constrained, reported] = this.rates(this.#totals);
    const reached = tf.cast(tf.greaterEqual(constrained, this.#config[this.#key]), 'float64');
    return tf.max(tf.mul(reported, reached));
  }

  override getConfig(): Record<string, unknown> {
    const { numThresholds, classId } = this.#config;
    const least = { [this.#key]: this.#config[this.#key] };
    return { ...super.getConfig(), num_thresholds: numThresholds, class_id: classId, ...least };
  }
}

/** The best recall of label 1 where that of label 0 is at least `specificity`. */
export class SensitivityAtSpecificity extends BestAt<'specificity'> {
  constructor(config: Config<AtOptions> & { specificity: number }) {
    super('sensitivity_at_specificity', 'specificity', config);
  }

  protected override rates(totals: Totals): [Tensor, Tensor] {
    const specificity = ratio(totals.trueNegatives, totals.falsePositives);
    return [specificity, ratio(totals.truePositives, totals.falseNegatives)];
  }
}

/** The best recall of label 0 where that of label 1 is at least `sensitivity`. */
export class SpecificityAtSensitivity extends BestAt<'sensitivity'> {
  constructor(config: Config<AtOptions> & { sensitivity: number }) {
    super('specificity_at_sensitivity', 'sensitivity', config);
  }

  protected override rates(totals: Totals): [Tensor, Tensor] {
    const sensitivity = ratio(totals.truePositives, totals.falseNegatives);
    return [sensitivity, ratio(totals.trueNegatives, totals.falsePositives)];
  }
}

/** The best precision where recall is at least `recall`. */
export class PrecisionAtRecall extends BestAt<'recall'> {
  constructor(config: Config<AtOptions> & { recall: number }) {
    super('precision_at_recall', 'recall', config);
  }

  protected override rates(totals: Totals): [Tensor, Tensor] {
    const recall = ratio(totals.truePositives, totals.falseNegatives);
    return [recall, ratio(totals.truePositives, totals.falsePositives)];
  }
}

/** The best recall where precision is at least `precision`. */
export class RecallAtPrecision extends BestAt<'precision'> {
  constructor(config: Config<AtOptions> & { precision: number }) {
    super('recall_at_precision', 'precision', config);
  }

  protected override rates(totals: Totals): [Tensor, Tensor] {
    const precision = ratio(totals.truePositives, totals.falsePositives);
    return [precision, ratio(totals.truePositives, totals.falseNegatives)];
  }
}
