// Batch and local response normalization, confusion matrices, moving averages, dropout.
import test from 'ava';
import * as tf from '../../index.js';
import { checked, numbers } from './check.js';

test('batch normalization with statistics that are given', (t) => {
  const x = tf.tensor([2, 4, 6, 8], [2, 2]);
  const y = tf.batchNorm(x, [4, 6], [4, 4], [1, 0], [2, 1], 0);
  t.deepEqual(y.arraySync(), [
    [-1, -1],
    [3, 1],
  ]);
  const inputs = [numbers([2, 3, 2]), numbers([2]), tf.tensor([0.5, 2], [2], 'float64')];
  checked(t, (x, mean, variance) => tf.batchNorm(x, mean, variance), inputs);
  checked(
    t,
    (x, mean, variance, offset, scale) => tf.batchNorm3d(x, mean, variance, offset, scale),
    [...inputs, numbers([2]), numbers([2], 2)],
  );
  t.throws(() => tf.batchNorm2d(tf.ones([2, 2, 2]), [1], [1]), {
    instanceOf: tf.errors.ShapeError,
  });
  t.throws(() => tf.batchNorm(x, [4, 6], 4), { instanceOf: tf.errors.ShapeError });
});

test('local response normalization over neighbouring channels', (t) => {
  const x = tf.tensor([1, 2, 3], [1, 1, 1, 3]);
  const y = tf.localResponseNormalization(x, 1, 1, 1, 1);
  const expected = [1 / (1 + 1 + 4), 2 / (1 + 1 + 4 + 9), 3 / (1 + 4 + 9)];
  t.true(Array.from(y.dataSync()).every((value, i) => Math.abs(value - expected[i]) < 1e-6));
  checked(t, (x) => tf.localResponseNormalization(x, 2, 1, 0.5, 0.75), [numbers([2, 2, 7])]);
});

test('a confusion matrix counts labels by predictions', (t) => {
  const matrix = tf.math.confusionMatrix([0, 1, 1, 2], [0, 1, 0, 2], 3);
  t.is(matrix.dtype, 'int32');
  t.deepEqual(matrix.arraySync(), [
    [1, 0, 0],
    [1, 1, 0],
    [0, 0, 1],
  ]);
  t.throws(() => tf.math.confusionMatrix([0], [0, 1], 2), { instanceOf: tf.errors.ShapeError });
});

test('a moving average that began with zeros is not biased', (t) => {
  const first = tf.movingAverage([0], [8], 0.5, 1);
  t.deepEqual(first.arraySync(), [8]);
  t.deepEqual(tf.movingAverage([4], [8], 0.5, null, false).arraySync(), [6]);
  t.throws(() => tf.movingAverage([0], [8], 0.5), { instanceOf: tf.errors.ConfigError });
});

test('dropout drops, scales, and repeats with its seed', (t) => {
  const x = tf.ones([100, 10]);
  const y = tf.dropout(x, 0.5, null, 3);
  t.deepEqual([...new Set(y.dataSync())].sort(), [0, 2]);
  t.deepEqual(tf.dropout(x, 0.5, null, 3).arraySync(), y.arraySync());
  const rows = tf.dropout(x, 0.5, [null, 1], 3).arraySync() as number[][];
  t.true(rows.every((row) => new Set(row).size === 1));
  t.throws(() => tf.dropout(x, 1), { instanceOf: tf.errors.ValueError });
});
