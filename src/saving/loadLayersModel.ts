// `tf.loadLayersModel`: a model of layers from tfjs's format, whoever wrote it.
import { ConfigError, DataError } from '../errors.js';
import { theHandler } from '../io/handlers/router.js';
import type {
  IOHandler,
  IOHandlerSync,
  LoadOptions,
  ModelArtifacts,
  WeightData,
  WeightsManifestEntry,
} from '../io/handlers/types.js';
import { checkLoadOptions, checkSpecs } from '../io/weightSpecs.js';
import { decodeWeights, decodeWeightsStream } from '../io/weights.js';
import { withBlankWeights } from '../layers/blankWeights.js';
import type { Model } from '../models/model.js';
import { readModel } from '../models/readModel.js';
import { sizeOf } from '../nested.js';
import type { Tensor } from '../tensor.js';
import { restoreOptimizer } from './optimizerFormat.js';

/** The descriptions of the weights, if there are weights. @throws DataError for wrong ones, or none */
function specsOf(where: string, artifacts: ModelArtifacts): WeightsManifestEntry[] | undefined {
  const { weightData, weightSpecs, getWeightStream } = artifacts;
  if (!weightData && !getWeightStream) return undefined;
  checkSpecs(where, weightSpecs);
  return [...weightSpecs];
}

function topologyOf(where: string, artifacts: ModelArtifacts): object {
  const { modelTopology, format } = artifacts ?? {};
  if (format === 'graph-model') {
    const hint = 'It was converted from a graph of TensorFlow, which has no layers.';
    throw new DataError({ where, expected: 'a model of layers', received: 'a graph model', hint });
  }
  if (typeof modelTopology === 'object' && modelTopology !== null) return modelTopology;
  throw new DataError({ where, expected: 'a modelTopology', received: typeof modelTopology });
}

/** Fewer than this many numbers more than a file's weights have is no attack, but an error to be named. */
const SLACK = 2 ** 20;

function buildModel(
  where: string,
  topology: object,
  specs: readonly WeightsManifestEntry[] | undefined,
  strict: boolean,
): Model {
  const build = () => readModel(where, topology);
  if (!specs || !strict) return build();
  const own = specs.filter(({ group }) => group !== 'optimizer');
  const budget = own.reduce((sum, { shape }) => sum + sizeOf(shape), SLACK);
  return withBlankWeights(budget, build);
}

async function fill(
  where: string,
  model: Model,
  specs: readonly WeightsManifestEntry[],
  artifacts: ModelArtifacts,
  strict: boolean,
): Promise<void> {
  const { getWeightStream, weightData } = artifacts;
  const tensors = getWeightStream
    ? await decodeWeightsStream(getWeightStream(), specs)
    : decodeWeights(weightData as Exclude<WeightData, undefined>, specs);
  try {
    const named = specs.map(({ name, group }) => ({ name, group, tensor: tensors[name] }));
    const own = named.filter(({ group }) => group !== 'optimizer');
    const values = Object.fromEntries(own.map(({ name, tensor }) => [name, tensor]));
    model.loadWeights(values as Record<string, Tensor>, strict);
    const state = named.filter(({ group }) => group === 'optimizer');
    if (model.optimizer) {
      await restoreOptimizer(where, model.optimizer, model.trainableWeights, state);
    }
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}

/**
 * A model of layers from a `model.json` and its weights: saved by `model.save`, by tfjs, or converted from Keras by
 * tensorflowjs_converter. If it was saved with its optimizer, it is compiled, and training goes on where it was.
 *
 * @param pathOrIOHandler `file://folder/model.json`, an http(s):// URL, or a handler such as `tf.io.fromMemory(...)`
 * @param options `strict`, whether the file's weights must be the model's, default true; `onProgress`,
 *   `weightPathPrefix`, and what requests need
 * @throws UnavailableError if a file is not to be had; DataError for one that is not whole or not a model's; ConfigError
 *   for layers that are not known (`tf.serialization.registerClass` makes them), and weights that are not the model's
 * @example
 * const model = await tf.loadLayersModel('file://mnist/model.json');
 */
export async function loadLayersModel(
  pathOrIOHandler: string | IOHandler | IOHandlerSync,
  options: LoadOptions = {},
): Promise<Model> {
  checkLoadOptions('loadLayersModel', options);
  const isUrl = typeof pathOrIOHandler === 'string';
  const handler = isUrl ? theHandler('load', pathOrIOHandler, options) : pathOrIOHandler;
  if (typeof handler?.load !== 'function') {
    const received = handler ? 'one that only saves' : typeof handler;
    const expected = 'a URL or a handler that loads';
    throw new ConfigError({ where: 'loadLayersModel', expected, received });
  }
  const where = isUrl ? pathOrIOHandler : 'loadLayersModel';
  const strict = options.strict ?? true;
  const artifacts = await handler.load();
  const topology = topologyOf(where, artifacts);
  const specs = specsOf(where, artifacts);
  const model = buildModel(where, topology, specs, strict);
  try {
    const { trainingConfig, userDefinedMetadata } = artifacts;
    if (trainingConfig) model.loadTrainingConfig(trainingConfig);
    if (userDefinedMetadata) model.setUserDefinedMetadata(userDefinedMetadata);
    if (specs) await fill(where, model, specs, artifacts, strict);
  } catch (error) {
    model.optimizer?.dispose();
    model.dispose();
    throw error;
  }
  return model;
}
