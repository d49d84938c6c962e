// `tf.models` and the models of `tf`: their classes, factories and what their JSON becomes.
import { ConfigError } from '../errors.js';
import type { Layer } from '../layers/layer.js';
import {
  camelKeys,
  deserializeLayer,
  type LayerClass,
  registerBuiltIn,
  withCustomObjects,
} from '../layers/serialization.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { Functional } from './functional.js';
import { Model } from './model.js';
import { Sequential, type SequentialConfig } from './sequential.js';

export { model } from './functional.js';
export { Functional, Model, Sequential };

registerBuiltIn([Sequential, Functional]);

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

/**
 * The model of a JSON text or object as Keras or `toJSON` write it, Keras 1's and 2's too; new weights.
 * @throws ConfigError if it is not a model's.
 */
export function modelFromJSON(
  json: string | object,
  customObjects?: Record<string, LayerClass>,
): Model {
  return withCustomObjects(customObjects ?? {}, () => readModel(json));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ConfigError({ where: 'modelFromJSON', problem: 'the text is no JSON', cause });
  }
}

function readModel(json: string | object): Model {
  let parsed: unknown = typeof json === 'string' ? parse(json) : json;
  // tfjs's model.json has the topology inside.
  for (const key of ['modelTopology', 'model_config']) {
    if (typeof parsed === 'object' && parsed !== null && key in parsed)
      parsed = (parsed as Record<string, unknown>)[key];
  }
  if (!isSerialized(parsed))
    throw new ConfigError({
      where: 'modelFromJSON',
      expected: 'a model as {class_name, config}',
      received: typeof parsed,
    });
  const serialized = parsed as SerializedObject;
  // Keras 2 called a graph of layers Model, and a Sequential's config a list.
  if (serialized.class_name === 'Model' && 'layers' in serialized.config)
    return Functional.fromConfig(camelKeys(serialized.config));
  if (serialized.class_name === 'Sequential' && Array.isArray(serialized.config))
    return Sequential.fromConfig(serialized.config as never);
  const layer = deserializeLayer(serialized);
  if (layer instanceof Model) return layer;
  throw new ConfigError({
    where: 'modelFromJSON',
    expected: 'a model',
    received: `the layer ${serialized.class_name}`,
  });
}
