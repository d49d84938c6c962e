// Ops on few elements: computed without the engine, with its bits, in memory that no user shares.
import test from 'ava';
import * as tf from '../../index.js';

const ops = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div };

/** Every kind of float32: zeros, subnormals, extremes, infinities, NaN, and random ones of all exponents. */
function floats(n: number, seed: number): Float32Array {
  const special = [
    0,
    -0,
    1e-45,
    -1e-45,
    1.1e-38,
    3.4e38,
    -3.4e38,
    1 / 0,
    -1 / 0,
    Number.NaN,
    1,
    -1,
  ];
  const mantissas = tf.randomUniform([n], -1, 1, 'float32', seed).dataSync();
  const exponents = tf.randomUniform([n], -126, 127, 'int32', seed + 1).dataSync();
  return Float32Array.from({ length: n }, (_, i) =>
    i % 3 === 0 ? special[(i * 7 + seed) % special.length] : mantissas[i] * 2 ** exponents[i],
  );
}

for (const [name, op] of Object.entries(ops)) {
  test(`${name} of few elements has the bits that the engine computes`, (t) => {
    const compiled = tf.compile((a: tf.Tensor, b: tf.Tensor) => op(a, b));
    for (const [left, right] of [
      [[300], [300]],
      [[300], []],
      [[], [300]],
      [
        [20, 15],
        [1, 1],
      ],
      [[1], [7, 1]],
      [[], []],
      [[20, 15], [15]],
    ]) {
      const size = (shape: number[]) => shape.reduce((total, n) => total * n, 1);
      const a = tf.tensor(floats(size(left), 1), left);
      const b = tf.tensor(floats(size(right), 2), right);
      const eager = op(a, b);
      const expected = compiled(a, b);
      t.deepEqual(eager.shape, expected.shape);
      // NaN is NaN whatever its payload.
      t.deepEqual([...eager.dataSync()], [...expected.dataSync()]);
    }
  });
}

test('the values that a user gets have a buffer of their own', (t) => {
  const tensors = Array.from({ length: 50 }, (_, i) => tf.add(tf.ones([30]), i));
  for (const [i, tensor] of tensors.entries()) {
    const values = tensor.dataSync();
    t.is(values.buffer.byteLength, 30 * 4);
    t.is(tensor.dataSync(), values);
    structuredClone(values, { transfer: [values.buffer as ArrayBuffer] });
    if (i + 1 < tensors.length) t.is(tensors[i + 1].arraySync()[0 as never], (i + 2) as never);
  }
});

test('a small tensor keeps its values while others come and go', (t) => {
  const kept = tf.mul(tf.ones([40]), 3);
  const rows = kept.reshape([4, 10]).rows(1, 3);
  for (let i = 0; i < 10_000; i += 1) tf.add(tf.ones([40]), i);
  t.true(rows.dataSync().every((value) => value === 3));
  t.true(kept.dataSync().every((value) => value === 3));
});

test('tensors that show the same data say so by dataId', (t) => {
  const x = tf.add(tf.ones([20]), 1);
  t.is(x.dataId, x.reshape([4, 5]).dataId);
  t.is(x.clone().dataId, x.dataId);
});
