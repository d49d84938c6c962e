// Factories of `tf.metrics` that are nothing else: each class in lower case. Those that are functions too are in index.ts.
import * as averages from './averages.js';
import * as bestAt from './bestAt.js';
import { FBetaScore } from './fScore.js';
import * as overlap from './iou.js';
import { Mean, Sum } from './mean.js';
import * as thresholds from './thresholds.js';

/** What a class's constructor takes. */
type ConfigOf<T> = T extends new (config: infer C, ...others: never[]) => unknown ? C : never;

/** The mean of `log(cosh(yPred - yTrue))`. Keras: `LogCoshError`. */
export const logCoshError = (config?: ConfigOf<typeof averages.LogCoshError>) =>
  new averages.LogCoshError(config);
/** The cosine between labels and predictions. Keras: `CosineSimilarity`. */
export const cosineSimilarity = (config?: ConfigOf<typeof averages.CosineSimilarity>) =>
  new averages.CosineSimilarity(config);
/** Their linear correlation. Keras: `PearsonCorrelation`. */
export const pearsonCorrelation = (config?: ConfigOf<typeof averages.PearsonCorrelation>) =>
  new averages.PearsonCorrelation(config);
/** How far they agree: correlation, less what their means and scales differ. Keras: `ConcordanceCorrelation`. */
export const concordanceCorrelation = (config?: ConfigOf<typeof averages.ConcordanceCorrelation>) =>
  new averages.ConcordanceCorrelation(config);
/** `√mean((yTrue - yPred)²)`. Keras: `RootMeanSquaredError`. */
export const rootMeanSquaredError = (config?: ConfigOf<typeof averages.RootMeanSquaredError>) =>
  new averages.RootMeanSquaredError(config);
/** The best sensitivity at a given specificity. Keras: `SensitivityAtSpecificity`. */
export const sensitivityAtSpecificity = (
  config: ConfigOf<typeof bestAt.SensitivityAtSpecificity>,
) => new bestAt.SensitivityAtSpecificity(config);
/** The best specificity at a given sensitivity. Keras: `SpecificityAtSensitivity`. */
export const specificityAtSensitivity = (
  config: ConfigOf<typeof bestAt.SpecificityAtSensitivity>,
) => new bestAt.SpecificityAtSensitivity(config);
/** The best precision at a given recall. Keras: `PrecisionAtRecall`. */
export const precisionAtRecall = (config: ConfigOf<typeof bestAt.PrecisionAtRecall>) =>
  new bestAt.PrecisionAtRecall(config);
/** The best recall at a given precision. Keras: `RecallAtPrecision`. */
export const recallAtPrecision = (config: ConfigOf<typeof bestAt.RecallAtPrecision>) =>
  new bestAt.RecallAtPrecision(config);
/** The overlap of classes, over their union. Keras: `IoU`. */
export const iou = (config: ConfigOf<typeof overlap.IoU>) => new overlap.IoU(config);
/** `iou`, the mean over all classes. Keras: `MeanIoU`. */
export const meanIoU = (config: ConfigOf<typeof overlap.MeanIoU>) => new overlap.MeanIoU(config);
/** `iou` of two classes, told apart by a threshold. Keras: `BinaryIoU`. */
export const binaryIoU = (config?: ConfigOf<typeof overlap.BinaryIoU>) =>
  new overlap.BinaryIoU(config);
/** `iou` of one-hot labels. Keras: `OneHotIoU`. */
export const oneHotIoU = (config: ConfigOf<typeof overlap.OneHotIoU>) =>
  new overlap.OneHotIoU(config);
/** `meanIoU` of one-hot labels. Keras: `OneHotMeanIoU`. */
export const oneHotMeanIoU = (config: ConfigOf<typeof overlap.OneHotMeanIoU>) =>
  new overlap.OneHotMeanIoU(config);
/** How many were rightly predicted positive. Keras: `TruePositives`. */
export const truePositives = (config?: ConfigOf<typeof thresholds.TruePositives>) =>
  new thresholds.TruePositives(config);
/** How many were wrongly predicted positive. Keras: `FalsePositives`. */
export const falsePositives = (config?: ConfigOf<typeof thresholds.FalsePositives>) =>
  new thresholds.FalsePositives(config);
/** How many were rightly predicted negative. Keras: `TrueNegatives`. */
export const trueNegatives = (config?: ConfigOf<typeof thresholds.TrueNegatives>) =>
  new thresholds.TrueNegatives(config);
/** How many were wrongly predicted negative. Keras: `FalseNegatives`. */
export const falseNegatives = (config?: ConfigOf<typeof thresholds.FalseNegatives>) =>
  new thresholds.FalseNegatives(config);
/** The weighed harmonic mean of precision and recall. Keras: `FBetaScore`. */
export const fBetaScore = (config?: ConfigOf<typeof FBetaScore>) => new FBetaScore(config);
/** The mean of values. Keras: `Mean`. */
export const mean = (config?: ConfigOf<typeof Mean>) => new Mean(config);
/** The sum of values. Keras: `Sum`. */
export const sum = (config?: ConfigOf<typeof Sum>) => new Sum(config);
