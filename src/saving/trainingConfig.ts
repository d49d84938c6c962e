// How a model was compiled, as tfjs's files hold it: names in snake case, objects as Keras serializes them.
import { ConfigError, DataError } from '../errors.js';
import type { TrainingConfig } from '../io/handlers/types.js';
import { registry as losses } from '../losses/index.js';
import { registry as metrics } from '../metrics/index.js';
import type { Optimizer } from '../optimizers/index.js';
import { toCamelCase, toSnakeCase } from '../options.js';
import { type Configurable, type Registry, readSerialized } from '../registry.js';
import type { CompileOptions } from '../training/compileOptions.js';
import { deserializeOptimizer, serializeOptimizer } from './optimizerFormat.js';

type Fields = Record<string, unknown>;

const isPlain = (x: unknown): x is Fields =>
  typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype;

/** The names, lists and records with each loss or metric replaced. */
function mapNames(value: unknown, replace: (one: unknown) => unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => mapNames(item, replace));
  if (!isPlain(value) || readSerialized(value)) return replace(value);
  const entries = Object.entries(value).map(([key, item]) => [key, mapNames(item, replace)]);
  return Object.fromEntries(entries);
}

function nameOrObject<T extends Configurable>(registry: Registry<T>, value: unknown): unknown {
  if (typeof value === 'string') return toSnakeCase(value);
  const serialized = readSerialized(value);
  if (serialized) return serialized;
  const named = typeof value === 'function' ? value.name : (value as object).constructor.name;
  if (registry.has(named)) {
    return typeof value === 'function' ? toSnakeCase(named) : registry.serialize(value as T);
  }
  throw new ConfigError({
    where: 'includeOptimizer',
    problem: `the ${registry.kind} ${named || 'function'} can't be written to a file`,
    hint: `Compile with the name of a ${registry.kind}, or save without the optimizer.`,
  });
}

/** @throws ConfigError for losses and metrics that are functions of the user's */
export function trainingConfigOf(options: CompileOptions, optimizer: Optimizer): TrainingConfig {
  const config: TrainingConfig = {
    loss: mapNames(options.loss, (loss) => nameOrObject(losses, loss)),
    metrics: mapNames(options.metrics, (metric) => nameOrObject(metrics, metric)),
    optimizer_config: serializeOptimizer(optimizer),
  };
  if (options.weightedMetrics) {
    const write = (metric: unknown) => nameOrObject(metrics, metric);
    config.weighted_metrics = mapNames(options.weightedMetrics, write);
  }
  if (options.lossWeights) config.loss_weights = options.lossWeights;
  return config;
}

/** What `compile` takes. @throws DataError or ConfigError for what is none, or not known */
export function compileOptionsOf(where: string, config: unknown): CompileOptions {
  if (!isPlain(config)) {
    throw new DataError({ where, expected: 'a training configuration', received: typeof config });
  }
  const read = (one: unknown) => (typeof one === 'string' ? toCamelCase(one) : one);
  const names = (value: unknown) => mapNames(value, read) as never;
  return {
    optimizer: deserializeOptimizer(where, config.optimizer_config),
    loss: names(config.loss),
    metrics: names(config.metrics),
    weightedMetrics: names(config.weighted_metrics),
    lossWeights: (config.loss_weights ?? null) as CompileOptions['lossWeights'],
  };
}
