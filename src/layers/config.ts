// The options of layers: spellings, defaults, and what strings and configurations stand for.

import type { Activation, ActivationIdentifier } from '../activations/index.js';
import * as activations from '../activations/index.js';
import * as constraints from '../constraints/index.js';
import { type DType, isDType } from '../dtype.js';
import { ConfigError } from '../errors.js';
import * as initializers from '../initializers/index.js';
import { toCamelCase } from '../options.js';
import { readSerialized } from '../registry.js';
import type { RegularizerIdentifier } from '../regularizers/index.js';
import * as regularizers from '../regularizers/index.js';
import { checkKeys } from '../suggest.js';
import type { Tensor } from '../tensor.js';
import { type PartialShape, readShape } from './symbolic.js';

/** The options of every layer. */
export interface LayerConfig {
  /** Default: Keras's, the class in snake case and a number. */
  name?: string;
  /** Whether training changes the weights; default true. */
  trainable?: boolean;
  /** Of the weights and the computation; default float32. */
  dtype?: DType | object | null;
  /** Of one sample, for the first layer of a Sequential. */
  inputShape?: PartialShape;
  /** With the batch dimension. */
  batchInputShape?: PartialShape;
  batchSize?: number;
  inputDType?: DType;
  /** Initial values of the weights. */
  weights?: Tensor[];
  /** Added to the loss for the layer's output. */
  activityRegularizer?: RegularizerIdentifier | null;
  /** Whether `call` reads values and must run eagerly; default false. */
  dynamic?: boolean;
}

/** Marks an option that has no default. */
export const required = Symbol('required');

type Resolved<K, V> = K extends 'activation' | 'recurrentActivation'
  ? Activation
  : K extends `${string}Initializer`
    ? initializers.Initializer
    : K extends `${string}Regularizer`
      ? regularizers.Regularizer | undefined
      : K extends `${string}Constraint`
        ? constraints.Constraint | undefined
        : V;

/** A layer's own options, complete: identifiers are resolved to objects. */
export type Options<C> = {
  [K in Exclude<keyof C, keyof LayerConfig>]-?: Resolved<K, Exclude<C[K], undefined>>;
};

/** The default of each of a layer's own options. */
export type Defaults<C> = {
  [K in Exclude<keyof C, keyof LayerConfig>]-?: Exclude<C[K], undefined> | typeof required;
};

const baseKeys: (keyof LayerConfig)[] = [
  'name',
  'trainable',
  'dtype',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'inputDType',
  'weights',
  'activityRegularizer',
  'dynamic',
];

/** Spellings of other versions that every layer takes; null is accepted and means nothing here. */
const aliases: Record<string, string | null> = {
  batchShape: 'batchInputShape',
  inputDtype: 'inputDType',
  outputDim: 'units',
  nbFilter: 'filters',
  init: 'kernelInitializer',
  innerInit: 'recurrentInitializer',
  innerActivation: 'recurrentActivation',
  wRegularizer: 'kernelRegularizer',
  uRegularizer: 'recurrentRegularizer',
  bRegularizer: 'biasRegularizer',
  wConstraint: 'kernelConstraint',
  bConstraint: 'biasConstraint',
  dropoutW: 'dropout',
  dropoutU: 'recurrentDropout',
  bias: 'useBias',
  borderMode: 'padding',
  subsample: 'strides',
  dimOrdering: 'dataFormat',
  autocast: null,
  quantizationConfig: null,
  loraRank: null,
  loraAlpha: null,
  synchronized: null,
  useCudnn: null,
  implementation: null,
  consumeLess: null,
  timeMajor: null,
  sparse: null,
  ragged: null,
};

/** Options that count something: a positive whole number, or null where that is the default. */
const counts = new Set(['units', 'filters', 'inputDim', 'outputDim', 'projectionDim', 'n']);

function resolve(where: string, key: string, value: unknown, fallback: unknown): unknown {
  if (counts.has(key) && value !== fallback && !(Number.isInteger(value) && Number(value) > 0)) {
    throw new ConfigError({
      where,
      expected: `${key} to be a positive whole number`,
      received: String(value),
    });
  }
  // 'false' would count as true, and '0.5' as a number until something is added to it.
  const kind = typeof fallback;
  if ((kind === 'number' || kind === 'boolean') && typeof value === 'string') {
    throw new ConfigError({ where, expected: `${key} to be a ${kind}`, received: `'${value}'` });
  }
  if (key === 'activation' || key === 'recurrentActivation')
    return activations.get(value as ActivationIdentifier);
  if (key.endsWith('Initializer'))
    return initializers.get(value as initializers.InitializerIdentifier, where);
  if (key.endsWith('Regularizer')) return regularizers.get(value as RegularizerIdentifier);
  if (key.endsWith('Constraint')) return constraints.get(value as constraints.ConstraintIdentifier);
  if (key === 'dataFormat') return value === null ? null : snakeValue(value);
  return value;
}

/** `channelsLast`, or Theano's `tf` and `th`, as Keras spells it. */
function snakeValue(value: unknown): unknown {
  const names: Record<string, string> = {
    channelsLast: 'channels_last',
    channelsFirst: 'channels_first',
    tf: 'channels_last',
    th: 'channels_first',
  };
  return names[String(value)] ?? value;
}

/** The config with camelCase keys, other versions' names replaced, `inputDim` and `inputLength` made an input shape. */
export function normalizeConfig(
  config: object,
  ownKeys: readonly string[],
  ownAliases: Record<string, string> = {},
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [spelling, value] of Object.entries(config)) {
    const key = toCamelCase(spelling);
    const own = ownKeys.includes(key);
    const alias = own ? undefined : (ownAliases[key] ?? aliases[key]);
    // A name of another layer's options stays as it was written, so that the error shows it.
    if (alias === null) continue;
    const known =
      alias !== undefined && (ownKeys.includes(alias) || (baseKeys as string[]).includes(alias));
    if (value !== undefined) read[known ? alias : key] = value;
  }
  if ('inputDim' in read && !ownKeys.includes('inputDim')) {
    const { inputDim, inputLength } = read as {
      inputDim: number | null;
      inputLength?: number | null;
    };
    delete read.inputDim;
    if ('inputLength' in read && !ownKeys.includes('inputLength')) {
      delete read.inputLength;
      read.inputShape ??= [inputLength ?? null, inputDim];
    } else {
      read.inputShape ??= [inputDim];
    }
  }
  return read;
}

/**
 * A layer's options from what its constructor got.
 *
 * @param config the options, or the value of `shorthand` alone: `dense(10)`.
 * @throws ConfigError for an unknown key, naming the nearest one, and for a required one that is missing.
 */
export function readConfig<C extends LayerConfig>(
  className: string,
  config: unknown,
  defaults: Defaults<C>,
  { shorthand, aliases = {} }: { shorthand?: string; aliases?: Record<string, string> } = {},
): { base: LayerConfig; options: Options<C> } {
  const where = (config as LayerConfig)?.name ?? className;
  const isRecord =
    typeof config === 'object' &&
    config !== null &&
    Object.getPrototypeOf(config) === Object.prototype;
  const isShort =
    config !== undefined &&
    shorthand !== undefined &&
    (!isRecord || readSerialized(config) !== undefined);
  const ownKeys = Object.keys(defaults);
  const read = normalizeConfig(
    isShort ? { [shorthand]: config } : ((config as object) ?? {}),
    ownKeys,
    aliases,
  );
  checkKeys(where, read, [...ownKeys, ...baseKeys]);
  const options: Record<string, unknown> = {};
  for (const [key, fallback] of Object.entries(defaults)) {
    const value = key in read ? read[key] : fallback;
    if (value === required)
      throw new ConfigError({ where, problem: `the option ${key} is missing` });
    options[key] = resolve(where, key, value, fallback);
    delete read[key];
  }
  for (const key of ['inputShape', 'batchInputShape'] as const) {
    if (read[key] != null) readShape(`${where}.${key}`, read[key]);
  }
  return { base: read as LayerConfig, options: options as Options<C> };
}

/** A dtype by name, or as Keras serializes a policy. */
export function readDType(where: string, dtype: LayerConfig['dtype']): DType {
  const policy = dtype as { config?: { name?: string } } | string | null | undefined;
  const name =
    typeof policy === 'object' ? (policy?.config?.name ?? 'float32') : (policy ?? 'float32');
  if (isDType(name)) return name;
  throw new ConfigError({ where, expected: 'a dtype such as float32', received: String(name) });
}
