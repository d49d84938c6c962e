// AUC: the area under the ROC, precision-recall or precision-recall-gain curve, by sums over thresholds.
import { EPSILON } from '../epsilon.js';
import { ConfigError, ShapeError } from '../errors.js';
import { uniqueName } from '../names.js';
import { showShape } from '../nested.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Config } from './averages.js';
import { confusion, evenThresholds } from './confusion.js';
import { Metric } from './metric.js';
import { addCounts, addTotals, ratio, type Totals } from './totals.js';

type Curve = 'ROC' | 'PR' | 'PRGAIN';
type Summation = 'interpolation' | 'minoring' | 'majoring';

interface AUCOptions {
  /** Default: 200, in equal steps. */
  numThresholds: number;
  /** Default: 'ROC'. */
  curve: Curve | Lowercase<Curve>;
  /** How the area between two thresholds is summed up. Default: 'interpolation'. */
  summationMethod: Summation;
  /** Instead of equal steps; 0 and 1 are added. */
  thresholds: number[] | null;
  /** An area for each label, averaged. Default: false. */
  multiLabel: boolean;
  numLabels: number | null;
  labelWeights: number[] | null;
  /** Whether predictions are logits. Default: false. */
  fromLogits: boolean;
}

const keys: (keyof AUCOptions)[] = [
  'numThresholds',
  'curve',
  'summationMethod',
  'thresholds',
  'multiLabel',
  'numLabels',
  'labelWeights',
  'fromLogits',
];

/** Numbers, which Keras may have serialized as a tensor. */
function plainNumbers(weights: number[] | { config: { value: number[] } } | null | undefined) {
  if (weights === null || weights === undefined) return null;
  return Array.isArray(weights) ? weights : weights.config.value;
}

function oneOf<T extends string>(where: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name.toLowerCase() === value.toLowerCase());
  if (found) return found;
  throw new ConfigError({ where, expected: allowed.join(' or '), received: value });
}

/** The area under a curve of rates. Keras: `AUC`. */
export class AUC extends Metric {
  override readonly direction = 'up';
  readonly curve: Curve;
  readonly summationMethod: Summation;
  readonly thresholds: number[];
  readonly #config: AUCOptions;
  #totals: Totals | undefined;

  constructor(config: Config<AUCOptions> = {}) {
    const read = readOptions('auc', config, ['name', 'dtype', ...keys]);
    super({ name: read.name ?? uniqueName('auc') });
    this.curve = oneOf('auc.curve', read.curve ?? 'ROC', ['ROC', 'PR', 'PRGAIN'] as const);
    const methods = ['interpolation', 'minoring', 'majoring'] as const;
    this.summationMethod = oneOf(
      'auc.summationMethod',
      read.summationMethod ?? 'interpolation',
      methods,
    );
    const given = read.thresholds ?? null;
    const inner = given
      ? [...given].sort((a, b) => a - b)
      : evenThresholds(read.numThresholds ?? 200).slice(1, -1);
    this.thresholds = [-EPSILON, ...inner, 1 + EPSILON];
    this.#config = {
      numThresholds: this.thresholds.length,
      curve: this.curve,
      summationMethod: this.summationMethod,
      thresholds: given,
      multiLabel: read.multiLabel ?? false,
      numLabels: read.numLabels ?? null,
      labelWeights: plainNumbers(read.labelWeights),
      fromLogits: read.fromLogits ?? false,
    };
    if (!this.#config.multiLabel) this.#build(null);
    else if (this.#config.numLabels !== null) this.#build(this.#config.numLabels);
  }

  #build(labels: number | null): Totals {
    const n = this.thresholds.length;
    this.#totals = addTotals(this, labels === null ? [n] : [n, labels]);
    return this.#totals;
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { multiLabel, labelWeights, fromLogits } = this.#config;
    if (multiLabel && yPred.rank !== 2) {
      const received = showShape(yPred.shape);
      throw new ShapeError({
        where: this.name,
        expected: 'predictions [samples, labels]',
        received,
      });
    }
    const totals = this.#totals ?? this.#build(yPred.shape[1]);
    const options = { thresholds: this.thresholds, multiLabel, labelWeights };
    const p = fromLogits ? tf.sigmoid(yPred) : yPred;
    addCounts(totals, confusion(yTrue, p, sampleWeight, options));
  }

  override result(): Tensor {
    if (!this.#totals) return tf.scalar(0, 'float64');
    if (this.curve === 'PR' && this.summationMethod === 'interpolation') {
      return this.#over(this.#interpolatedPrecision(this.#totals));
    }
    const [x, y] = this.#curve(this.#totals);
    const [left, right] = [before(y), after(y)];
    const heights = {
      interpolation: () => tf.div(tf.add(left, right), 2),
      minoring: () => tf.minimum(left, right),
      majoring: () => tf.maximum(left, right),
    }[this.summationMethod]();
    return this.#over(tf.mul(tf.sub(before(x), after(x)), heights));
  }

  #curve(totals: Totals): [Tensor, Tensor] {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = totals;
    const recall = ratio(truePositives, falseNegatives);
    if (this.curve === 'ROC') return [ratio(falsePositives, trueNegatives), recall];
    if (this.curve === 'PR') return [recall, ratio(truePositives, falsePositives)];
    const positives = tf.add(truePositives, falseNegatives);
    const scale = tf.divNoNan(positives, tf.add(trueNegatives, falsePositives));
    const gain = (wrong: Tensor) => tf.sub(1, tf.mul(scale, tf.divNoNan(wrong, truePositives)));
    const none = tf.cast(tf.equal(truePositives, 0), 'float64');
    const some = tf.sub(1, none);
    const recallGain = tf.maximum(tf.mul(gain(falseNegatives), some), 0);
    return [recallGain, tf.add(tf.mul(gain(falsePositives), some), none)];
  }

  /** The terms of the area under the precision-recall curve, interpolated as Davis and Goadrich (2006) do. */
  #interpolatedPrecision({ truePositives, falsePositives, falseNegatives }: Totals): Tensor {
    const positives = tf.add(truePositives, falsePositives);
    const [upper, lower] = [before(positives), after(positives)];
    const found = after(truePositives);
    const gained = tf.sub(before(truePositives), found);
    const slope = tf.divNoNan(gained, tf.maximum(tf.sub(upper, lower), 0));
    const intercept = tf.sub(found, tf.mul(slope, lower));
    const defined = tf.cast(tf.logicalAnd(tf.greater(upper, 0), tf.greater(lower, 0)), 'float64');
    const quotient = tf.divNoNan(upper, tf.maximum(lower, 0));
    const safe = tf.add(tf.mul(quotient, defined), tf.sub(1, defined));
    const area = tf.mul(slope, tf.add(gained, tf.mul(intercept, tf.log(safe))));
    return tf.divNoNan(area, tf.maximum(tf.add(found, after(falseNegatives)), 0));
  }

  /** The terms summed up; several labels averaged. */
  #over(terms: Tensor): Tensor {
    if (!this.#config.multiLabel) return tf.sum(terms);
    const areas = tf.sum(terms, 0);
    if (!this.#config.labelWeights) return tf.mean(areas);
    const weights = tf.cast(tf.tensor(this.#config.labelWeights), 'float64');
    return tf.divNoNan(tf.sum(tf.mul(areas, weights)), tf.sum(weights));
  }

  override getConfig(): Record<string, unknown> {
    const config = this.#config;
    return {
      ...super.getConfig(),
      num_thresholds: config.numThresholds,
      curve: config.curve,
      summation_method: config.summationMethod,
      multi_label: config.multiLabel,
      num_labels: config.numLabels,
      label_weights: config.labelWeights && {
        class_name: '__tensor__',
        config: { value: config.labelWeights, dtype: 'float32' },
      },
      from_logits: config.fromLogits,
      ...(config.thresholds && { thresholds: this.thresholds.slice(1, -1) }),
    };
  }
}

/** The values at all thresholds but the last. */
function before(x: Tensor): Tensor {
  return tf.slice(
    x,
    x.shape.map(() => 0),
    [x.shape[0] - 1, ...x.shape.slice(1)],
  );
}

/** The values at all thresholds but the first. */
function after(x: Tensor): Tensor {
  const begin = x.shape.map((_, axis) => (axis === 0 ? 1 : 0));
  return tf.slice(x, begin, [x.shape[0] - 1, ...x.shape.slice(1)]);
}
