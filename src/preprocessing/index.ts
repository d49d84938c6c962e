// What `tf.preprocessing` offers; `padSequences`, `toCategorical` and `normalize` are in `tf.utils` too.
export { normalize, toCategorical } from './numeric.js';
export { makeSamplingTable, type PadSequencesOptions, padSequences } from './sequence.js';
export {
  type HashingOptions,
  hashingTrick,
  textToWordSequence,
  type WordOptions,
} from './text.js';
export { type MatrixMode, Tokenizer, type TokenizerOptions } from './tokenizer.js';
