// Layers as Keras serializes them: `{module, class_name, config, registered_name, build_config}`, keys in snake case.
import * as activations from '../activations/index.js';
import * as constraints from '../constraints/index.js';
import { ConfigError } from '../errors.js';
import * as initializers from '../initializers/index.js';
import { camelKeys, toSnakeCase } from '../options.js';
import { readSerialized, type SerializedObject, type TfjsSerialized } from '../registry.js';
import * as regularizers from '../regularizers/index.js';
import { unknownName } from '../suggest.js';
import { Tensor } from '../tensor.js';
import { Layer } from './layer.js';

/** A layer's class: what configurations name. */
export interface LayerClass {
  // biome-ignore lint/suspicious/noExplicitAny: each class has a config of its own.
  new (config: any): Layer;
  /** tfjs's classes take the class first. */
  fromConfig?(first: LayerClass | Record<string, unknown>, second?: object): Layer;
  className?: string;
  /** Where Keras has it; default keras.layers. */
  module?: string;
}

/** A layer in a model's configuration. */
export interface SerializedLayer extends SerializedObject {
  build_config?: Record<string, unknown>;
}

const classes = new Map<string, LayerClass>();
const builtIn = new Set<string>();

/** The name of a layer's class in configurations: its static `className`, else the class's own. */
export function classNameOf(Class: LayerClass): string {
  return Object.hasOwn(Class, 'className') ? Class.className! : Class.name;
}

/** Makes corten's own classes known, among all that their modules export. @internal */
export function registerBuiltIn(exported: readonly unknown[]): void {
  for (const item of exported) {
    if (typeof item !== 'function' || !(item.prototype instanceof Layer)) continue;
    // What has no name of its own is a base class.
    if (!Object.hasOwn(item, 'className')) continue;
    const Class = item as LayerClass;
    classes.set(classNameOf(Class), Class);
    builtIn.add(classNameOf(Class));
  }
}

/**
 * Makes a layer's class known to configurations and files: `tf.serialization.registerClass(MyLayer)`.
 * The class may carry `static className`.
 */
export function registerClass(Class: LayerClass, _package?: string, name?: string): void {
  classes.set(name ?? classNameOf(Class), Class);
}

/** A value of a layer's config as JSON. */
function serializeValue(value: unknown): unknown {
  if (typeof value === 'function') return activations.serialize(value as activations.Activation);
  if (value instanceof Layer) return serializeLayer(value);
  if (value instanceof initializers.Initializer) return initializers.registry.serialize(value);
  if (value instanceof regularizers.Regularizer) return regularizers.registry.serialize(value);
  if (value instanceof constraints.Constraint) return constraints.registry.serialize(value);
  if (value instanceof Tensor) return value.arraySync();
  if (Array.isArray(value)) return value.map(serializeValue);
  return value === undefined ? null : value;
}

/** Keras writes a layer's dtype as a policy, but an input's by its name. */
function dtypePolicy(layer: Layer, name: unknown): unknown {
  if (layer.inboundNodes[0]?.parents.length === 0) return name;
  return { module: 'keras', class_name: 'DTypePolicy', config: { name }, registered_name: null };
}

/** The layer as Keras writes it. */
export function serializeLayer(layer: Layer): SerializedLayer {
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(layer.getConfig())) {
    config[toSnakeCase(key)] = key === 'dtype' ? dtypePolicy(layer, value) : serializeValue(value);
  }
  const Class = layer.constructor as LayerClass;
  const name = classNameOf(Class);
  const serialized: SerializedLayer = {
    module: builtIn.has(name) ? (Class.module ?? 'keras.layers') : null,
    class_name: name,
    config,
    registered_name: builtIn.has(name) ? null : name,
  };
  const built = layer.getBuildConfig();
  if (built !== undefined) serialized.build_config = built;
  return serialized;
}

let custom: Readonly<Record<string, LayerClass>> = {};

/** Runs `fn`; layers deserialized in it may be of these classes, nested ones too. */
export function withCustomObjects<T>(
  objects: Readonly<Record<string, LayerClass>>,
  fn: () => T,
): T {
  const outer = custom;
  custom = { ...outer, ...objects };
  try {
    return fn();
  } finally {
    custom = outer;
  }
}

/**
 * The layer that a configuration describes, Keras 1's and 2's spellings included; not built.
 * @throws ConfigError for an unknown class.
 */
export function deserializeLayer(
  serialized: SerializedObject | TfjsSerialized,
  customObjects: Record<string, LayerClass> = {},
): Layer {
  return withCustomObjects(customObjects, () => deserialize(serialized));
}

function deserialize(value: unknown): Layer {
  const serialized = readSerialized(value);
  if (!serialized) {
    const received = JSON.stringify(value)?.slice(0, 60);
    throw new ConfigError({ expected: 'a layer as {class_name, config}', received });
  }
  // A user's class is recorded as `package>Name`.
  const names = [serialized.registered_name, serialized.class_name].filter(
    (name) => typeof name === 'string',
  );
  const plain = names.map((name) => name.split('>').at(-1)!);
  const name = plain.find((n) => custom[n] ?? classes.has(n));
  const Class = name === undefined ? undefined : (custom[name] ?? classes.get(name));
  if (!Class) throw unknownName('layer', serialized.class_name, classes.keys());
  // Keras 1's Sequential is a list of layers.
  const given = serialized.config;
  const config = Array.isArray(given) ? (given as never) : camelKeys(given);
  if (!Class.fromConfig) return new Class(config);
  return Class.fromConfig.length > 1 ? Class.fromConfig(Class, config) : Class.fromConfig(config);
}
