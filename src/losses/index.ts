// `tf.losses`: Keras's classes, what strings stand for, and lower-case names that are factories and functions at once.
import { toTensor } from '../ops/convert.js';
import { type Constructor, Registry, type SerializedObject } from '../registry.js';
import type { Tensor, TensorLike } from '../tensor.js';
import * as classes from './classes.js';
import { type Config, Loss, type LossFunction, UserLoss } from './loss.js';
import * as perSample from './perSample/index.js';

export {
  sigmoidCrossEntropyWithLogits,
  softmaxCrossEntropyWithLogits,
  sparseSoftmaxCrossEntropyWithLogits,
  weightedCrossEntropyWithLogits,
} from '../nn/crossEntropy.js';
export * from './classes.js';
export { Loss, type LossConfig, type LossFunction } from './loss.js';
export type { Reduction } from './reduction.js';
export * from './tfjs.js';
export { perSample };

/** @internal */
export const registry = new Registry<Loss>('loss', 'keras.losses', {
  ...classes,
  // Keras's short names and the names of its functions where they differ from the classes'; tfjs's too.
  mse: classes.MeanSquaredError,
  mae: classes.MeanAbsoluteError,
  mape: classes.MeanAbsolutePercentageError,
  msle: classes.MeanSquaredLogarithmicError,
  bce: classes.BinaryCrossentropy,
  kld: classes.KLDivergence,
  kullbackLeiblerDivergence: classes.KLDivergence,
  huberLoss: classes.Huber,
  cosineProximity: classes.CosineSimilarity,
});

/** How a loss may be given: a name, Keras's configuration, an object, a class, or a traced function. */
export type LossIdentifier = string | SerializedObject | Loss | Constructor<Loss> | LossFunction;

function isLossClass(value: Constructor<Loss> | LossFunction): value is Constructor<Loss> {
  return value.prototype instanceof Loss;
}

/** The loss that an identifier stands for. @throws ConfigError that suggests the nearest name. */
export function get(identifier: LossIdentifier): Loss {
  if (identifier instanceof Loss) return identifier;
  if (typeof identifier !== 'function') return registry.create(identifier);
  return isLossClass(identifier) ? registry.create(identifier) : new UserLoss(identifier);
}

interface FactoryAndFunction<Options> {
  /** The loss object with these options. */
  (config?: Config<Options>): Loss;
  /** The losses of the samples. */
  (yTrue: TensorLike, yPred: TensorLike, options?: Partial<Options>): Tensor;
}

function both<Options extends object>(
  Class: new (config?: Config<Options>) => Loss,
  fn: (yTrue: Tensor, yPred: Tensor, options?: Partial<Options>) => Tensor,
): FactoryAndFunction<Options> {
  const call = (
    first?: Config<Options> | TensorLike,
    yPred?: TensorLike,
    options?: Partial<Options>,
  ) => {
    if (yPred === undefined) return new Class(first as Config<Options>);
    const where = Class.name;
    return fn(toTensor(first as TensorLike, where), toTensor(yPred, where), options);
  };
  return call as FactoryAndFunction<Options>;
}

/** `mean(|yTrue - yPred|)` over the last axis. */
export const meanAbsoluteError = both(classes.MeanAbsoluteError, perSample.meanAbsoluteError);
/** `100 mean(|yTrue - yPred| / |yTrue|)` over the last axis. */
export const meanAbsolutePercentageError = both(
  classes.MeanAbsolutePercentageError,
  perSample.meanAbsolutePercentageError,
);
/** `mean((log(1 + yTrue) - log(1 + yPred))²)` over the last axis. */
export const meanSquaredLogarithmicError = both(
  classes.MeanSquaredLogarithmicError,
  perSample.meanSquaredLogarithmicError,
);
/** Squares of errors up to `delta` (1), linear beyond. Keras: `Huber`. */
export const huber = both(classes.Huber, perSample.huber);
/** `mean(log(cosh(yPred - yTrue)))` over the last axis. */
export const logCosh = both(classes.LogCosh, perSample.logCosh);
/** Minus the cosine between labels and predictions, so that less is better. */
export const cosineSimilarity = both(classes.CosineSimilarity, perSample.cosineSimilarity);
/** `mean(max(0, 1 - yTrue yPred))`, for labels of -1 and 1; 0 counts as -1. */
export const hinge = both(classes.Hinge, perSample.hinge);
/** `mean(max(0, 1 - yTrue yPred)²)`, for labels of -1 and 1; 0 counts as -1. */
export const squaredHinge = both(classes.SquaredHinge, perSample.squaredHinge);
/** `max(0, 1 + the largest wrong prediction - the right one)`, for one-hot labels. */
export const categoricalHinge = both(classes.CategoricalHinge, perSample.categoricalHinge);
/** `sum(yTrue log(yTrue / yPred))`, for distributions. */
export const klDivergence = both(classes.KLDivergence, perSample.klDivergence);
/** `mean(yPred - yTrue log(yPred))` over the last axis. */
export const poisson = both(classes.Poisson, perSample.poisson);
/** Cross-entropy of yes and no; predictions are probabilities unless `fromLogits`. */
export const binaryCrossentropy = both(classes.BinaryCrossentropy, perSample.binaryCrossentropy);
/** Cross-entropy of classes, labels one-hot; predictions are probabilities unless `fromLogits`. */
export const categoricalCrossentropy = both(
  classes.CategoricalCrossentropy,
  perSample.categoricalCrossentropy,
);
/** Cross-entropy of classes, labels their indices; predictions are probabilities unless `fromLogits`. */
export const sparseCategoricalCrossentropy = both(
  classes.SparseCategoricalCrossentropy,
  perSample.sparseCategoricalCrossentropy,
);
/** Binary cross-entropy that counts easy samples less (Lin et al., 2017). */
export const binaryFocalCrossentropy = both(
  classes.BinaryFocalCrossentropy,
  perSample.binaryFocalCrossentropy,
);
/** Categorical cross-entropy that counts easy samples less (Lin et al., 2017). */
export const categoricalFocalCrossentropy = both(
  classes.CategoricalFocalCrossentropy,
  perSample.categoricalFocalCrossentropy,
);
/** Between cross-entropy and mean absolute error, for noisy labels (Zhang, Sabuncu 2018). */
export const categoricalGeneralizedCrossEntropy = both(
  classes.CategoricalGeneralizedCrossEntropy,
  perSample.categoricalGeneralizedCrossEntropy,
);
/** 1 minus the Dice coefficient: overlap of masks. */
export const dice = both(classes.Dice, perSample.dice);
/** 1 minus the Tversky index: overlap with weights for false positives and negatives (Salehi et al., 2017). */
export const tversky = both(classes.Tversky, perSample.tversky);
/** Circle loss of embeddings by their labels (Sun et al., 2020). */
export const circle = both(classes.Circle, perSample.circle);
/** Connectionist temporal classification: sequences without alignment (Graves et al., 2006). */
export const ctc = both(classes.CTC, perSample.ctc);
