// TensorFlow's ops on strings.
import {
  staticRegexReplace,
  stringNGrams,
  stringSplit,
  stringToHashBucketFast,
} from '../../ops/string/index.js';
import { type Operations, op, opOf, ports } from '../kernel.js';
import {
  flagAttribute,
  numberAttribute,
  numbersAttribute,
  tensor,
  textAttribute,
} from '../readers.js';

export const string: Operations = {
  StaticRegexReplace: op(
    staticRegexReplace,
    tensor(0),
    textAttribute('pattern'),
    textAttribute('rewrite'),
    flagAttribute('replace_global', true),
  ),
  StringNGrams: ports(
    ['ngrams', 'ngrams_splits'],
    opOf(
      stringNGrams,
      ['nGrams', 'nGramsSplits'],
      tensor(0),
      tensor(1),
      textAttribute('separator'),
      numbersAttribute('ngram_widths'),
      textAttribute('left_pad'),
      textAttribute('right_pad'),
      numberAttribute('pad_width'),
      flagAttribute('preserve_short_sequences'),
    ),
  ),
  StringSplit: ports(
    ['indices', 'values', 'shape'],
    opOf(
      stringSplit,
      ['indices', 'values', 'shape'],
      tensor(0),
      tensor(1),
      flagAttribute('skip_empty', true),
    ),
  ),
  StringToHashBucketFast: op(stringToHashBucketFast, tensor(0), numberAttribute('num_buckets')),
};
