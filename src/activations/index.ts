// `tf.activations`: Keras's activations, and what names and configurations stand for.
import { ConfigError } from '../errors.js';
import { toCamelCase, toSnakeCase } from '../options.js';
import { readSerialized, type SerializedObject } from '../registry.js';
import { unknownName } from '../suggest.js';
import type { Tensor } from '../tensor.js';
import * as functions from './functions.js';

export * from './functions.js';

/** A function of a layer's output. */
export type Activation = (x: Tensor) => Tensor;

/** The name of an activation in tfjs's or Keras's spelling, a function, or a serialized one; null is linear. */
export type ActivationIdentifier =
  | keyof typeof functions
  | string
  | Activation
  | SerializedObject
  | object
  | null;

const byName = new Map<string, Activation>(Object.entries(functions) as [string, Activation][]);
byName.set('swish', functions.silu);
byName.set('hardSwish', functions.hardSilu);

const names = new Map<unknown, string>();
for (const [name, fn] of Object.entries(functions)) names.set(fn, name);

/** The function that an identifier stands for; a layer stands for its call. @throws ConfigError for an unknown name. */
export function get(identifier: ActivationIdentifier | undefined): Activation {
  if (identifier === null || identifier === undefined) return functions.linear;
  if (typeof identifier === 'function') return identifier as Activation;
  if (typeof identifier === 'string') {
    const found = byName.get(toCamelCase(identifier)) ?? byName.get(identifier);
    if (!found) throw unknownName('activation', identifier, byName.keys());
    return found;
  }
  const serialized = readSerialized(identifier);
  if (serialized) {
    const config: unknown = serialized.config;
    return get(typeof config === 'string' ? config : serialized.class_name);
  }
  if (typeof identifier === 'object' && 'apply' in identifier) {
    const layer = identifier as { apply(x: Tensor): Tensor };
    const activation: Activation = (x) => layer.apply(x);
    layers.set(activation, layer);
    return activation;
  }
  throw new ConfigError({
    expected: 'the name of an activation or a function',
    received: String(identifier),
  });
}

/** Layers that serve as activations. */
const layers = new WeakMap<Activation, object>();

/** The name of an activation in tfjs's spelling; undefined for a function of the user's. */
export function nameOf(activation: Activation): string | undefined {
  return names.get(activation);
}

/** How a configuration holds an activation. */
export function serialize(activation: Activation): string | object {
  const name = names.get(activation);
  if (name !== undefined)
    return name === 'hardSigmoidLegacy' ? 'hard_sigmoid_legacy' : toSnakeCase(name);
  return (
    layers.get(activation) ?? {
      class_name: 'function',
      config: activation.name,
      registered_name: activation.name,
    }
  );
}

/** Makes a function known under a name, for configurations that hold it. */
export function register(name: string, activation: Activation): void {
  byName.set(name, activation);
  names.set(activation, name);
}
