// What programs written for tfjs ask of its engine, backend and environment: thin, for there is one of each here.

import { tensorsIn } from '../containers.js';
import { EPSILON } from '../epsilon.js';
import { ConfigError } from '../errors.js';
import { endScope, type MemoryInfo, memory, startScope } from '../memory.js';
import type { TensorLike } from '../tensor.js';
import { liveVariables } from '../variable.js';
import { toTensor } from './convert.js';
import { dispose, type TensorContainer, tidy } from './scopes.js';

/** What `tf.backend()` gives. */
export interface Backend {
  /** The small number that keeps quotients and logarithms finite: 1e-7. */
  epsilon(): number;
  /** Bits of a float: 32. */
  floatPrecision(): 16 | 32;
  /** How many tensors have data, as `tf.memory()` counts them. */
  numDataIds(): number;
}

/** What `tf.engine()` gives. */
export interface Engine {
  readonly backend: Backend;
  readonly backendName: string;
  /** Opens a scope, as `tidy` does: what is made until `endScope` belongs to it. */
  startScope(name?: string): void;
  /** Closes the innermost scope and disposes what it holds, but for the tensors in `result`. */
  endScope(result?: TensorContainer): void;
  tidy: typeof tidy;
  memory(): MemoryInfo;
  dispose(container: TensorContainer): void;
}

const NAME = 'cpu';

const theBackend: Backend = {
  epsilon: () => EPSILON,
  floatPrecision: () => 32,
  numDataIds: () => memory().numDataBuffers,
};

const theEngine: Engine = {
  backend: theBackend,
  backendName: NAME,
  startScope: () => startScope(),
  endScope: (result) => endScope(tensorsIn(result)),
  tidy,
  memory,
  dispose,
};

/** Scopes and memory, as tfjs's engine has them. */
export function engine(): Engine {
  return theEngine;
}

/** What computes: its constants. */
export function backend(): Backend {
  return theBackend;
}

/** `cpu`, corten's only backend. */
export function getBackend(): string {
  return NAME;
}

/**
 * For programs that choose a backend: `cpu` is there, so is `tensorflow`, tfjs-node's name for a native one.
 * @returns whether it is.
 */
export async function setBackend(name: string): Promise<boolean> {
  return name === NAME || name === 'tensorflow';
}

/** There is nothing to wait for. */
export async function ready(): Promise<void> {}

type Flag = boolean | number | string;

/** Flags by name, as tfjs's environment has them; corten reads `KEEP_INTERMEDIATE_TENSORS` only. */
export class Environment {
  readonly #flags = new Map<string, Flag>([
    ['IS_NODE', true],
    ['IS_BROWSER', false],
    ['PROD', false],
    ['DEBUG', false],
  ]);

  /** @throws ConfigError for a flag that was never set. */
  get(name: string): Flag {
    const value = this.#flags.get(name);
    if (value === undefined) {
      throw new ConfigError({ where: 'env', expected: 'a flag that was set', received: name });
    }
    return value;
  }

  async getAsync(name: string): Promise<Flag> {
    return this.get(name);
  }

  getBool(name: string): boolean {
    return Boolean(this.#flags.get(name));
  }

  getNumber(name: string): number {
    return Number(this.get(name));
  }

  getFlags(): Record<string, Flag> {
    return Object.fromEntries(this.#flags);
  }

  set(name: string, value: Flag): void {
    this.#flags.set(name, value);
  }

  registerFlag(name: string, evaluate: () => Flag): void {
    this.#flags.set(name, evaluate());
  }
}

const theEnvironment = new Environment();

/** Flags of tfjs. */
export function env(): Environment {
  return theEnvironment;
}

/** Does nothing: there are no checks to leave out. */
export function enableProdMode(): void {
  theEnvironment.set('PROD', true);
}

/** Sets the flag `DEBUG`; `checkNumerics` of `compile` is what looks for NaN. */
export function enableDebugMode(): void {
  theEnvironment.set('DEBUG', true);
}

/** Does nothing: corten prints no deprecation warnings. */
export function disableDeprecationWarnings(): void {}

/** Prints a deprecation on stderr, once a message. */
export function deprecationWarn(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}

const warned = new Set<string>();

/** Prints a tensor's values, and with `verbose` its dtype and shape. */
export function print(x: TensorLike, verbose = false): void {
  toTensor(x, 'print', 'x', 'any').print(verbose);
}

/**
 * For ops of one's own, written for tfjs: a record of one function, `{ opName_: fn }`, as a function whose intermediate
 * tensors are disposed.
 */
export function op<Args extends unknown[], Result>(
  f: Record<string, (...args: Args) => Result>,
): (...args: Args) => Result {
  const functions = Object.values(f);
  if (functions.length !== 1) {
    throw new ConfigError({
      where: 'op',
      expected: 'a record of one function',
      received: `${functions.length} keys`,
    });
  }
  return (...args) => tidy(() => functions[0](...args));
}

/** Disposes every variable that is still referenced, those of layers too. */
export function disposeVariables(): void {
  for (const variable of liveVariables()) variable.dispose();
}
