// `tf.utils`: seeds, names, and Keras's helpers for data.
import { resetNames } from './names.js';
import { setRandomSeed } from './session.js';

export { normalize, padSequences, toCategorical } from './preprocessing/index.js';
export { setRandomSeed };

/** Starts layer names again: `dense`, `dense_1`, ... Models that exist keep theirs. */
export function clearSession(): void {
  resetNames();
}
