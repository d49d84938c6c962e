// Options objects as users write them: camelCase, or Keras's snake_case; an unknown key is a ConfigError.
import { ConfigError } from './errors.js';
import { unknownName } from './suggest.js';

/** `batch_size` -> `batchSize`; camelCase stays as it is. */
export function toCamelCase(name: string): string {
  if (!name.includes('_')) return name;
  return name.replace(/(?<=[^_])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `decaySteps` -> `decay_steps`, `beta1` -> `beta_1`: how Keras's configurations spell it. */
export function toSnakeCase(name: string): string {
  return name
    .replace(/(beta|epsilon)(?=\d)/gi, '$1_')
    .replace(/(?<=[a-z])[A-Z]|(?<=\d)[A-Z](?=[a-z])/g, (letter) => `_${letter.toLowerCase()}`)
    .toLowerCase();
}

/**
 * The options with their keys in camelCase, each one of `allowedKeys`.
 * @param aliases other versions' names
 */
export function readOptions<T extends object>(
  where: string,
  options: T,
  allowedKeys: Iterable<string>,
  aliases: Readonly<Record<string, string>> = {},
): T {
  if (options !== null && options !== undefined && typeof options !== 'object') {
    throw new ConfigError({ where, expected: 'an object of options', received: String(options) });
  }
  const allowed = allowedKeys instanceof Set ? allowedKeys : new Set(allowedKeys);
  const read: [string, unknown][] = [];
  for (const [key, value] of Object.entries(options ?? {})) {
    const camel = toCamelCase(key);
    const name = aliases[camel] ?? camel;
    if (!allowed.has(name)) throw unknownName('option', key, allowed, where);
    read.push([name, value]);
  }
  return Object.fromEntries(read) as T;
}

/** A config with its own keys in camelCase; what is nested keeps Keras's form until it is read. */
export function camelKeys(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [toCamelCase(key), value]),
  );
}
