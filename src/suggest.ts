// Errors for names that are not known, which suggest the nearest one.
import { ConfigError } from './errors.js';

/** Levenshtein's distance with transpositions of neighbours as one edit, case ignored. */
function editDistance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, before[j - 2] + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length];
}

/**
 * The candidate that `name` was most likely meant to be, or undefined if none is near.
 * A third of the longer name may differ; underscores and case don't count.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const plain = name.replaceAll('_', '');
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = candidate.replaceAll('_', '');
    const distance = editDistance(plain, other);
    if (distance < least && distance <= Math.max(1, Math.max(plain.length, other.length) / 3)) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/**
 * The error for a name that is not one of `candidates`:
 * `unknown loss "categoricalCrosentropy". Did you mean "categoricalCrossentropy"?`
 */
export function unknownName(
  kind: string,
  name: string,
  candidates: Iterable<string>,
  where?: string,
): ConfigError {
  const known = [...candidates];
  const nearest = nearestName(name, known);
  const list = known.slice(0, 40).join(', ') + (known.length > 40 ? ', ...' : '');
  const hint = nearest ? `Did you mean "${nearest}"?` : list ? `Known: ${list}.` : undefined;
  return new ConfigError({ where, problem: `unknown ${kind} "${name}"`, hint });
}

/** Throws a ConfigError for the first key of `config` that is not allowed, naming the nearest one that is. */
export function checkKeys(where: string, config: object, allowedKeys: Iterable<string>): void {
  const allowed = new Set(allowedKeys);
  for (const key of Object.keys(config)) {
    if (!allowed.has(key)) throw unknownName('option', key, allowed, where);
  }
}
