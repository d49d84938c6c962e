// Metrics at one or several thresholds: counts of a kind, precision, recall.
import { uniqueName } from '../names.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './averages.js';
import { type Confusion, confusion, LOWEST, readThresholds } from './confusion.js';
import { addTo, Metric } from './metric.js';

/** A vector of one element as a scalar. */
function scalarIfOne(x: Tensor): Tensor {
  return x.size === 1 ? tf.reshape(x, []) : x;
}

export interface Thresholds {
  /** One or several in [0, 1]. Default: 0.5. */
  thresholds: number | number[] | null;
}

/** Counts one kind of outcome for each threshold. */
abstract class Count extends Metric {
  readonly thresholds: number[];
  readonly #given: Thresholds['thresholds'];
  readonly #kind: keyof Confusion;
  readonly #total: Variable;

  constructor(kind: keyof Confusion, name: string, config: Config<Thresholds>) {
    const read = readOptions(name, config, ['name', 'dtype', 'thresholds']);
    super({ name: read.name ?? uniqueName(name) });
    this.#given = read.thresholds ?? null;
    this.thresholds = readThresholds(`${name}.thresholds`, read.thresholds, 0.5);
    this.#kind = kind;
    this.#total = this.addVariable('accumulator', [this.thresholds.length]);
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const counts = confusion(yTrue, yPred, sampleWeight, { thresholds: this.thresholds });
    addTo(this.#total, counts[this.#kind]);
  }

  override result(): Tensor {
    return scalarIfOne(this.#total.read());
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), thresholds: this.#given };
  }
}

/** How many labels 1 are predicted. */
export class TruePositives extends Count {
  constructor(config: Config<Thresholds> = {}) {
    super('truePositives', 'true_positives', config);
  }
}

/** How many labels 0 are predicted as 1. */
export class FalsePositives extends Count {
  constructor(config: Config<Thresholds> = {}) {
    super('falsePositives', 'false_positives', config);
  }
}

/** How many labels 0 are predicted. */
export class TrueNegatives extends Count {
  constructor(config: Config<Thresholds> = {}) {
    super('trueNegatives', 'true_negatives', config);
  }
}

/** How many labels 1 are predicted as 0. */
export class FalseNegatives extends Count {
  constructor(config: Config<Thresholds> = {}) {
    super('falseNegatives', 'false_negatives', config);
  }
}

export interface Selection extends Thresholds {
  /** Only the k largest predictions of a sample count as positive. */
  topK: number | null;
  /** Only this class counts. */
  classId: number | null;
}

/** True positives as a share of them and another kind. */
abstract class Share extends Metric {
  override readonly direction = 'up';
  readonly thresholds: number[];
  readonly #config: Selection;
  readonly #other: 'falsePositives' | 'falseNegatives';
  readonly #truePositives: Variable;
  readonly #others: Variable;

  constructor(other: 'falsePositives' | 'falseNegatives', name: string, config: Config<Selection>) {
    const keys = ['name', 'dtype', 'thresholds', 'topK', 'classId'];
    const read = readOptions(name, config, keys);
    super({ name: read.name ?? uniqueName(name) });
    const { thresholds = null, topK = null, classId = null } = read;
    this.#config = { thresholds, topK, classId };
    this.thresholds = readThresholds(
      `${name}.thresholds`,
      thresholds,
      topK === null ? 0.5 : LOWEST,
    );
    this.#other = other;
    this.#truePositives = this.addVariable('true_positives', [this.thresholds.length]);
    this.#others = this.addVariable('others', [this.thresholds.length]);
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { topK, classId } = this.#config;
    const options = { thresholds: this.thresholds, topK, classId };
    const counts = confusion(yTrue, yPred, sampleWeight, options);
    addTo(this.#truePositives, counts.truePositives);
    addTo(this.#others, counts[this.#other]);
  }

  override result(): Tensor {
    const all = tf.add(this.#truePositives, this.#others);
    return scalarIfOne(tf.divNoNan(this.#truePositives, all));
  }

  override getConfig(): Record<string, unknown> {
    const { thresholds, topK, classId } = this.#config;
    return { ...super.getConfig(), thresholds, top_k: topK, class_id: classId };
  }
}

/** The share of positive predictions that are right. */
export class Precision extends Share {
  constructor(config: Config<Selection> = {}) {
    super('falsePositives', 'precision', config);
  }
}

/** The share of labels 1 that are found. */
export class Recall extends Share {
  constructor(config: Config<Selection> = {}) {
    super('falseNegatives', 'recall', config);
  }
}
