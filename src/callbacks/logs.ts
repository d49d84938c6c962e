// Logs know `acc` and `accuracy` as the same: the spelling that was not given is there too, but not enumerable.

function otherSpelling(key: string): string | undefined {
  const match = /^(|.*_)(acc|accuracy)(_\d+)?$/.exec(key);
  if (!match) return undefined;
  const [, before, word, after = ''] = match;
  return before + (word === 'acc' ? 'accuracy' : 'acc') + after;
}

/** Adds the other spelling of each accuracy. */
export function withBothSpellings<T extends object>(logs: T): T {
  for (const key of Object.keys(logs)) {
    const other = otherSpelling(key);
    if (other === undefined || other in logs) continue;
    Object.defineProperty(logs, other, {
      get: () => (logs as Record<string, unknown>)[key],
      enumerable: false,
      configurable: true,
    });
  }
  return logs;
}
