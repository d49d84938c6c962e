// Models from their configurations, as Keras 1 to 3, tfjs and corten write them.
import { ConfigError, CortenError, DataError } from '../errors.js';
import { deserializeLayer, registerBuiltIn, registerClass } from '../layers/serialization.js';
import { readSerialized } from '../registry.js';
import { Functional } from './functional.js';
import { fromLegacy, isLegacy } from './legacyConfig.js';
import { Model } from './model.js';
import { Sequential } from './sequential.js';

registerBuiltIn([Sequential, Functional]);
// Keras 2 called a graph of layers so.
registerClass(Functional, undefined, 'Model');

function parse(where: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ConfigError({ where, problem: 'the text is no JSON', cause });
  }
}

/**
 * The model that a JSON text or object describes; not compiled, with new weights.
 * @throws ConfigError if it is not a model's, DataError if what is in it can't be read
 */
export function readModel(where: string, json: string | object): Model {
  let parsed: unknown = typeof json === 'string' ? parse(where, json) : json;
  let legacy = isLegacy(parsed);
  // tfjs's model.json has the topology inside; Keras 2's files, the model.
  for (const key of ['modelTopology', 'model_config']) {
    if (typeof parsed !== 'object' || parsed === null || !(key in parsed)) continue;
    parsed = (parsed as Record<string, unknown>)[key];
    legacy ||= isLegacy(parsed);
  }
  try {
    return build(where, legacy ? fromLegacy(parsed) : parsed);
  } catch (cause) {
    if (cause instanceof CortenError) throw cause;
    const problem = `the model's configuration can not be read: ${(cause as Error).message}`;
    throw new DataError({ where, problem, cause });
  }
}

function build(where: string, value: unknown): Model {
  const serialized = readSerialized(value);
  if (!serialized) {
    const expected = 'a model as {class_name, config}';
    throw new ConfigError({ where, expected, received: value === null ? 'null' : typeof value });
  }
  const model = deserializeLayer(serialized);
  if (model instanceof Model) return model;
  throw new ConfigError({
    where,
    expected: 'a model',
    received: `the layer ${serialized.class_name}`,
  });
}
