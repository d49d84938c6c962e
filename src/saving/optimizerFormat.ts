// An optimizer in tfjs's files: its configuration under tfjs's names, and its state as tfjs orders it.
import { DataError } from '../errors.js';
import { zerosLike } from '../ops/creation.js';
import { type Optimizer, RMSprop, registry } from '../optimizers/index.js';
import {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  MomentumOptimizer,
  RMSPropOptimizer,
  SGDOptimizer,
} from '../optimizers/tfjs.js';
import type { NamedTensor } from '../optimizers/weights.js';
import { readSerialized, type SerializedObject } from '../registry.js';
import type { Variable } from '../variable.js';

interface TfjsClass {
  className: string;
  fromConfig(Class: never, config: Record<string, unknown>): unknown;
}

/** tfjs's optimizers by the names in its files. */
const tfjsClasses = new Map(
  [
    ...[SGDOptimizer, MomentumOptimizer, RMSPropOptimizer, AdamOptimizer, AdamaxOptimizer],
    ...[AdagradOptimizer, AdadeltaOptimizer],
  ].map((Class) => [Class.className, Class as unknown as TfjsClass]),
);

/**
 * The configuration: tfjs's own for tfjs's classes; Keras's, whose spelling tfjs reads, for Keras's. What tfjs does not
 * have, it refuses.
 */
export function serializeOptimizer(optimizer: Optimizer): SerializedObject {
  const config = optimizer.getConfig();
  const class_name = optimizer.getClassName();
  // tfjs calls it otherwise, and its rho too.
  if (class_name === 'RMSprop') {
    return { class_name: 'RMSProp', config: { ...config, decay: config.rho } };
  }
  return { class_name, config };
}

/** @throws DataError if it is no optimizer's configuration, ConfigError for one that is not known */
export function deserializeOptimizer(where: string, value: unknown): Optimizer {
  const serialized = readSerialized(value);
  if (!serialized || typeof serialized.config !== 'object' || serialized.config === null) {
    const expected = 'an optimizer as {class_name, config}';
    throw new DataError({ where, expected, received: JSON.stringify(value)?.slice(0, 60) });
  }
  const { class_name: name, config } = serialized;
  const Class = tfjsClasses.get(name);
  // Keras's spelling says that it is Keras's optimizer.
  if (Class && !('learning_rate' in config)) {
    return Class.fromConfig(Class as never, config) as Optimizer;
  }
  const { decay: _, ...own } = config;
  return registry.create(name, name === 'RMSProp' ? own : config);
}

/** Whether it is an RMSprop that keeps no momenta, which tfjs's always does. */
const lacksMomenta = (optimizer: Optimizer) =>
  optimizer instanceof RMSprop && !(optimizer.options.momentum > 0);

/**
 * The state: the iteration, then slots of a kind together.
 * @param names what the weights are called in files
 */
export function optimizerState(
  optimizer: Optimizer,
  names: ReadonlyMap<string, Variable>,
): NamedTensor[] {
  const inFiles = new Map([...names].map(([name, weight]) => [weight.name, name]));
  const weights = optimizer.weightsNow().map(({ name, tensor }) => {
    const at = name.lastIndexOf('/');
    const weight = inFiles.get(name.slice(0, at));
    return { name: weight === undefined ? name : weight + name.slice(at), tensor };
  });
  const count = optimizer.trainableVariables.length;
  if (!lacksMomenta(optimizer) || weights.length === 1) return weights;
  const momenta = weights.slice(1, 1 + count).map(({ name, tensor }) => ({
    name: name.replace(/\/[^/]*$/, '/momentum'),
    tensor: zerosLike(tensor),
  }));
  return [...weights.slice(0, 1 + count), ...momenta, ...weights.slice(1 + count)];
}

/**
 * Goes on from a state.
 * @param weights those that the optimizer trains, in the model's order
 * @throws DataError if there are not as many slots as it has; ValueError for other shapes
 */
export async function restoreOptimizer(
  where: string,
  optimizer: Optimizer,
  weights: readonly Variable[],
  state: readonly NamedTensor[],
): Promise<void> {
  const kept =
    lacksMomenta(optimizer) && state.length > 1
      ? [...state.slice(0, 1 + weights.length), ...state.slice(1 + 2 * weights.length)]
      : state;
  if (kept.length > 1) {
    optimizer.build(weights);
    const expected = optimizer.weightsNow().length;
    if (kept.length !== expected) {
      throw new DataError({
        where: `${where}: ${optimizer.name}`,
        expected: `${expected} tensors of the optimizer's state`,
        received: String(kept.length),
      });
    }
  }
  if (kept.length > 0) await optimizer.setWeights(kept);
}
