// Callbacks that every `fit` has, by how much it prints: tfjs's registry.
import { ConfigError } from '../errors.js';
import type { Callback } from './callback.js';

const registered = new Map<new () => Callback, number>();

/**
 * Makes a callback of every `fit` from now on.
 *
 * @param verbosityLevel of `fit`'s `verbose`: it is called from this level on, at 0 always; true and 'auto' are 1
 * @param callbackConstructor is called without arguments, once a `fit`
 * @throws ConfigError for a level that is none, and a class that is registered already
 * @example
 * tf.registerCallbackConstructor(1, class extends tf.Callback {
 *   onEpochEnd(epoch, logs) { log.write(`${epoch} ${logs.loss}\n`); }
 * });
 */
export function registerCallbackConstructor(
  verbosityLevel: number,
  callbackConstructor: new () => Callback,
): void {
  const where = 'registerCallbackConstructor';
  if (!(Number.isInteger(verbosityLevel) && verbosityLevel >= 0)) {
    const expected = 'a whole number >= 0 as the level';
    throw new ConfigError({ where, expected, received: String(verbosityLevel) });
  }
  if (typeof callbackConstructor !== 'function') {
    throw new ConfigError({ where, expected: 'a class', received: typeof callbackConstructor });
  }
  if (registered.has(callbackConstructor)) {
    throw new ConfigError({ where, problem: `${callbackConstructor.name} is registered already` });
  }
  registered.set(callbackConstructor, verbosityLevel);
}

/** New callbacks of the classes that are registered up to this level. @internal */
export function registeredCallbacks(verbose: boolean | number | 'auto'): Callback[] {
  const level = verbose === 'auto' ? 1 : Number(verbose);
  return [...registered].filter(([, from]) => from <= level).map(([Class]) => new Class());
}
