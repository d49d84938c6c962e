// `tf.models` and the models of `tf`: their classes, factories and what their JSON becomes.

import type { WeightsManifestConfig } from '../io/handlers/types.js';
import { loadWeights } from '../io/weightFiles.js';
import type { Layer } from '../layers/layer.js';
import { type LayerClass, withCustomObjects } from '../layers/serialization.js';
import { Functional } from './functional.js';
import { Model } from './model.js';
import { readModel } from './readModel.js';
import { Sequential, type SequentialConfig } from './sequential.js';

export { model } from './functional.js';
export { Functional, Model, Sequential };

/**
 * A model of layers in a row.
 *
 * @example
 * const model = tf.sequential([
 *   tf.layers.dense({units: 32, activation: 'relu', inputShape: [784]}),
 *   tf.layers.dense({units: 10, activation: 'softmax'}),
 * ]);
 */
export function sequential(config?: SequentialConfig | Layer[]): Sequential {
  return new Sequential(config);
}

/** The content of a `model.json`, and where its weights are. */
interface ModelAndWeights {
  modelTopology: object;
  weightsManifest?: WeightsManifestConfig | null;
  /** The URL that the weights' paths are relative to. */
  pathPrefix?: string;
}

/**
 * The model of a JSON text or object as Keras, tfjs or `toJSON` write it, that of Keras 1 and 2 too; new weights, unless
 * it is a `model.json` that says where its weights are: then those are fetched.
 *
 * @throws ConfigError if it is not a model's, DataError if what is in it can't be read
 * @example
 * const copy = await tf.models.modelFromJSON(model.toJSON());
 */
export async function modelFromJSON(
  json: string | object,
  customObjects?: Record<string, LayerClass>,
): Promise<Model> {
  const model = withCustomObjects(customObjects ?? {}, () => readModel('modelFromJSON', json));
  const { weightsManifest, pathPrefix } = json as ModelAndWeights;
  if (typeof json === 'object' && weightsManifest) {
    const groups = weightsManifest.map((group) => ({
      ...group,
      weights: group.weights.filter((spec) => spec.group !== 'optimizer'),
    }));
    const weights = await loadWeights(groups, pathPrefix);
    model.loadWeights(weights);
    for (const tensor of Object.values(weights)) tensor.dispose();
  }
  return model;
}
