// The Tokenizer: texts to sequences of word ranks or to matrices of word weights, as keras.preprocessing.text.Tokenizer does.
import { ConfigError, NotBuiltError } from '../errors.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import { eager } from '../tensors.js';
import { defaultFilters, textToWordSequence, type WordOptions } from './text.js';

export interface TokenizerOptions extends WordOptions {
  /** Only the `numWords - 1` most frequent words are kept. Default: all. */
  numWords?: number | null;
  /** Whether every character is a token. Default false. */
  charLevel?: boolean;
  /** Stands, with index 1, for words out of the vocabulary; by default they are left out. */
  oovToken?: string | null;
  /** Splits a text instead of `textToWordSequence`. */
  analyzer?: (text: string) => string[];
}

/** How a text becomes a row: whether, how often, which share, or term frequency by inverse document frequency. */
export type MatrixMode = 'binary' | 'count' | 'freq' | 'tfidf';

const keys = ['numWords', 'filters', 'lower', 'split', 'charLevel', 'oovToken', 'analyzer'];

/** A record without inherited keys, so that the word "constructor" is a word. */
const record = <K extends string | number, V>(): Record<K, V> => Object.create(null);

/**
 * A vocabulary by frequency: index 1 is the most frequent word (or the `oovToken`), 0 is never a word.
 *
 * @example
 * const tokenizer = new tf.preprocessing.Tokenizer({ numWords: 10000 });
 * tokenizer.fitOnTexts(texts);
 * const x = tf.utils.padSequences(tokenizer.textsToSequences(texts), { maxlen: 100 });
 */
export class Tokenizer {
  readonly numWords: number | null;
  readonly charLevel: boolean;
  readonly oovToken: string | null;
  /** How often each word occurs, in order of appearance. */
  readonly wordCounts = new Map<string, number>();
  /** In how many texts each word occurs. */
  wordDocs: Record<string, number> = record();
  indexDocs: Record<number, number> = record();
  wordIndex: Record<string, number> = record();
  indexWord: Record<number, string> = record();
  /** How many texts were seen. */
  documentCount = 0;
  private readonly words: Required<WordOptions>;
  private readonly analyzer?: (text: string) => string[];

  constructor(options: TokenizerOptions = {}) {
    const read = readOptions('Tokenizer', options, keys);
    const { filters = defaultFilters, lower = true, split = ' ' } = read;
    this.words = { filters, lower, split };
    this.numWords = read.numWords ?? null;
    this.charLevel = read.charLevel ?? false;
    this.oovToken = read.oovToken ?? null;
    this.analyzer = read.analyzer;
  }

  /** Counts the words of the texts, or of lists of tokens, and ranks the vocabulary anew. */
  fitOnTexts(texts: Iterable<string | string[]>): void {
    for (const text of texts) {
      this.documentCount++;
      const tokens = this.tokensOf(text);
      for (const token of tokens) this.wordCounts.set(token, (this.wordCounts.get(token) ?? 0) + 1);
      for (const token of new Set(tokens)) this.wordDocs[token] = (this.wordDocs[token] ?? 0) + 1;
    }
    // The sort is stable: among equals the first to appear comes first.
    const ranked = [...this.wordCounts].sort(([, a], [, b]) => b - a).map(([word]) => word);
    const vocabulary = this.oovToken === null ? ranked : [this.oovToken, ...ranked];
    this.wordIndex = record();
    this.indexWord = record();
    vocabulary.forEach((word, i) => {
      this.wordIndex[word] = i + 1;
    });
    for (const [word, index] of Object.entries(this.wordIndex)) this.indexWord[index] = word;
    for (const [word, count] of Object.entries(this.wordDocs)) {
      this.indexDocs[this.wordIndex[word]] = count;
    }
  }

  /** Counts in how many sequences each index occurs: enough for `sequencesToMatrix`. */
  fitOnSequences(sequences: Iterable<number[]>): void {
    for (const sequence of sequences) {
      this.documentCount++;
      for (const index of new Set(sequence)) {
        this.indexDocs[index] = (this.indexDocs[index] ?? 0) + 1;
      }
    }
  }

  /** Each text as the indices of its words. */
  textsToSequences(texts: Iterable<string | string[]>): number[][] {
    return Array.from(texts, (text) =>
      this.keep(this.tokensOf(text).map((token) => this.wordIndex[token])),
    );
  }

  /** Each sequence as its words with spaces between. */
  sequencesToTexts(sequences: Iterable<Iterable<number>>): string[] {
    return Array.from(sequences, (sequence) => {
      const known = Array.from(sequence, (i) => (i in this.indexWord ? i : undefined));
      return this.keep(known)
        .map((index) => this.indexWord[index])
        .join(' ');
    });
  }

  /** One row a text: `[texts, numWords]`. */
  textsToMatrix(texts: Iterable<string | string[]>, mode: MatrixMode = 'binary'): Tensor {
    return this.sequencesToMatrix(this.textsToSequences(texts), mode);
  }

  /**
   * One row a sequence: `[sequences, numWords]`; tfidf is (1 + ln(count)) ln(1 + documents / (1 + documents with it)).
   *
   * @throws NotBuiltError if neither `numWords` nor a vocabulary says how wide a row is
   */
  sequencesToMatrix(sequences: readonly number[][], mode: MatrixMode = 'binary'): Tensor {
    const width = this.numWords || Object.keys(this.wordIndex).length + 1;
    if (width === 1 || (mode === 'tfidf' && this.documentCount === 0)) {
      throw new NotBuiltError({
        where: 'Tokenizer',
        problem: 'has seen no texts',
        hint: 'Call fitOnTexts first.',
      });
    }
    const data = new Float32Array(sequences.length * width);
    sequences.forEach((sequence, row) => {
      const counts = new Map<number, number>();
      for (const i of sequence) if (i < width) counts.set(i, (counts.get(i) ?? 0) + 1);
      for (const [index, count] of counts) {
        data[row * width + index] = this.weight(mode, index, count, sequence.length);
      }
    });
    return eager('float32', [sequences.length, width], data);
  }

  private weight(mode: MatrixMode, index: number, count: number, length: number): number {
    switch (mode) {
      case 'binary':
        return 1;
      case 'count':
        return count;
      case 'freq':
        return count / length;
      case 'tfidf':
        return (
          (1 + Math.log(count)) *
          Math.log(1 + this.documentCount / (1 + (this.indexDocs[index] ?? 0)))
        );
      default:
        throw new ConfigError({
          where: 'Tokenizer mode',
          expected: '"binary", "count", "freq" or "tfidf"',
          received: JSON.stringify(mode),
        });
    }
  }

  private tokensOf(text: string | string[]): string[] {
    const { lower } = this.words;
    if (Array.isArray(text)) return lower ? text.map((token) => token.toLowerCase()) : text;
    if (this.charLevel) return [...(lower ? text.toLowerCase() : text)];
    return this.analyzer ? this.analyzer(text) : textToWordSequence(text, this.words);
  }

  /** Leaves out indices beyond `numWords` and unknown ones, or puts the out-of-vocabulary index in their place. */
  private keep(indices: (number | undefined)[]): number[] {
    const oov = this.oovToken === null ? undefined : this.wordIndex[this.oovToken];
    const kept: number[] = [];
    for (const index of indices) {
      const inside = index !== undefined && !(this.numWords && index >= this.numWords);
      const value = inside ? index : oov;
      if (value !== undefined) kept.push(value);
    }
    return kept;
  }
}
