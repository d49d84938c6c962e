// Golden family `preprocessing`: sequences, labels and texts.
import { Normalization } from '../../../src/layers/index.js';
import { flatten, type NestedArray } from '../../../src/nested.js';
import * as preprocessing from '../../../src/preprocessing/index.js';
import type { Tensor } from '../../../src/tensor.js';
import type { Case, Check, Driver } from '../family.js';

interface PreprocessingCase extends Case {
  function: string;
  // biome-ignore lint/suspicious/noExplicitAny: golden cases hold whatever Keras took and gave.
  [field: string]: any;
}

/** Compares an array with nested lists of numbers. */
function array(check: Check, what: string, actual: Tensor, expected: NestedArray): void {
  const { values, shape } = flatten(expected, 'float64', what);
  check.value(`${what}: shape`, actual.shape, shape);
  check.value(what, Array.from(actual.dataSync()), Array.from(values, Number));
}

function tokenizer({ options, ...golden }: PreprocessingCase, check: Check): void {
  const tokenizer = new preprocessing.Tokenizer(options);
  for (const texts of golden.fit) tokenizer.fitOnTexts(texts);
  check.value('sequences', tokenizer.textsToSequences(golden.texts), golden.sequences);
  check.value('texts', tokenizer.sequencesToTexts(golden.sequences), golden.back_to_texts);
  if (golden.word_index) {
    check.value('wordIndex', { ...tokenizer.wordIndex }, golden.word_index);
  }
  if (golden.word_counts) {
    const counts = Array.isArray(golden.word_counts)
      ? golden.word_counts
      : Object.entries(golden.word_counts);
    check.value('wordCounts', [...tokenizer.wordCounts], counts);
  }
  for (const [mode, matrix] of Object.entries<NestedArray>(golden.matrices)) {
    const actual = tokenizer.textsToMatrix(golden.matrix_texts, mode as preprocessing.MatrixMode);
    array(check, mode, actual, matrix);
  }
}

function normalization({ options, ...golden }: PreprocessingCase, check: Check): void {
  const layer = new Normalization(options);
  layer.adapt(golden.adapt);
  array(check, 'result', layer.apply(golden.input as NestedArray) as Tensor, golden.result);
}

const functions: Record<string, (item: PreprocessingCase, check: Check) => void> = {
  'Normalization.adapt': normalization,
  Tokenizer: tokenizer,
  hashing_trick: ({ args, result }, check) =>
    check.value('result', preprocessing.hashingTrick(args[0], args[1]), result),
  make_sampling_table: ({ args, result }, check) =>
    array(check, 'result', preprocessing.makeSamplingTable(args[0]), result),
  normalize: ({ args, options, result }, check) =>
    array(check, 'result', preprocessing.normalize(args[0], options.axis, options.order), result),
  pad_sequences: ({ args, options, result }, check) =>
    array(check, 'result', preprocessing.padSequences(args[0], options), result),
  text_to_word_sequence: ({ args, options, result }, check) =>
    check.value('result', preprocessing.textToWordSequence(args[0], options), result),
  to_categorical: ({ args, options, result }, check) =>
    array(check, 'result', preprocessing.toCategorical(args[0], options.num_classes), result),
};

export const preprocessingDriver: Driver<PreprocessingCase> = (item, check) => {
  const run = functions[item.function];
  if (!run) throw new Error(`there is no function '${item.function}'`);
  run(item, check);
};
