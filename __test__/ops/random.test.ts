// Random tensors: the distributions' moments, dtypes, and what a seed promises.
import test from 'ava';
import * as tf from '../../index.js';

const N = 20_000;

function moments(x: tf.Tensor): { mean: number; deviation: number } {
  const { mean, variance } = tf.moments(tf.cast(x, 'float32'));
  return { mean: mean.arraySync() as number, deviation: Math.sqrt(variance.arraySync() as number) };
}

const near = (found: number, expected: number, within: number) =>
  Math.abs(found - expected) <= within;

test('a seed, of any kind, gives the same values again, and another seed others', (t) => {
  const draws: ((seed: number | string) => tf.Tensor)[] = [
    (seed) => tf.randomUniform([8], 0, 1, 'float32', seed),
    (seed) => tf.randomUniformInt([8], 0, 1e6, seed),
    (seed) => tf.randomNormal([8], 0, 1, null, seed),
    (seed) => tf.truncatedNormal([8], 0, 1, null, seed),
    (seed) => tf.randomGamma([8], 2, 1, null, seed),
    (seed) => tf.multinomial(tf.zeros([1000]), 8, seed),
  ];
  for (const draw of draws) {
    for (const [seed, other] of [
      [7, 8],
      [0.25, 0.75],
      ['left', 'right'],
    ]) {
      t.deepEqual(draw(seed).arraySync(), draw(seed).arraySync(), `${draw}`);
      t.notDeepEqual(draw(seed).arraySync(), draw(other).arraySync(), `${draw}`);
    }
  }
});

test.serial('without a seed, setRandomSeed decides, and each draw differs', (t) => {
  const draws = () => {
    tf.utils.setRandomSeed(3);
    return [
      tf.randomNormal([4]),
      tf.randomNormal([4], 0, 1, 'float32', null),
      tf.multinomial(tf.zeros([1000]), 4),
      tf.randomGamma([4], 2),
      tf.randomGamma([4], 2),
    ].map((x) => x.arraySync());
  };
  const first = draws();
  t.deepEqual(draws(), first);
  t.notDeepEqual(first[0], first[1]);
  t.notDeepEqual(first[3], first[4]);
  // A seed that is given is no draw of the process, even of the same seed.
  t.notDeepEqual(tf.randomNormal([4], 0, 1, null, 3).arraySync(), first[0]);
});

test('uniform: from minval to before maxval, integers alike', (t) => {
  const floats = tf.randomUniform([N], -2, 4, null, 1);
  t.is(floats.dtype, 'float32');
  const { mean, deviation } = moments(floats);
  t.true(near(mean, 1, 0.05) && near(deviation, 6 / Math.sqrt(12), 0.05));
  const integers = tf.randomUniformInt([N], 1_000_000, 1_000_004, 1);
  t.is(integers.dtype, 'int32');
  const counts = new Map<number, number>();
  for (const x of integers.dataSync()) counts.set(x, (counts.get(x) ?? 0) + 1);
  t.deepEqual(
    [...counts.keys()].sort(),
    [0, 1, 2, 3].map((i) => 1_000_000 + i),
  );
  t.true([...counts.values()].every((count) => near(count / N, 0.25, 0.02)));
  const coins = tf.randomUniform([N], 0, 2, 'bool', 1);
  t.is(coins.dtype, 'bool');
  t.true(near(moments(coins).mean, 0.5, 0.02));
  t.throws(() => tf.randomUniform([2, 1.5]), { instanceOf: tf.errors.ShapeError });
});

test('normal: mean and deviation, rounded for integers, cut off at two deviations', (t) => {
  const normal = moments(tf.randomNormal([N], 3, 2, 'float32', 1));
  t.true(near(normal.mean, 3, 0.05) && near(normal.deviation, 2, 0.05));
  const integers = tf.randomNormal([N], 0, 2, 'int32', 1);
  t.is(integers.dtype, 'int32');
  const rounded = moments(integers);
  t.true(near(rounded.mean, 0, 0.05) && near(rounded.deviation, Math.sqrt(4 + 1 / 12), 0.05));
  t.deepEqual(
    tf.randomStandardNormal([4], null, 5).arraySync(),
    tf.randomNormal([4], 0, 1, null, 5).arraySync(),
  );
  const cut = tf.truncatedNormal([N], 1, 2, 'float32', 1);
  t.true(cut.dataSync().every((x) => x >= -3 && x <= 5));
  t.true(near(moments(cut).mean, 1, 0.05) && near(moments(cut).deviation, 2 * 0.8796, 0.05));
  for (const draw of [tf.randomNormal, tf.truncatedNormal]) {
    t.throws(() => draw([2], 0, 1, 'bool' as 'int32'), { instanceOf: tf.errors.DTypeError });
  }
});

test('gamma: mean alpha / beta, variance alpha / beta ** 2, also below 1', (t) => {
  for (const [alpha, beta] of [
    [0.5, 1],
    [2, 4],
    [9, 0.5],
  ]) {
    const { mean, deviation } = moments(tf.randomGamma([N], alpha, beta, 'float32', 1));
    t.true(near(mean, alpha / beta, (0.03 * alpha) / beta), `mean ${mean}`);
    t.true(near(deviation, Math.sqrt(alpha) / beta, (0.05 * Math.sqrt(alpha)) / beta));
  }
  const integers = tf.randomGamma([2, 3], 4, 1, 'int32');
  t.is(integers.dtype, 'int32');
  t.deepEqual(integers.shape, [2, 3]);
  t.throws(() => tf.randomGamma([2], 0), { instanceOf: tf.errors.ValueError });
  t.throws(() => tf.randomGamma([2], 1, 1, 'bool' as 'int32'), {
    instanceOf: tf.errors.DTypeError,
  });
  t.throws(() => tf.compile(() => tf.randomGamma([2], 1))(), { instanceOf: tf.errors.TraceError });
});

test('multinomial: outcomes as often as their probabilities say, never one of probability 0', (t) => {
  const probabilities = [0.125, 0, 0.625, 0.25, 0];
  const drawn = tf.multinomial(probabilities, N, 1, true);
  t.is(drawn.dtype, 'int32');
  t.deepEqual(drawn.shape, [N]);
  const shares = tf.mean(tf.oneHot(drawn, 5, 1, 0, 'float32'), 0).dataSync();
  probabilities.forEach((p, i) => {
    t.true(p === 0 ? shares[i] === 0 : near(shares[i], p, 0.02), `${i}: ${shares[i]}`);
  });
  const logits = tf.tensor([
    [0, Math.log(3)],
    [100, -100],
  ]);
  const rows = tf.multinomial(logits, N, 1);
  t.deepEqual(rows.shape, [2, N]);
  const [biased, certain] = tf.mean(tf.cast(rows, 'float32'), 1).dataSync();
  t.true(near(biased, 0.75, 0.02));
  t.is(certain, 0);
  const traced = tf.compile((x: tf.Tensor) => tf.multinomial(x, 50, 1));
  t.deepEqual(traced(logits).arraySync(), tf.multinomial(logits, 50, 1).arraySync());
  t.throws(() => tf.multinomial([1], 3), { instanceOf: tf.errors.ValueError });
  t.throws(() => tf.multinomial(tf.zeros([2, 2, 2]), 3), { instanceOf: tf.errors.ShapeError });
});

test('rand: what a function returns, element by element', (t) => {
  let next = 0;
  const count = () => next++ / 2;
  t.deepEqual(tf.rand([2, 2], count).arraySync(), [
    [0, 0.5],
    [1, 1.5],
  ]);
  t.deepEqual(tf.rand([3], () => 1.75, 'int32').arraySync(), [1, 1, 1]);
  next = 1;
  t.deepEqual(Array.from(tf.rand([3], count, 'bool').dataSync()), [0, 1, 1]);
  t.throws(() => tf.rand([2], Math.random, 'string' as 'bool'), {
    instanceOf: tf.errors.DTypeError,
  });
  t.throws(() => tf.rand([2.5], Math.random), { instanceOf: tf.errors.ShapeError });
  t.throws(() => tf.compile(() => tf.rand([2], Math.random))(), {
    instanceOf: tf.errors.TraceError,
  });
});
