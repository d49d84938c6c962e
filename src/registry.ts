// Families of classes that strings and Keras's configurations name: losses, metrics, optimizers and their like.
import { ConfigError } from './errors.js';
import { unknownName } from './suggest.js';

/** An object as Keras serializes it. */
export interface SerializedObject {
  class_name: string;
  config: Record<string, unknown>;
  module?: string | null;
  registered_name?: string | null;
}

/** An object as tfjs's `getConfig` gives it. */
export interface TfjsSerialized {
  className: string;
  config: Record<string, unknown>;
}

/** What a family's members have in common: they give their configuration in Keras's spelling. */
export interface Configurable {
  getConfig(): Record<string, unknown>;
}

/** A class of a family; its constructor takes one options object, in camelCase or in Keras's spelling. */
export type Constructor<T> = new (config: never) => T;

/** A name without the differences of spelling: `mean_squared_error`, `meanSquaredError`, `MeanSquaredError`. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** A serialized object in Keras's form, from Keras's or tfjs's; undefined for anything else. */
export function readSerialized(value: unknown): SerializedObject | undefined {
  if (typeof value !== 'object' || value === null || !('config' in value)) return undefined;
  if ('class_name' in value) return value as SerializedObject;
  if (!('className' in value)) return undefined;
  const { className, ...rest } = value as TfjsSerialized;
  return { ...rest, class_name: className };
}

/** The classes of one family by name, in any of the usual spellings. */
export class Registry<T extends Configurable> {
  /** What a member is called in messages: `loss`. */
  readonly kind: string;
  /** Keras's module of the family: `keras.losses`. */
  readonly module: string;
  readonly #classes = new Map<string, Constructor<T>>();
  readonly #names: string[] = [];

  constructor(kind: string, module: string, classes: Record<string, Constructor<T>>) {
    this.kind = kind;
    this.module = module;
    for (const [name, Class] of Object.entries(classes)) this.register(name, Class);
  }

  /** Makes `name` stand for a class, the user's own too. */
  register(name: string, Class: Constructor<T>): void {
    if (!this.#classes.has(plain(name))) {
      this.#names.push(name[0].toLowerCase() + name.slice(1));
    }
    this.#classes.set(plain(name), Class);
  }

  /** Whether the family has a class of that name. */
  has(name: string): boolean {
    return this.#classes.has(plain(name));
  }

  /** A new object from a name, a serialized object, or a class. @throws ConfigError if the name is unknown. */
  create(
    identifier: string | SerializedObject | TfjsSerialized | Constructor<T>,
    config: object = {},
  ): T {
    const serialized = readSerialized(identifier);
    if (serialized) return this.create(serialized.class_name, serialized.config);
    if (typeof identifier === 'function') return new identifier(config as never);
    if (typeof identifier !== 'string') {
      throw new ConfigError({
        expected: `the name of a ${this.kind}, a function or an object`,
        received: String(identifier),
      });
    }
    const Class = this.#classes.get(plain(identifier));
    if (!Class) throw unknownName(this.kind, identifier, this.#names);
    return new Class(config as never);
  }

  /** The object as Keras serializes it. */
  serialize(object: T): SerializedObject {
    return {
      module: this.module,
      class_name: object.constructor.name,
      config: object.getConfig(),
      registered_name: null,
    };
  }
}
