// Text to words, and words to hashed indices: the functions beneath the `Tokenizer`.
import { createHash } from 'node:crypto';
import { ConfigError } from '../errors.js';

export interface WordOptions {
  /** Characters that separate words beside `split`. Default: punctuation but the apostrophe, tab and newline. */
  filters?: string;
  /** Whether to lower the case first. Default true. */
  lower?: boolean;
  /** The separator. Default a space. */
  split?: string;
}

export const defaultFilters = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n';

/**
 * The words of a text.
 *
 * @see keras.preprocessing.text.text_to_word_sequence
 * @example
 * textToWordSequence('A cat, a dog.'); // ['a', 'cat', 'a', 'dog']
 */
export function textToWordSequence(
  text: string,
  { filters = defaultFilters, lower = true, split = ' ' }: WordOptions = {},
): string[] {
  if (split === '') {
    throw new ConfigError({ where: 'split', expected: 'a separator', received: 'an empty string' });
  }
  const filtered = new Set(filters);
  let spaced = '';
  for (const char of lower ? text.toLowerCase() : text) spaced += filtered.has(char) ? split : char;
  return spaced.split(split).filter((word) => word !== '');
}

export interface HashingOptions extends WordOptions {
  /** From a word to a non-negative integer; default `'md5'`, which gives the same indices in every process. */
  hashFunction?: 'md5' | ((word: string) => number);
  /** Splits the text instead of `textToWordSequence`. */
  analyzer?: (text: string) => string[];
}

/**
 * Each word's hash in [1, n - 1]: indices without a vocabulary; two words may collide.
 *
 * @param n the size of the hashing space
 * @see keras.preprocessing.text.hashing_trick (whose own default hash changes from run to run)
 */
export function hashingTrick(text: string, n: number, options: HashingOptions = {}): number[] {
  const { hashFunction = 'md5', analyzer, ...wordOptions } = options;
  const words = analyzer ? analyzer(text) : textToWordSequence(text, wordOptions);
  const space = BigInt(n - 1);
  return words.map((word) => {
    const hash =
      hashFunction === 'md5'
        ? BigInt(`0x${createHash('md5').update(word).digest('hex')}`)
        : BigInt(hashFunction(word));
    return Number(hash % space) + 1;
  });
}
