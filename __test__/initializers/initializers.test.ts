// Initializers: seeds, names in every spelling, fans, and errors.
import test from 'ava';
import * as tf from '../../index.js';

test.serial('a seed decides the values; without one the random seed does', (t) => {
  const draw = (seed?: number) => tf.initializers.glorotUniform({ seed }).apply([4, 3]).arraySync();
  t.deepEqual(draw(7), draw(7));
  t.notDeepEqual(draw(7), draw(8));
  tf.utils.setRandomSeed(3);
  const [first, second] = [draw(), draw()];
  t.notDeepEqual(first, second);
  tf.utils.setRandomSeed(3);
  t.deepEqual(draw(), first);
});

test('names in every spelling, classes and configurations', (t) => {
  const { get, HeNormal, registry } = tf.initializers as typeof tf.initializers &
    typeof import('../../src/initializers/index.js');
  for (const name of ['heNormal', 'he_normal', 'HeNormal']) t.true(get(name) instanceof HeNormal);
  t.true(get('leCunUniform') instanceof tf.initializers.LecunUniform);
  t.true(get('zero') instanceof tf.initializers.Zeros);
  const serialized = registry.serialize(new HeNormal({ seed: 4 }));
  t.deepEqual(serialized.config, { seed: 4, input_axes: null, output_axes: null });
  t.true(get(serialized) instanceof HeNormal);
  const error = t.throws(() => get('glorotUnifrom'), { instanceOf: tf.errors.ConfigError });
  t.regex(error?.message ?? '', /Did you mean "glorotUniform"/);
});

test('an orthogonal weight has orthonormal rows or columns', (t) => {
  const q = tf.initializers.orthogonal({ gain: 2 }).apply([3, 8]);
  const gram = tf.matMul(q, q, false, true).dataSync();
  t.true(gram.every((value, i) => Math.abs(value - (i % 4 === 0 ? 4 : 0)) < 1e-5));
  t.throws(() => tf.initializers.orthogonal().apply([3]), { instanceOf: tf.errors.ShapeError });
});

test('so has a large one, square or not', (t) => {
  for (const [rows, columns] of [
    [100, 100],
    [70, 333],
  ]) {
    const q = tf.initializers.orthogonal().apply([rows, columns]);
    const error = tf.max(tf.abs(tf.sub(tf.matMul(q, q, false, true), tf.eye(rows))));
    t.true(error.dataSync()[0] < 1e-5);
  }
});

test('large weights are drawn quickly, in the right range', (t) => {
  const { values } = tf.initializers.glorotUniform().apply([1000, 1000]);
  const limit = Math.sqrt(6 / 2000);
  t.true((values as Float32Array).every((x) => Math.abs(x) <= limit));
});
