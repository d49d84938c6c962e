// A model's parts and `model.json`: each made of the other.
import { ConfigError, DataError } from '../../errors.js';
import { type BufferLike, CompositeArrayBuffer } from '../compositeArrayBuffer.js';
import { specsOf } from '../weightSpecs.js';
import type {
  ModelArtifacts,
  ModelArtifactsInfo,
  ModelJSON,
  WeightData,
  WeightsManifestConfig,
  WeightsManifestEntry,
} from './types.js';

/** What stands in both. */
const parts = [
  ...['modelTopology', 'format', 'generatedBy', 'convertedBy', 'signature'],
  ...['userDefinedMetadata', 'modelInitializer', 'initializerSignature', 'trainingConfig'],
];

function pick(from: object): object {
  const found = Object.entries(from).filter(
    ([key, value]) => parts.includes(key) && value !== undefined,
  );
  return Object.fromEntries(found);
}

/** The content of `model.json` for weights that are where the manifest says. @internal */
export function modelJSONOf(
  artifacts: ModelArtifacts,
  weightsManifest: WeightsManifestConfig,
): ModelJSON {
  return { ...pick(artifacts), weightsManifest };
}

/** @throws DataError for what is no JSON, or no model's. @internal */
export function parseModelJSON(where: string, text: string): ModelJSON {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DataError({ where, expected: "a model's JSON", received: 'other text', cause });
  }
  const isModel = (x: object) => 'modelTopology' in x || 'weightsManifest' in x;
  if (typeof parsed === 'object' && parsed !== null && isModel(parsed)) {
    return parsed as ModelJSON;
  }
  const expected = 'JSON with a modelTopology or a weightsManifest';
  throw new DataError({ where, expected, received: 'neither' });
}

/**
 * A model's parts from the content of `model.json` and its weights.
 *
 * @throws ConfigError if there is a weights manifest, but no weights are given
 */
export function getModelArtifactsForJSONSync(
  modelJSON: ModelJSON,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
): ModelArtifacts {
  const artifacts: ModelArtifacts = pick(modelJSON);
  if (modelJSON.weightsManifest === undefined || modelJSON.weightsManifest === null) {
    return artifacts;
  }
  if (!weightSpecs || !weightData) {
    const expected = 'weightSpecs and weightData for the weights manifest';
    throw new ConfigError({ where: 'getModelArtifactsForJSON', expected, received: 'none' });
  }
  return { ...artifacts, weightSpecs, weightData };
}

/**
 * A model's parts from the content of `model.json`.
 *
 * @param loadWeights gives the descriptions of the manifest's weights, and their bytes
 */
export async function getModelArtifactsForJSON(
  modelJSON: ModelJSON,
  loadWeights: (
    manifest: WeightsManifestConfig,
  ) => Promise<[specs: WeightsManifestEntry[], data: WeightData]>,
): Promise<ModelArtifacts> {
  const { weightsManifest } = modelJSON;
  const loaded = weightsManifest ? await loadWeights(weightsManifest) : [];
  return getModelArtifactsForJSONSync(modelJSON, ...(loaded as []));
}

const jsonBytes = (value: unknown) =>
  value === undefined || value === null ? 0 : Buffer.byteLength(JSON.stringify(value));

/** How large a model's parts are, and now as the date. */
export function getModelArtifactsInfoForJSON(artifacts: ModelArtifacts): ModelArtifactsInfo {
  const { modelTopology, weightSpecs, weightData } = artifacts;
  if (modelTopology instanceof ArrayBuffer) {
    const where = 'getModelArtifactsInfoForJSON';
    throw new ConfigError({ where, expected: 'a topology as JSON', received: 'an ArrayBuffer' });
  }
  return {
    dateSaved: new Date(),
    modelTopologyType: 'JSON',
    modelTopologyBytes: jsonBytes(modelTopology),
    weightSpecsBytes: jsonBytes(weightSpecs),
    weightDataBytes: new CompositeArrayBuffer(weightData as BufferLike[]).byteLength,
  };
}

/** The descriptions of all weights of a manifest. @throws DataError for one that is wrong */
export function getWeightSpecs(weightsManifest: WeightsManifestConfig): WeightsManifestEntry[] {
  return specsOf('weights manifest', weightsManifest);
}
