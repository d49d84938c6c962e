// Command-line options of the examples: `--seed N`, `--steps N`, `--short`, ...
import { parseArgs } from 'node:util';

/** Numbers that may be given, by name, and whether the example shall run in its short form. */
export function options<T extends Record<string, number>>(defaults: T): T & { short: boolean } {
  const names = Object.keys(defaults);
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  const numbers = names.map((name) => {
    const given = (values as unknown as Record<string, string | undefined>)[name];
    const number = given === undefined ? defaults[name] : Number(given);
    if (!Number.isFinite(number)) throw new Error(`--${name} takes a number, not '${given}'`);
    return [name, number];
  });
  return { ...(Object.fromEntries(numbers) as T), short: values.short === true };
}
