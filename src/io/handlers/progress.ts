// How much of several files has arrived, as one fraction.
import type { OnProgressCallback } from './types.js';

/** Calls `onProgress` with the share of the promises that are settled, as each one is. */
export function counting<T>(
  promises: readonly Promise<T>[],
  onProgress: OnProgressCallback | undefined,
  from = 0,
  to = 1,
): Promise<T[]> {
  if (!onProgress) return Promise.all(promises);
  let done = 0;
  const counted = promises.map(async (promise) => {
    const value = await promise;
    done += 1;
    onProgress(from + (done / promises.length) * (to - from));
    return value;
  });
  return Promise.all(counted);
}
