// Loss: what training minimizes; a function of labels and predictions for each sample, and how samples are reduced.
import { ConfigError } from '../errors.js';
import { snakeName } from '../names.js';
import { toTensor } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import { readOptions, toSnakeCase } from '../options.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { sameRank } from './align.js';
import { type Reduction, readReduction, reduceLosses } from './reduction.js';

export interface LossConfig {
  /** How losses of samples become one number. Default: 'sum_over_batch_size', their mean. */
  reduction?: Reduction | 'sumOverBatchSize' | 'meanWithSampleWeight' | null;
  name?: string;
  /** Accepted from Keras's configurations; losses are computed in the dtype of the predictions. */
  dtype?: unknown;
}

/** A function of labels and predictions, traced: one value for each sample, or one for the batch. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/**
 * The base of losses. A user's own overrides `call` with `tf` ops, which are traced.
 *
 * @example
 * class Cubic extends tf.losses.Loss {
 *   call(yTrue, yPred) {
 *     return tf.mean(tf.pow(tf.abs(tf.sub(yTrue, yPred)), 3), -1);
 *   }
 * }
 */
export abstract class Loss {
  readonly name: string;
  readonly reduction: Reduction;

  constructor(config: LossConfig = {}) {
    this.name = config.name ?? snakeName(this.constructor.name);
    this.reduction = readReduction(config.reduction);
  }

  /** One value for each sample. Labels have the predictions' rank where only a last axis of 1 is in the way. */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /**
   * The loss.
   * @param yTrue labels, [batch, ...]
   * @param yPred predictions, [batch, ...]
   * @param sampleWeight [batch], or of the losses' own shape
   * @returns a scalar, or the weighed losses if the reduction is 'none'
   */
  apply(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): Tensor {
    const predictions = toTensor(yPred, this.name);
    const [labels, outputs] = sameRank(toTensor(yTrue, this.name), predictions);
    if (outputs !== predictions) outputs.mask = predictions.mask;
    const values = this.call(labels, outputs);
    const masks = [predictions.mask, values.mask].filter((mask) => mask !== undefined);
    const mask = masks.length > 1 ? tf.logicalAnd(masks[0], masks[1]) : masks[0];
    const weights = sampleWeight === undefined ? undefined : toTensor(sampleWeight, this.name);
    return reduceLosses(values, weights, mask, this.reduction);
  }

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return { name: this.name, reduction: this.reduction };
  }
}

/** The options of a loss class: all may be left out. */
export type Config<Options> = LossConfig & Partial<Options>;

/** A loss that is a function with options: what each of Keras's loss classes is. */
export abstract class FunctionLoss<Options extends object = object> extends Loss {
  readonly options: Options;
  readonly #perSample: (yTrue: Tensor, yPred: Tensor, options: Options) => Tensor;

  constructor(
    name: string,
    perSample: (yTrue: Tensor, yPred: Tensor, options: Options) => Tensor,
    defaults: Options,
    config: Config<Options>,
  ) {
    const allowed = ['reduction', 'name', 'dtype', ...Object.keys(defaults)];
    const read: Config<Options> = readOptions(name, config, allowed);
    super({ ...read, name: read.name ?? name });
    const given = Object.keys(defaults).map((key) => {
      const value = read[key as keyof Options];
      return [key, value === undefined ? defaults[key as keyof Options] : value];
    });
    this.options = Object.fromEntries(given) as Options;
    this.#perSample = perSample;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#perSample(yTrue, yPred, this.options);
  }

  override getConfig(): Record<string, unknown> {
    const options = Object.entries(this.options).map(([key, value]) => [toSnakeCase(key), value]);
    return { ...super.getConfig(), ...Object.fromEntries(options) };
  }
}

/** A user's function as a loss; labels come in the predictions' dtype. */
export class UserLoss extends Loss {
  readonly #fn: LossFunction;

  constructor(fn: LossFunction) {
    super({ name: fn.name || 'loss' });
    this.#fn = fn;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const values: unknown = this.#fn(tf.cast(yTrue, yPred.dtype), yPred);
    if (values && typeof values === 'object' && 'shape' in values) return values as Tensor;
    throw new ConfigError({
      where: `loss function ${this.name}`,
      expected: 'a tensor as its result',
      received: String(values),
    });
  }
}
