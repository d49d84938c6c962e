// `tf.metrics`: stateful classes, what strings stand for, and lower-case names that are factories and functions at once.
import * as losses from '../losses/perSample/index.js';
import { toTensor } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import { type Constructor, Registry, type SerializedObject } from '../registry.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { AUC } from './auc.js';
import * as averages from './averages.js';
import * as bestAt from './bestAt.js';
import { F1Score, FBetaScore } from './fScore.js';
import * as iou from './iou.js';
import { Mean, MeanMetricWrapper, Sum } from './mean.js';
import { Metric } from './metric.js';
import * as perSample from './perSample/index.js';
import { R2Score } from './r2Score.js';
import * as thresholds from './thresholds.js';

export { AUC } from './auc.js';
export * from './averages.js';
export * from './bestAt.js';
export * from './factories.js';
export { F1Score, FBetaScore } from './fScore.js';
export * from './iou.js';
export { Mean, MeanMetricWrapper, Sum } from './mean.js';
export { Metric, type MetricConfig } from './metric.js';
export { R2Score } from './r2Score.js';
export * from './thresholds.js';

const { cosineSimilarity: _, ...named } = { ...losses, ...perSample };

/** @internal */
export const registry = new Registry<Metric>('metric', 'keras.metrics', {
  ...averages,
  ...bestAt,
  ...iou,
  ...thresholds,
  AUC,
  F1Score,
  FBetaScore,
  Mean,
  R2Score,
  Sum,
  // Short names, and those of functions where they differ from the classes'.
  mse: averages.MeanSquaredError,
  mae: averages.MeanAbsoluteError,
  mape: averages.MeanAbsolutePercentageError,
  msle: averages.MeanSquaredLogarithmicError,
  rmse: averages.RootMeanSquaredError,
  bce: averages.BinaryCrossentropy,
  kld: averages.KLDivergence,
  kullbackLeiblerDivergence: averages.KLDivergence,
  logCosh: averages.LogCoshError,
  cosineProximity: averages.CosineSimilarity,
});

/** A traced function of labels and predictions whose values are averaged. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** How a metric may be given: a name, Keras's configuration, an object, a class, or a traced function. */
export type MetricIdentifier =
  | string
  | SerializedObject
  | Metric
  | Constructor<Metric>
  | MetricFunction;

function isMetricClass(value: Constructor<Metric> | MetricFunction): value is Constructor<Metric> {
  return value.prototype instanceof Metric;
}

/** Functions that have no class of their own in Keras, by name. */
const functions = new Map<string, MetricFunction>(
  Object.entries(named).filter(([name]) => !registry.has(name)),
);

/** The metric that an identifier stands for. @throws ConfigError that suggests the nearest name. */
export function get(identifier: MetricIdentifier): Metric {
  if (identifier instanceof Metric) return identifier;
  if (typeof identifier === 'function') {
    if (isMetricClass(identifier)) return registry.create(identifier);
    return new MeanMetricWrapper(identifier);
  }
  const fn = typeof identifier === 'string' ? functions.get(identifier) : undefined;
  return fn ? new MeanMetricWrapper(fn) : registry.create(identifier);
}

interface FactoryAndFunction<C, Options> {
  /** The metric object with these options. */
  (config?: C): Metric;
  /** The metric of the samples. */
  (yTrue: TensorLike, yPred: TensorLike, options?: Options): Tensor;
}

function both<C extends object, Options extends object>(
  Class: new (config?: C) => Metric,
  fn: (yTrue: Tensor, yPred: Tensor, options?: Options) => Tensor,
): FactoryAndFunction<C, Options> {
  const call = (first?: C | TensorLike, yPred?: TensorLike, options?: Options) => {
    if (yPred === undefined) return new Class(first as C);
    const where = Class.name;
    return fn(toTensor(first as TensorLike, where), toTensor(yPred, where), options);
  };
  // What it is called in logs, where it is given as a metric.
  const { name } = Class;
  Object.defineProperty(call, 'name', { value: name[0].toLowerCase() + name.slice(1) });
  return call as FactoryAndFunction<C, Options>;
}

/** The metric of one batch as a function: tfjs's `precision` and `recall`, `r2Score`. */
function ofBatch(Class: new () => Metric) {
  return (yTrue: Tensor, yPred: Tensor) => tf.cast(new Class().apply(yTrue, yPred), 'float32');
}

/** How often predictions equal labels. */
export const accuracy = both(averages.Accuracy, perSample.accuracy);
/** How often predictions beyond `threshold` (0.5) match labels of 0 and 1. */
export const binaryAccuracy = both(averages.BinaryAccuracy, perSample.binaryAccuracy);
/** How often the largest prediction is that of the one-hot label. */
export const categoricalAccuracy = both(
  averages.CategoricalAccuracy,
  perSample.categoricalAccuracy,
);
/** How often the largest prediction is that of the label's index. */
export const sparseCategoricalAccuracy = both(
  averages.SparseCategoricalAccuracy,
  perSample.sparseCategoricalAccuracy,
);
/** How often the one-hot label is among the `k` (5) largest predictions. */
export const topKCategoricalAccuracy = both(
  averages.TopKCategoricalAccuracy,
  perSample.topKCategoricalAccuracy,
);
/** How often the label's index is among the `k` (5) largest predictions. */
export const sparseTopKCategoricalAccuracy = both(
  averages.SparseTopKCategoricalAccuracy,
  perSample.sparseTopKCategoricalAccuracy,
);
/** `mean((yTrue - yPred)²)`. */
export const meanSquaredError = both(averages.MeanSquaredError, losses.meanSquaredError);
/** `mean(|yTrue - yPred|)`. */
export const meanAbsoluteError = both(averages.MeanAbsoluteError, losses.meanAbsoluteError);
/** `100 mean(|yTrue - yPred| / |yTrue|)`. */
export const meanAbsolutePercentageError = both(
  averages.MeanAbsolutePercentageError,
  losses.meanAbsolutePercentageError,
);
/** `meanSquaredError`. */
export const mse = meanSquaredError;
/** `meanSquaredError`. */
export const MSE = meanSquaredError;
/** `meanAbsolutePercentageError`. */
export const mape = meanAbsolutePercentageError;
/** `meanAbsolutePercentageError`. */
export const MAPE = meanAbsolutePercentageError;
/** Cross-entropy of yes and no. */
export const binaryCrossentropy = both(averages.BinaryCrossentropy, losses.binaryCrossentropy);
/** Cross-entropy of classes, labels one-hot. */
export const categoricalCrossentropy = both(
  averages.CategoricalCrossentropy,
  losses.categoricalCrossentropy,
);
/** Cross-entropy of classes, labels their indices. */
export const sparseCategoricalCrossentropy = both(
  averages.SparseCategoricalCrossentropy,
  losses.sparseCategoricalCrossentropy,
);
/** `mean((log(1 + yTrue) - log(1 + yPred))²)`. */
export const meanSquaredLogarithmicError = both(
  averages.MeanSquaredLogarithmicError,
  losses.meanSquaredLogarithmicError,
);
/** `mean(max(0, 1 - yTrue yPred))`, for labels of -1 and 1. */
export const hinge = both(averages.Hinge, losses.hinge);
/** `mean(max(0, 1 - yTrue yPred)²)`, for labels of -1 and 1. */
export const squaredHinge = both(averages.SquaredHinge, losses.squaredHinge);
/** `max(0, 1 + the largest wrong prediction - the right one)`. */
export const categoricalHinge = both(averages.CategoricalHinge, losses.categoricalHinge);
/** `sum(yTrue log(yTrue / yPred))`. */
export const klDivergence = both(averages.KLDivergence, losses.klDivergence);
/** `mean(yPred - yTrue log(yPred))`. */
export const poisson = both(averages.Poisson, losses.poisson);
/** As a function tfjs's: minus the cosine. */
export const cosineProximity = both(averages.CosineSimilarity, losses.cosineSimilarity);
/** The share of true positives in what was predicted positive. */
export const precision = both(thresholds.Precision, ofBatch(thresholds.Precision));
/** The share of positives that were found. */
export const recall = both(thresholds.Recall, ofBatch(thresholds.Recall));
/** The share of the variance that is explained: `1 - Σ (yTrue - yPred)² / Σ (yTrue - mean)²`. */
export const r2Score = both(R2Score, ofBatch(R2Score));
/** The area under the ROC or precision-recall curve. */
export const auc = (config?: ConstructorParameters<typeof AUC>[0]) => new AUC(config);
/** The harmonic mean of precision and recall. */
export const f1Score = (config?: ConstructorParameters<typeof F1Score>[0]) => new F1Score(config);
