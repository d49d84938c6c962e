// Metrics that average a function of labels and predictions: accuracies, errors, cross-entropies, correlations.

import { sameRank } from '../losses/align.js';
import * as losses from '../losses/perSample/index.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import { Mean, MeanMetricWrapper } from './mean.js';
import type { MetricConfig } from './metric.js';
import * as perSample from './perSample/index.js';

/** The options of a metric class: all may be left out. */
export type Config<Options = object> = MetricConfig & Partial<Options>;

function named<Options>(name: string, config: Config<Options>): Config<Options> {
  return { ...config, name: config.name ?? name };
}

/** How often label and prediction are equal. */
export class Accuracy extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(perSample.accuracy, named('accuracy', config), {}, 'up');
  }
}

/** How often a probability above `threshold` (0.5) goes with label 1, others with 0. */
export class BinaryAccuracy extends MeanMetricWrapper<{ threshold: number }> {
  constructor(config: Config<{ threshold: number }> = {}) {
    const defaults = { threshold: 0.5 };
    super(perSample.binaryAccuracy, named('binary_accuracy', config), defaults, 'up');
  }
}

/** How often the largest prediction is where the one-hot label is. */
export class CategoricalAccuracy extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(perSample.categoricalAccuracy, named('categorical_accuracy', config), {}, 'up');
  }
}

/** How often the largest prediction is at the label, a class index. */
export class SparseCategoricalAccuracy extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    const name = 'sparse_categorical_accuracy';
    super(perSample.sparseCategoricalAccuracy, named(name, config), {}, 'up');
  }
}

/** How often the one-hot label is among the `k` (5) largest predictions. */
export class TopKCategoricalAccuracy extends MeanMetricWrapper<{ k: number }> {
  constructor(config: Config<{ k: number }> = {}) {
    const name = 'top_k_categorical_accuracy';
    super(perSample.topKCategoricalAccuracy, named(name, config), { k: 5 }, 'up');
  }
}

/** How often the label, a class index, is among the `k` (5) largest predictions. */
export class SparseTopKCategoricalAccuracy extends MeanMetricWrapper<{
  k: number;
  fromSortedIds: boolean;
}> {
  constructor(config: Config<{ k: number; fromSortedIds: boolean }> = {}) {
    const defaults = { k: 5, fromSortedIds: false };
    const name = 'sparse_top_k_categorical_accuracy';
    super(perSample.sparseTopKCategoricalAccuracy, named(name, config), defaults, 'up');
  }
}

/** The mean squared error. */
export class MeanSquaredError extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.meanSquaredError, named('mean_squared_error', config), {}, 'down');
  }
}

/** The square root of the mean squared error. */
export class RootMeanSquaredError extends Mean {
  override readonly direction = 'down';

  constructor(config: Config = {}) {
    const name = 'root_mean_squared_error';
    super(named(name, readOptions(name, config, ['name', 'dtype'])));
  }

  override updateState(yTrue: Tensor | null, yPred: Tensor, sampleWeight?: Tensor): void;
  override updateState(values: Tensor): void;
  override updateState(yTrue: Tensor | null, yPred?: Tensor, sampleWeight?: Tensor): void {
    const predictions = tf.cast(yPred as Tensor, 'float32');
    const [t, p] = sameRank(tf.cast(yTrue as Tensor, 'float32'), predictions);
    this.addValues(tf.squaredDifference(p, t), sampleWeight);
  }

  override result(): Tensor {
    return tf.sqrt(super.result());
  }
}

/** The mean absolute error. */
export class MeanAbsoluteError extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.meanAbsoluteError, named('mean_absolute_error', config), {}, 'down');
  }
}

/** The mean absolute error in percent of the labels. */
export class MeanAbsolutePercentageError extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    const name = 'mean_absolute_percentage_error';
    super(losses.meanAbsolutePercentageError, named(name, config), {}, 'down');
  }
}

/** The mean squared error of `log(1 + x)`. */
export class MeanSquaredLogarithmicError extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    const name = 'mean_squared_logarithmic_error';
    super(losses.meanSquaredLogarithmicError, named(name, config), {}, 'down');
  }
}

/** The mean of `log cosh` of the error. */
export class LogCoshError extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.logCosh, named('logcosh', config), {}, 'down');
  }
}

/** The mean cosine between labels and predictions along `axis` (-1). */
export class CosineSimilarity extends MeanMetricWrapper<{ axis: number }> {
  constructor(config: Config<{ axis: number }> = {}) {
    const name = 'cosine_similarity';
    super(perSample.cosineSimilarity, named(name, config), { axis: -1 }, 'up');
  }
}

/** The mean of Pearson's correlation along `axis` (-1). */
export class PearsonCorrelation extends MeanMetricWrapper<{ axis: number }> {
  constructor(config: Config<{ axis: number }> = {}) {
    const name = 'pearson_correlation';
    super(perSample.pearsonCorrelation, named(name, config), { axis: -1 }, 'up');
  }
}

/** The mean of Lin's concordance correlation along `axis` (-1). */
export class ConcordanceCorrelation extends MeanMetricWrapper<{ axis: number }> {
  constructor(config: Config<{ axis: number }> = {}) {
    const name = 'concordance_correlation';
    super(perSample.concordanceCorrelation, named(name, config), { axis: -1 }, 'up');
  }
}

/** The mean hinge loss. */
export class Hinge extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.hinge, named('hinge', config), {}, 'down');
  }
}

/** The mean squared hinge loss. */
export class SquaredHinge extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.squaredHinge, named('squared_hinge', config), {}, 'down');
  }
}

/** The mean hinge loss of one-hot labels. */
export class CategoricalHinge extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.categoricalHinge, named('categorical_hinge', config), {}, 'down');
  }
}

/** The mean divergence of Kullback and Leibler. */
export class KLDivergence extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.klDivergence, named('kl_divergence', config), {}, 'down');
  }
}

/** The mean Poisson loss. */
export class Poisson extends MeanMetricWrapper {
  constructor(config: Config = {}) {
    super(losses.poisson, named('poisson', config), {}, 'down');
  }
}

export interface Crossentropy {
  fromLogits: boolean;
  labelSmoothing: number;
}

/** The mean cross-entropy of labels 0 and 1. */
export class BinaryCrossentropy extends MeanMetricWrapper<Crossentropy> {
  constructor(config: Config<Crossentropy> = {}) {
    const defaults = { fromLogits: false, labelSmoothing: 0 };
    super(losses.binaryCrossentropy, named('binary_crossentropy', config), defaults, 'down');
  }
}

/** The mean cross-entropy of one-hot labels. */
export class CategoricalCrossentropy extends MeanMetricWrapper<Crossentropy & { axis: number }> {
  constructor(config: Config<Crossentropy & { axis: number }> = {}) {
    const defaults = { fromLogits: false, labelSmoothing: 0, axis: -1 };
    const name = 'categorical_crossentropy';
    super(losses.categoricalCrossentropy, named(name, config), defaults, 'down');
  }
}

export interface SparseCrossentropy {
  fromLogits: boolean;
  ignoreClass: number | null;
  axis: number;
}

/** The mean cross-entropy of class indices. */
export class SparseCategoricalCrossentropy extends MeanMetricWrapper<SparseCrossentropy> {
  constructor(config: Config<SparseCrossentropy> = {}) {
    const defaults = { fromLogits: false, ignoreClass: null, axis: -1 };
    const name = 'sparse_categorical_crossentropy';
    super(losses.sparseCategoricalCrossentropy, named(name, config), defaults, 'down');
  }
}
