// `tf.losses.perSample`: Keras's loss functions, one value for each sample.
export { circle } from './circle.js';
export {
  binaryCrossentropy,
  binaryCrossentropy as bce,
  categoricalCrossentropy,
  klDivergence,
  klDivergence as kld,
  poisson,
  sparseCategoricalCrossentropy,
} from './crossentropy.js';
export { ctc } from './ctc.js';
export {
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
} from './focal.js';
export { categoricalHinge, hinge, squaredHinge } from './hinge.js';
export { dice, tversky } from './overlap.js';
export {
  cosineSimilarity,
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsoluteError as mae,
  meanAbsolutePercentageError,
  meanAbsolutePercentageError as mape,
  meanSquaredError,
  meanSquaredError as mse,
  meanSquaredLogarithmicError,
  meanSquaredLogarithmicError as msle,
} from './regression.js';
