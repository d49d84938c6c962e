// Eager calls: results do not depend on what is remembered, and a loop without `dispose` keeps its memory flat.
import test from 'ava';
import * as tf from '../index.js';

test('the same op on other shapes, dtypes and attributes is another call', (t) => {
  for (let round = 0; round < 2; round++) {
    t.deepEqual(tf.add([1, 2], [3, 4]).arraySync(), [4, 6]);
    t.deepEqual(tf.add([[1, 2]], [3, 4]).arraySync(), [[4, 6]]);
    t.deepEqual(tf.add(tf.scalar(1, 'int32'), tf.scalar(2, 'int32')).dtype, 'int32');
    t.deepEqual(tf.sum([[1, 2]], 0).arraySync(), [1, 2]);
    t.deepEqual(tf.sum([[1, 2]], 1).arraySync(), [3]);
  }
});

test('more shapes than are remembered', (t) => {
  for (let n = 1; n <= 5000; n++) {
    const y = tf.add(tf.ones([n % 5000]), 1);
    if (n % 1000 === 0) t.is(y.size, n % 5000);
  }
  t.deepEqual(tf.add([1], [2]).arraySync(), [3]);
});

test('an op that fails says so each time', (t) => {
  for (let round = 0; round < 2; round++) {
    t.throws(() => tf.add([1, 2], [1, 2, 3]), { instanceOf: tf.errors.ShapeError });
  }
});

const grown = (before: number) => (process.memoryUsage().rss - before) / 2 ** 20;

test.serial('200,000 ops in a synchronous loop keep memory flat', (t) => {
  const [a, b] = [tf.ones([100]), tf.ones([100])];
  for (let i = 0; i < 50_000; i++) tf.add(a, b);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 200_000; i++) tf.add(a, b);
  t.true(grown(before) < 64);
});

test.serial('200,000 ops in a loop that awaits keep memory flat', async (t) => {
  const [a, b] = [tf.ones([100]), tf.ones([100])];
  for (let i = 0; i < 50_000; i++) await tf.add(a, b).data();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 200_000; i++) await tf.add(a, b).data();
  t.true(grown(before) < 64);
});
