// IMDB: 25,000 + 25,000 film reviews as lists of word ranks, labelled 0 or 1 (Maas et al. 2011), from Keras's own imdb.npz.
import { createHash } from 'node:crypto';
import { DataError, ValueError } from '../errors.js';
import { parseIntegers, parseLists } from '../io/npy.js';
import { Zip } from '../io/zip.js';
import { readOptions } from '../options.js';
import { RandomState } from '../random/mt19937.js';
import { read } from './resource.js';

export interface ImdbOptions {
  /** Ranks from here on become `oovChar`. Default: the largest rank. */
  numWords?: number | null;
  /** So many of the most frequent words become `oovChar`. Default 0. */
  skipTop?: number;
  /** Longer reviews are left out: only those shorter than this stay. Default: all stay. */
  maxlen?: number | null;
  /** Of the shuffling, which is NumPy's. Default 113. */
  seed?: number;
  /** Stands at the start of each review; null for none. Default 1. */
  startChar?: number | null;
  /** Stands for words cut by `numWords` or `skipTop`; with null they are dropped. Default 2. */
  oovChar?: number | null;
  /** Added to each rank. Default 3. */
  indexFrom?: number;
}

/** Reviews, and their labels: 1 is favourable. */
export type ReviewPair = [x: Int32Array[], y: Int32Array];

const keys = ['numWords', 'skipTop', 'maxlen', 'seed', 'startChar', 'oovChar', 'indexFrom'];
const mirrors = ['https://storage.googleapis.com/tensorflow/tf-keras-datasets'];
const hint = 'Put imdb.npz and imdb_word_index.json of Keras into a folder named by CORTEN_DATA.';
/** imdb.npz unpacks to 28 MB. */
const maxUnpacked = 1 << 29;
const maxDownload = 1 << 27;

/** The published files, and the SHA-256 or MD5 by which Keras checks them. */
const reviews = {
  name: 'imdb.npz',
  algorithm: 'sha256',
  digest: '69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f',
};
const words = {
  name: 'imdb_word_index.json',
  algorithm: 'md5',
  digest: 'bfafd718b763782e994055a2d397834f',
};

/** The names of each file. */
export const imdbFiles = [[reviews.name], [words.name]];

function readPublished({ name, algorithm, digest }: typeof reviews) {
  const check = async (bytes: Buffer) => {
    const received = createHash(algorithm).update(bytes).digest('hex');
    if (received === digest) return;
    const expected = `${algorithm} ${digest}`;
    throw new DataError({ where: `the downloaded ${name}`, expected, received });
  };
  return read({ dataset: 'imdb', name, mirrors, maxBytes: maxDownload, check, hint });
}

async function readPair(path: string, zip: Zip, set: 'train' | 'test'): Promise<ReviewPair> {
  const [x, y] = await Promise.all([zip.read(`x_${set}.npy`), zip.read(`y_${set}.npy`)]);
  const lists = parseLists(`${path}, x_${set}`, x);
  const labels = parseIntegers(`${path}, y_${set}`, y);
  if (lists.length === labels.length) return [lists, labels];
  throw new DataError({
    where: path,
    expected: `a label for each of ${lists.length} reviews`,
    received: `${labels.length} labels`,
  });
}

/** In the order of the permutation, with start and offset, without the long ones. */
function arrange(pair: ReviewPair, order: Int32Array, options: ImdbOptions): ReviewPair {
  const { startChar = 1, indexFrom = 3, maxlen } = options;
  const start = startChar === null ? 0 : 1;
  const x: Int32Array[] = [];
  const y: number[] = [];
  for (const i of order) {
    const ranks = pair[0][i];
    const length = ranks.length + start;
    if (maxlen && length >= maxlen) continue;
    const review = new Int32Array(length);
    if (startChar !== null) review[0] = startChar;
    for (let j = 0; j < ranks.length; j++) review[start + j] = ranks[j] + indexFrom;
    x.push(review);
    y.push(pair[1][i]);
  }
  if (x.length > 0) return [x, Int32Array.from(y)];
  const received = `${maxlen}, which leaves no review`;
  throw new ValueError({ where: 'imdb maxlen', expected: 'a larger number', received });
}

/** Puts `oovChar` for what is outside [skipTop, numWords), or drops it. */
function cut(x: Int32Array[], numWords: number, { skipTop = 0, oovChar = 2 }: ImdbOptions) {
  const inside = (word: number) => word >= skipTop && word < numWords;
  if (oovChar === null) return x.map((review) => review.filter(inside));
  for (const review of x) {
    for (let j = 0; j < review.length; j++) if (!inside(review[j])) review[j] = oovChar;
  }
  return x;
}

/**
 * The reviews exactly as `keras.datasets.imdb.load_data` gives them, in the same order for the same seed.
 *
 * @returns `[[x, y], [xTest, yTest]]`: x a list of `Int32Array`s of word indices, y an `Int32Array` of 0 and 1
 * @throws DataError for a corrupt file, UnavailableError without file and network (after 5 seconds)
 * @example
 * const [[x, y], [xTest, yTest]] = await tf.datasets.imdb.loadData({ numWords: 10000 });
 * const xTrain = tf.utils.padSequences(x, { maxlen: 500 });
 */
export async function loadData(options: ImdbOptions = {}): Promise<[ReviewPair, ReviewPair]> {
  const config = readOptions('imdb.loadData', options, keys);
  const { path, bytes } = await readPublished(reviews);
  const zip = new Zip(path, bytes, maxUnpacked);
  const [train, test] = await Promise.all([
    readPair(path, zip, 'train'),
    readPair(path, zip, 'test'),
  ]);
  const random = new RandomState(config.seed ?? 113);
  const sets = [train, test].map((pair) =>
    arrange(pair, random.permutation(pair[0].length), config),
  );

  let numWords = config.numWords || 0;
  if (!numWords) {
    for (const [x] of sets)
      for (const review of x) for (const w of review) numWords = Math.max(numWords, w);
  }
  const [first, second] = sets.map(([x, y]): ReviewPair => [cut(x, numWords, config), y]);
  return [first, second];
}

/**
 * The rank of each word, 1 the most frequent; `loadData` adds `indexFrom` to it.
 *
 * @example
 * const wordIndex = await tf.datasets.imdb.getWordIndex();
 * wordIndex.the; // 1
 */
export async function getWordIndex(): Promise<Record<string, number>> {
  const { path, bytes } = await readPublished(words);
  let index: unknown;
  try {
    index = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const received = (cause as Error).message;
    throw new DataError({
      where: path,
      expected: 'words and their ranks in JSON',
      received,
      cause,
    });
  }
  const isIndex =
    typeof index === 'object' &&
    index !== null &&
    Object.values(index).every((rank) => Number.isInteger(rank));
  if (!isIndex) throw new DataError({ where: path, expected: 'an object of words and ranks' });
  // Without inherited keys: "constructor" is a word.
  return Object.assign(Object.create(null), index);
}
