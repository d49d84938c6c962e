// Options objects as users write them: camelCase, or Keras's snake_case; an unknown key is a ConfigError.
import { checkKeys } from './errors.js';

/** `batch_size` -> `batchSize`; camelCase stays as it is. */
export function toCamelCase(name: string): string {
  return name.replace(/(?<=[^_])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The options with their keys in camelCase, each one of `allowedKeys`. */
export function readOptions<T extends object>(
  where: string,
  options: T,
  allowedKeys: Iterable<string>,
): T {
  const entries = Object.entries(options).map(([key, value]) => [toCamelCase(key), value]);
  const read = Object.fromEntries(entries) as T;
  checkKeys(where, read, allowedKeys);
  return read;
}
