// Loading of graph models: from URLs and handlers, or at once from what is in memory.
import { ConfigError } from '../errors.js';
import { getModelArtifactsForJSONSync } from '../io/handlers/artifacts.js';
import type {
  IOHandler,
  IOHandlerSync,
  LoadOptions,
  ModelArtifacts,
  ModelJSON,
} from '../io/handlers/types.js';
import { specsOf } from '../io/weightSpecs.js';
import { GraphModel } from './model.js';

/** Where TensorFlow Hub keeps a model's files. */
function hubUrl(url: string): string {
  return `${url.endsWith('/') ? url : `${url}/`}model.json?tfjs-format=file`;
}

/**
 * Loads a model that `tensorflowjs_converter` made of a TensorFlow graph.
 *
 * @param modelUrl the URL of its `model.json`, or what loads it.
 * @param options of requests; `fromTFHub` for the URL of a model on TensorFlow Hub.
 * @throws ConfigError without a source; UnavailableError if it can't be read; DataError for files that are not whole
 * @see tfjs's loadGraphModel
 * @example
 * const model = await tf.loadGraphModel('https://example.com/model/model.json');
 */
export async function loadGraphModel(
  modelUrl: string | IOHandler,
  options: LoadOptions = {},
): Promise<GraphModel> {
  if (modelUrl === undefined || modelUrl === null) {
    throw new ConfigError({
      where: 'loadGraphModel',
      expected: 'a URL or a handler',
      received: String(modelUrl),
    });
  }
  const fromHub = options?.fromTFHub && typeof modelUrl === 'string';
  const model = new GraphModel(fromHub ? hubUrl(modelUrl) : modelUrl, options);
  await model.load();
  return model;
}

/** A handler of what is in memory. */
function handlerOf(
  source: IOHandlerSync | ModelArtifacts | readonly [ModelJSON, ArrayBuffer],
): IOHandlerSync {
  if (Array.isArray(source)) {
    const [json, weights] = source as readonly [ModelJSON, ArrayBuffer];
    if (
      json?.modelTopology &&
      Array.isArray(json.weightsManifest) &&
      weights instanceof ArrayBuffer
    ) {
      const specs = specsOf('loadGraphModelSync', json.weightsManifest);
      return { load: () => getModelArtifactsForJSONSync(json, specs, weights) };
    }
  } else if (typeof source === 'object' && source !== null) {
    if ('load' in source) return source;
    if ('modelTopology' in source) return { load: () => source };
  }
  throw new ConfigError({
    where: 'loadGraphModelSync',
    expected:
      'a handler that has load(), model artifacts, or [the contents of model.json, an ArrayBuffer of weights]',
    received: Array.isArray(source) ? 'another list' : String(source),
  });
}

/**
 * As `loadGraphModel`, at once: of artifacts, of the contents of a `model.json` and its weights' bytes, or by a handler
 * that gives artifacts rather than a promise of them.
 *
 * @throws ConfigError for anything else; DataError for files that are not whole
 * @see tfjs's loadGraphModelSync
 */
export function loadGraphModelSync(
  modelSource: IOHandlerSync | ModelArtifacts | readonly [ModelJSON, ArrayBuffer],
): GraphModel<IOHandlerSync> {
  const model = new GraphModel(handlerOf(modelSource));
  model.load();
  return model;
}
