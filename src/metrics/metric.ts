// Metric: totals that every batch adds to, and a result computed from them; both are traced into the step.
import { allocate, type DType } from '../dtype.js';
import { snakeName, uniqueName } from '../names.js';
import { sizeOf } from '../nested.js';
import * as tf from '../ops/index.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { Variable } from '../variable.js';

export interface MetricConfig {
  name?: string;
  /** Accepted from Keras's configurations; totals are float64. */
  dtype?: unknown;
}

/**
 * The base of stateful metrics. A user's own adds totals in its constructor, changes them in `updateState` and computes
 * `result` from them, all with `tf` ops, which are traced. One that reads values runs after each step, on the predictions;
 * what it keeps belongs in totals too, for those alone are apart in training, validation and single batches.
 *
 * @example
 * class MeanOutput extends tf.metrics.Metric {
 *   total = this.addVariable('total');
 *   count = this.addVariable('count');
 *   updateState(yTrue, yPred) {
 *     this.total.assign(tf.add(this.total, tf.sum(tf.cast(yPred, 'float64'))));
 *     this.count.assign(tf.add(this.count, yPred.size));
 *   }
 *   result() {
 *     return tf.divNoNan(this.total, this.count);
 *   }
 * }
 */
export abstract class Metric {
  /** The key in logs; `compile` sets it to the spelling that was given. */
  name: string;
  /** Whether more is better, where that is known: what `mode: 'auto'` of a callback goes by. */
  readonly direction: 'up' | 'down' | undefined = undefined;
  readonly #variables: Variable[] = [];

  constructor(config: MetricConfig = {}) {
    this.name = config.name ?? uniqueName(snakeName(this.constructor.name));
  }

  /** The totals. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** A total that starts at 0. @param shape default: a scalar */
  addVariable(name: string, shape: number[] = [], dtype: DType = 'float64'): Variable {
    const values = allocate(dtype, sizeOf(shape));
    const options = { name: `${this.name}/${name}`, trainable: false };
    const variable = new Variable(dtype, shape, values, options);
    this.#variables.push(variable);
    return variable;
  }

  /**
   * Takes a batch in.
   * @param sampleWeight [batch], or as the metric's values
   */
  abstract updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void;

  /** The metric of everything since the last reset. */
  abstract result(): Tensor;

  /** Starts again. */
  resetState(): void {
    for (const variable of this.#variables) {
      variable.assign(tf.zeros(variable.shape, variable.dtype));
    }
  }

  /** Takes a batch in and gives the result. */
  apply(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): Tensor {
    const weight = sampleWeight === undefined ? undefined : tf.tensor(sampleWeight);
    this.updateState(tf.tensor(yTrue), tf.tensor(yPred), weight);
    return this.result();
  }

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return { name: this.name, dtype: 'float32' };
  }
}

/** Adds to a total, in its dtype. */
export function addTo(total: Variable, value: Tensor | number): void {
  total.assign(tf.add(total, typeof value === 'number' ? value : tf.cast(value, total.dtype)));
}
