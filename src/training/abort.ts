// Abort: the error of an aborted call, and an end to waiting for what others may never give.
import { AbortError } from '../errors.js';

export function abortError(where: string, signal: AbortSignal): AbortError {
  return new AbortError({ where, problem: 'was aborted', cause: signal.reason });
}

/** Waits for a promise of the user's until the signal is aborted. @throws AbortError then */
export async function unlessAborted<T>(
  where: string,
  signal: AbortSignal | undefined,
  promise: Promise<T>,
): Promise<T> {
  if (!signal) return promise;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(where, signal));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
