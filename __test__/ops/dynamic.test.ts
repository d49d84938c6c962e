// Ops whose output's shape depends on values.
import test from 'ava';
import * as tf from '../../index.js';

const x = () =>
  tf.tensor([
    [3, 1, 2, 1],
    [0, -1, 5, 4],
  ]);

test('what depends on values: unique, where, masks, differences', async (t) => {
  const { values, indices } = tf.unique(
    tf.tensor([
      [1, 2],
      [3, 4],
      [1, 2],
    ]),
  );
  t.deepEqual(
    [values.arraySync(), indices.arraySync()],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [0, 1, 0],
    ],
  );
  t.deepEqual(tf.unique(['b', 'a', 'b']).values.dataSync(), ['b', 'a']);
  t.deepEqual(
    tf
      .whereIndices([
        [true, false],
        [false, true],
      ])
      .arraySync(),
    [
      [0, 0],
      [1, 1],
    ],
  );
  t.deepEqual((await tf.whereAsync([true, false, true])).arraySync(), [[0], [2]]);
  const mask = tf.tensor1d([true, false]);
  t.deepEqual(
    tf
      .grad((a) => tf.booleanMask(a, mask).sum())(x())
      .arraySync(),
    [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ],
  );
  const [left, at] = await tf.setdiff1dAsync([1, 2, 3], [2]);
  t.deepEqual(
    [left.arraySync(), at.arraySync()],
    [
      [1, 3],
      [0, 2],
    ],
  );
});

test('they can not be traced, and say what can', (t) => {
  const trace = (f: (a: tf.Tensor) => tf.Tensor) => () => tf.compile(f)(x());
  for (const f of [
    (a: tf.Tensor) => tf.unique(a).values,
    (a: tf.Tensor) => tf.whereIndices(a),
    (a: tf.Tensor) => tf.booleanMask(a, a.greater(0)),
  ]) {
    t.throws(trace(f), { instanceOf: tf.errors.TraceError, message: /depends on values/ });
  }
});
