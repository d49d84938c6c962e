// Handlers of models in memory: loaded from their parts, and given to a function to save.
import { ConfigError } from '../../errors.js';
import type {
  IOHandler,
  IOHandlerSync,
  ModelArtifacts,
  SaveResult,
  TrainingConfig,
  WeightData,
  WeightsManifestEntry,
} from './types.js';

function artifactsOf(
  first: ModelArtifacts | object,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
  trainingConfig?: TrainingConfig,
): ModelArtifacts {
  if (typeof first !== 'object' || first === null) {
    const received = first === null ? 'null' : typeof first;
    throw new ConfigError({ where: 'fromMemory', expected: "a model's parts", received });
  }
  if ('modelTopology' in first || 'weightSpecs' in first) return first;
  return { modelTopology: first, weightSpecs, weightData, trainingConfig };
}

/**
 * Loads a model from its parts.
 *
 * @param artifacts the parts; as tfjs once took them, the topology alone, its weights after it
 * @example
 * const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
 */
export function fromMemory(
  artifacts: ModelArtifacts | object,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
  trainingConfig?: TrainingConfig,
): IOHandler {
  const found = artifactsOf(artifacts, weightSpecs, weightData, trainingConfig);
  return { load: async () => found };
}

/** As `fromMemory`, with a `load` that is no promise. */
export function fromMemorySync(
  artifacts: ModelArtifacts | object,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
  trainingConfig?: TrainingConfig,
): IOHandlerSync {
  const found = artifactsOf(artifacts, weightSpecs, weightData, trainingConfig);
  return { load: () => found };
}

/**
 * Gives the model's parts to a function, which does what it likes with them.
 *
 * @example
 * await model.save(tf.io.withSaveHandler(async (artifacts) => {
 *   await upload(artifacts);
 *   return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
 * }));
 */
export function withSaveHandler(
  saveHandler: (artifacts: ModelArtifacts) => Promise<SaveResult>,
): IOHandler {
  return { save: saveHandler };
}

/** As `withSaveHandler`, for a function that gives no promise. */
export function withSaveHandlerSync(
  saveHandler: (artifacts: ModelArtifacts) => SaveResult,
): IOHandlerSync {
  return { save: saveHandler };
}
