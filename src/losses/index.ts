// `tf.losses`: Keras's classes, what strings stand for, and lower-case names that are factories and functions at once.
import { toTensor } from '../ops/convert.js';
import { type Constructor, Registry, type SerializedObject } from '../registry.js';
import type { Tensor, TensorLike } from '../tensor.js';
import * as classes from './classes.js';
import { type Config, Loss, type LossFunction, UserLoss } from './loss.js';
import * as perSample from './perSample/index.js';

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

export const meanAbsoluteError = both(classes.MeanAbsoluteError, perSample.meanAbsoluteError);
export const meanAbsolutePercentageError = both(
  classes.MeanAbsolutePercentageError,
  perSample.meanAbsolutePercentageError,
);
export const meanSquaredLogarithmicError = both(
  classes.MeanSquaredLogarithmicError,
  perSample.meanSquaredLogarithmicError,
);
export const huber = both(classes.Huber, perSample.huber);
export const logCosh = both(classes.LogCosh, perSample.logCosh);
export const cosineSimilarity = both(classes.CosineSimilarity, perSample.cosineSimilarity);
export const hinge = both(classes.Hinge, perSample.hinge);
export const squaredHinge = both(classes.SquaredHinge, perSample.squaredHinge);
export const categoricalHinge = both(classes.CategoricalHinge, perSample.categoricalHinge);
export const klDivergence = both(classes.KLDivergence, perSample.klDivergence);
export const poisson = both(classes.Poisson, perSample.poisson);
export const binaryCrossentropy = both(classes.BinaryCrossentropy, perSample.binaryCrossentropy);
export const categoricalCrossentropy = both(
  classes.CategoricalCrossentropy,
  perSample.categoricalCrossentropy,
);
export const sparseCategoricalCrossentropy = both(
  classes.SparseCategoricalCrossentropy,
  perSample.sparseCategoricalCrossentropy,
);
export const binaryFocalCrossentropy = both(
  classes.BinaryFocalCrossentropy,
  perSample.binaryFocalCrossentropy,
);
export const categoricalFocalCrossentropy = both(
  classes.CategoricalFocalCrossentropy,
  perSample.categoricalFocalCrossentropy,
);
export const categoricalGeneralizedCrossEntropy = both(
  classes.CategoricalGeneralizedCrossEntropy,
  perSample.categoricalGeneralizedCrossEntropy,
);
export const dice = both(classes.Dice, perSample.dice);
export const tversky = both(classes.Tversky, perSample.tversky);
export const circle = both(classes.Circle, perSample.circle);
export const ctc = both(classes.CTC, perSample.ctc);
