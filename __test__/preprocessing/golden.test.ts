import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { type NdArray, readNumbers } from '../../src/ndarray.js';
import * as preprocessing from '../../src/preprocessing/index.js';
import { shared } from '../shared.js';

interface Case {
  name: string;
  function: string;
  // biome-ignore lint/suspicious/noExplicitAny: golden cases hold whatever Keras took and gave.
  [field: string]: any;
}

const {
  hashingTrick,
  makeSamplingTable,
  normalize,
  padSequences,
  Tokenizer,
  textToWordSequence,
  toCategorical,
} = preprocessing;

function near(t: ExecutionContext, actual: NdArray, expected: preprocessing.Numbers, name: string) {
  const { data, shape } = readNumbers(name, expected);
  t.deepEqual(actual.shape, shape, name);
  const furthest = Math.max(...Array.from(data, (e, i) => Math.abs(e - actual.data[i])));
  t.true(furthest <= 1e-6, `${name}: off by ${furthest}`);
}

function checkTokenizer(t: ExecutionContext, { name, options, ...golden }: Case) {
  const tokenizer = new Tokenizer(options);
  for (const texts of golden.fit) tokenizer.fitOnTexts(texts);
  t.deepEqual(tokenizer.textsToSequences(golden.texts), golden.sequences, name);
  t.deepEqual(tokenizer.sequencesToTexts(golden.sequences), golden.back_to_texts, name);
  t.deepEqual({ ...tokenizer.wordIndex }, golden.word_index ?? { ...tokenizer.wordIndex }, name);
  if (golden.word_counts) {
    const counts = Array.isArray(golden.word_counts)
      ? golden.word_counts
      : Object.entries(golden.word_counts);
    t.deepEqual([...tokenizer.wordCounts], counts, name);
  }
  for (const [mode, matrix] of Object.entries<preprocessing.Numbers>(golden.matrices)) {
    const actual = tokenizer.textsToMatrix(golden.matrix_texts, mode as preprocessing.MatrixMode);
    near(t, actual, matrix, `${name} ${mode}`);
  }
}

const checks: Record<string, (t: ExecutionContext, golden: Case) => void> = {
  pad_sequences: (t, { name, args, options, result }) =>
    near(t, padSequences(args[0], options), result, name),
  to_categorical: (t, { name, args, options, result }) =>
    near(t, toCategorical(args[0], options.num_classes), result, name),
  normalize: (t, { name, args, options, result }) =>
    near(t, normalize(args[0], options.axis, options.order), result, name),
  text_to_word_sequence: (t, { name, args, options, result }) =>
    t.deepEqual(textToWordSequence(args[0], options), result, name),
  hashing_trick: (t, { name, args, result }) =>
    t.deepEqual(hashingTrick(args[0], args[1]), result, name),
  make_sampling_table: (t, { name, args, result }) =>
    near(t, makeSamplingTable(args[0]), result, name),
  Tokenizer: checkTokenizer,
};

for (const [name, check] of Object.entries(checks)) {
  test(`${name} gives Keras's results`, (t) => {
    const path = shared(t, 'golden', 'preprocessing.json');
    if (!path) return;
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };
    const mine = cases.filter((golden) => golden.function === name);
    t.not(mine.length, 0);
    for (const golden of mine) check(t, golden);
  });
}
