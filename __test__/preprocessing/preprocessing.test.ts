// Sequences, labels and texts: the edges that the golden values do not reach.
import test from 'ava';
import {
  normalize,
  padSequences,
  Tokenizer,
  textToWordSequence,
  toCategorical,
} from '../../src/preprocessing/index.js';
import { eager } from '../../src/tensors.js';

test('padSequences takes typed arrays and pads before, cutting the beginning', (t) => {
  const padded = padSequences([Int32Array.of(1), [2, 3], [4, 5, 6]], { maxlen: 2 });
  t.is(padded.dtype, 'int32');
  t.deepEqual(padded.arraySync(), [
    [0, 1],
    [2, 3],
    [5, 6],
  ]);
});

test('padSequences refuses what Keras refuses, in words', (t) => {
  t.throws(() => padSequences([[1]], { padding: 'before' as 'pre' }), {
    code: 'ERR_CORTEN_CONFIG',
    message: 'padSequences padding: expected "pre" or "post", received "before"',
  });
  t.throws(() => padSequences([[1]], { maxLen: 3 } as object), {
    message: 'padSequences: unknown option "maxLen". Did you mean "maxlen"?',
  });
  t.throws(() => padSequences([[[1, 2]], [[3]]]), { code: 'ERR_CORTEN_SHAPE' });
  t.throws(() => padSequences([[[1, 2], [3]]]), { code: 'ERR_CORTEN_SHAPE' });
  t.throws(() => padSequences([]), { code: 'ERR_CORTEN_VALUE' });
});

test('toCategorical takes tensors and typed arrays, and drops a last dimension of one', (t) => {
  const column = eager('uint8', [2, 1], Uint8Array.of(1, 0));
  t.deepEqual(toCategorical(column, 3).arraySync(), [
    [0, 1, 0],
    [1, 0, 0],
  ]);
  t.deepEqual(toCategorical(Int32Array.of(2)).shape, [1, 3]);
  t.deepEqual(toCategorical(BigInt64Array.of(1n)).arraySync(), [[0, 1]]);
});

test('toCategorical names the label that is no class', (t) => {
  t.throws(() => toCategorical([0, 3], 3), {
    code: 'ERR_CORTEN_VALUE',
    message:
      'toCategorical: expected integer labels from 0 to 2, received 3 at position 1. Give a larger numClasses.',
  });
  t.throws(() => toCategorical([0.5], 3), { code: 'ERR_CORTEN_VALUE' });
  t.throws(() => toCategorical([-1], 3), { code: 'ERR_CORTEN_VALUE' });
});

test('normalize works along any axis, and by the largest magnitude', (t) => {
  const x = [
    [3, 0],
    [4, 0],
  ];
  t.deepEqual([...normalize(x, 0).dataSync()], [...Float32Array.of(0.6, 0, 0.8, 0)]);
  t.deepEqual([...normalize([[2, -4]], -1, Number.POSITIVE_INFINITY).dataSync()], [0.5, -1]);
  t.throws(() => normalize(x, 2), { code: 'ERR_CORTEN_VALUE' });
});

test('options may be spelled as in Keras', (t) => {
  t.is(new Tokenizer({ num_words: 3 } as object).numWords, 3);
});

test('words named like properties of objects are words', (t) => {
  const tokenizer = new Tokenizer();
  tokenizer.fitOnTexts(['constructor __proto__ constructor toString']);
  t.is(tokenizer.wordIndex.constructor as unknown as number, 1);
  t.deepEqual(tokenizer.textsToSequences(['constructor hasOwnProperty']), [[1]]);
});

test('lists of tokens, and an analyzer of one own', (t) => {
  const tokenizer = new Tokenizer({ analyzer: (text) => text.split('/') });
  tokenizer.fitOnTexts(['a/b/a', ['B', 'b', 'c']]);
  t.deepEqual(tokenizer.textsToSequences(['b/a', ['C']]), [[1, 2], [3]]);
});

test('a tokenizer without texts says what to do', (t) => {
  t.throws(() => new Tokenizer().textsToMatrix(['a']), {
    code: 'ERR_CORTEN_NOT_BUILT',
    message: 'Tokenizer: has seen no texts. Call fitOnTexts first.',
  });
  t.throws(() => new Tokenizer({ number_words: 3 } as object), {
    message: 'Tokenizer: unknown option "number_words". Did you mean "numWords"?',
  });
  t.throws(() => textToWordSequence('a', { split: '' }), { code: 'ERR_CORTEN_CONFIG' });
});
