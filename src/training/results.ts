// From a step's vector of results to logs by name, or the numbers that tfjs's calls return.
import type { Logs } from '../callbacks/callback.js';
import { withBothSpellings } from '../callbacks/logs.js';
import type { TypedArray } from '../dtype.js';
import type { ResultField } from './objective.js';

/** The results by name; a metric of several numbers is a list. */
export function toLogs(fields: readonly ResultField[], results: TypedArray, prefix = ''): Logs {
  const logs: Record<string, number | number[]> = {};
  let at = 0;
  for (const { name, size } of fields) {
    logs[prefix + name] =
      size === 1
        ? Number(results[at])
        : Array.from({ length: size }, (_, i) => Number(results[at + i]));
    at += size;
  }
  return withBothSpellings(logs) as Logs;
}

/** The results in order: loss, the outputs' losses, metrics. */
export function toNumbers(fields: readonly ResultField[], results: TypedArray): number[] {
  if (fields.length === results.length) return Array.from(results, Number);
  return Object.values(toLogs(fields, results));
}
