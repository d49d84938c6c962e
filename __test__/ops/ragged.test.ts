// Sparse and ragged tensors, and strings.
import test from 'ava';
import * as tf from '../../index.js';

test('empty rows of a sparse tensor are filled, its indices reshaped', (t) => {
  const filled = tf.sparse.sparseFillEmptyRows(
    [
      [2, 0],
      [0, 1],
    ],
    ['c', 'a'],
    [3, 2],
    '?',
  );
  t.deepEqual(filled.outputIndices.arraySync(), [
    [0, 1],
    [1, 0],
    [2, 0],
  ]);
  t.deepEqual(filled.outputValues.dataSync() as unknown, ['a', '?', 'c']);
  t.deepEqual(filled.reverseIndexMap.arraySync(), [2, 0]);
  const { outputIndices, outputShape } = tf.sparse.sparseReshape([[1, 2]], [2, 3], [-1]);
  t.deepEqual([outputIndices.arraySync(), outputShape.arraySync()], [[[5]], [6]]);
  t.throws(() => tf.sparse.sparseReshape([[1, 2]], [2, 3], [4, -1]), {
    instanceOf: tf.errors.ValueError,
  });
});

test('segments of chosen rows, and their gradients', (t) => {
  const x = tf.tensor([[1], [2], [4]]);
  t.deepEqual(tf.sparse.sparseSegmentSum(x, [2, 0, 1], [0, 0, 2]).arraySync(), [[5], [0], [2]]);
  const g = tf.grad((a) => tf.sparse.sparseSegmentMean(a, [2, 0, 1], [0, 0, 1]).sum())(x);
  t.deepEqual(g.arraySync(), [[0.5], [1], [0.5]]);
});

test('ragged rows: gathered, as ranges, made dense', (t) => {
  const { outputNestedSplits, outputDenseValues } = tf.raggedGather(
    [[0, 2, 3]],
    [5, 6, 7],
    [1, 0],
    1,
  );
  t.deepEqual(
    [outputNestedSplits[0].arraySync(), outputDenseValues.arraySync()],
    [
      [0, 1, 3],
      [7, 5, 6],
    ],
  );
  const { rtNestedSplits, rtDenseValues } = tf.raggedRange([0, 5], [3, 7], 1);
  t.deepEqual(
    [rtNestedSplits.arraySync(), rtDenseValues.arraySync()],
    [
      [0, 3, 5],
      [0, 1, 2, 5, 6],
    ],
  );
  const dense = (values: tf.Tensor) =>
    tf.raggedTensorToTensor([-1, 2], values, 0, [[0, 3, 4]], ['ROW_SPLITS']);
  const values = tf.tensor1d([1, 2, 3, 4]);
  t.deepEqual(dense(values).arraySync(), [
    [1, 2],
    [4, 0],
  ]);
  t.deepEqual(
    tf
      .grad((v) => dense(v).sum())(values)
      .arraySync(),
    [1, 1, 0, 1],
  );
});

test('strings: replaced, split, joined to n-grams, hashed', (t) => {
  const strings = (x: tf.Tensor) => x.dataSync<'string'>();
  t.deepEqual(strings(tf.string.staticRegexReplace(['a  b'], ' +', '_')), ['a_b']);
  const { values, indices, shape } = tf.string.stringSplit(['to be', 'or'], ' ');
  t.deepEqual(
    [strings(values), indices.arraySync(), shape.arraySync()],
    [
      ['to', 'be', 'or'],
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
      [2, 2],
    ],
  );
  const { nGrams, nGramsSplits } = tf.string.stringNGrams(
    ['a', 'b', 'c'],
    [0, 2, 3],
    '|',
    [2],
    '<',
    '>',
    -1,
    false,
  );
  t.deepEqual(
    [strings(nGrams), nGramsSplits.arraySync()],
    [
      ['<|a', 'a|b', 'b|>', '<|c', 'c|>'],
      [0, 3, 5],
    ],
  );
  // TensorFlow's buckets of the same strings.
  t.deepEqual(tf.string.stringToHashBucketFast(['a', 'b', 'c', 'd'], 10).arraySync(), [9, 2, 2, 5]);
  t.throws(() => tf.string.stringSplit([1], ' '), { instanceOf: tf.errors.DTypeError });
});
