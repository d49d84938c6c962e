// IMDB from an npz: the order, the numbering of words and the limits that Keras applies.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ImdbOptions, ReviewPair } from '../../src/datasets/imdb.js';
import { imdb } from '../../src/datasets/index.js';
import { shared } from '../shared.js';
import { npy, zip } from './archive.js';
import { pickles } from './pickles.js';

const x = npy('|O', [3], pickles['protocol 4']);
const y = npy('|u1', [3], Uint8Array.of(0, 1, 1));
const tiny = { 'x_train.npy': x, 'y_train.npy': y, 'x_test.npy': x, 'y_test.npy': y };

async function withFile(bytes: Buffer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'corten-imdb-'));
  await mkdir(join(folder, 'imdb'));
  await writeFile(join(folder, 'imdb', 'imdb.npz'), bytes);
  process.env.CORTEN_DATA = folder;
}

// Lists, then labels, of the training set and of the test set, as Keras gives them for the tiny file.
const tinyGolden: [ImdbOptions, number[][], number[][]][] = [
  [
    { numWords: 302 },
    [[1, 10], [1, 4, 5, 2, 2, 2], [1], [1, 0, 1]],
    [[1], [1, 4, 5, 2, 2, 2], [1, 10], [1, 0, 1]],
  ],
  [
    {},
    [[1, 10], [1, 4, 5, 303, 2, 2], [1], [1, 0, 1]],
    [[1], [1, 4, 5, 303, 2, 2], [1, 10], [1, 0, 1]],
  ],
  [
    { numWords: 302, oovChar: null, skipTop: 5 },
    [[10], [5], [], [1, 0, 1]],
    [[], [5], [10], [1, 0, 1]],
  ],
  [
    { startChar: null, indexFrom: 0, numWords: 100_000 },
    [[7], [1, 2, 300, 70000, 2], [], [1, 0, 1]],
    [[], [1, 2, 300, 70000, 2], [7], [1, 0, 1]],
  ],
  [{ maxlen: 3 }, [[1, 2], [1], [1, 1]], [[1], [1, 2], [1, 1]]],
];

test.serial('start, offset, cuts and order are those of Keras', async (t) => {
  await withFile(zip(tiny));
  for (const [options, ...expected] of tinyGolden) {
    const sets = await imdb.loadData(options);
    const plain = sets.map(([texts, labels]) => [...texts, labels].map((row) => [...row]));
    t.deepEqual(plain, expected, JSON.stringify(options));
  }
});

test.serial('options that leave nothing, and unknown ones, are errors', async (t) => {
  await withFile(zip(tiny));
  await t.throwsAsync(imdb.loadData({ maxlen: 1 }), { code: 'ERR_CORTEN_VALUE' });
  await t.throwsAsync(imdb.loadData({ num_word: 3 } as ImdbOptions), {
    message: 'imdb.loadData: unknown option "num_word". Did you mean "numWords"?',
  });
});

test.serial('a corrupt file is a DataError that names it', async (t) => {
  const short = npy('|u1', [2], Uint8Array.of(0, 1));
  for (const [bytes, message] of [
    [Buffer.from('no archive'), /imdb\.npz: expected a zip archive/],
    [zip({ ...tiny, 'y_test.npy': short }), /a label for each of 3 reviews, received 2 labels/],
    [zip({ 'x_train.npy': x }), /expected an entry y_train.npy/],
    [zip(tiny).subarray(10), /imdb\.npz/],
  ] as const) {
    await withFile(bytes);
    await t.throwsAsync(imdb.loadData(), { code: 'ERR_CORTEN_DATA', message });
  }
});

function digest(sets: ReviewPair[]): string {
  const hash = createHash('sha256');
  for (const [texts, labels] of sets) {
    hash.update(Int32Array.from(texts, (text) => text.length));
    for (const text of texts) hash.update(text);
    hash.update(labels);
  }
  return hash.digest('hex');
}

// Digests of what Keras's own algorithm gives for the same file.
const golden: [ImdbOptions, string][] = [
  [{ numWords: 10000 }, 'f59a581e6fa1a3d1b04effd4d38a43e6d980f27c8777494cea0595e24cfc2392'],
  [{}, 'aefa7f0d9fbc0a18097871b71ecb1fae5d928b209006c3f129e4df87fff3e326'],
  [
    { numWords: 5000, skipTop: 20, maxlen: 200, oovChar: null },
    '4d94045ef776ffe753cc1a7f047fef4b643cb315606f9c521a9cfd0e64f359a8',
  ],
  [
    { startChar: null, indexFrom: 0, seed: 7, numWords: 300 },
    '09b9f406b96ff91a738424ee3f0a5f6ff9432847fe13b2c3251b52075a43f44e',
  ],
];

test.serial('the real reviews are, to the last word, what Keras loads', async (t) => {
  const folder = shared(t, 'data');
  if (!folder) return;
  process.env.CORTEN_DATA = folder;
  for (const [options, expected] of golden) t.is(digest(await imdb.loadData(options)), expected);
  const wordIndex = await imdb.getWordIndex();
  t.is(wordIndex.the, 1);
  t.true(Object.keys(wordIndex).length > 88_000);
});
