// tf.data: what each transformation gives, and how many elements it says it has.
import test from 'ava';
import * as tf from '../../index.js';
import { Alea } from '../../src/random/alea.js';

const count = (n: number) => Array.from({ length: n }, (_, i) => i);
const numbers = (n = 6) => tf.data.array(count(n));
const unknown = () => tf.data.generator(() => count(6));

test('elements and sizes of each transformation', async (t) => {
  const cases: [tf.data.Dataset<unknown>, unknown[], number | null][] = [
    [numbers(3), [0, 1, 2], 3],
    [tf.data.array(Float32Array.of(1, 2)), [1, 2], 2],
    [numbers(3).map((x) => x * x), [0, 1, 4], 3],
    [numbers(3).mapAsync(async (x) => x + 1), [1, 2, 3], 3],
    [numbers().filter((x) => x % 2 === 0), [0, 2, 4], null],
    [numbers().filter(async (x) => x > 4), [5], null],
    [numbers().take(2), [0, 1], 2],
    [numbers(3).take(9), [0, 1, 2], 3],
    [numbers(3).take(-1), [0, 1, 2], 3],
    [numbers(3).take(0), [], 0],
    [numbers(3).skip(2), [2], 1],
    [numbers(3).skip(9), [], 0],
    [numbers(3).skip(-1), [], 0],
    [numbers(2).repeat(2), [0, 1, 0, 1], 4],
    [numbers(2).repeat(0), [], 0],
    [numbers(2).repeat().take(3), [0, 1, 0], 3],
    [numbers(2).concatenate(numbers(1)), [0, 1, 0], 3],
    [numbers(3).prefetch(2), [0, 1, 2], 3],
    [unknown().take(2), [0, 1], null],
    [unknown().concatenate(numbers(1)), [0, 1, 2, 3, 4, 5, 0], null],
    [unknown().repeat(0), [], 0],
    [tf.data.zip([numbers(2), numbers(3)]), [0, 1].map((i) => [i, i]), 2],
    [tf.data.zip({ x: numbers(1), y: { z: numbers(1) } }), [{ x: 0, y: { z: 0 } }], 1],
    [tf.data.zip([unknown().take(1), numbers()]), [[0, 0]], null],
  ];
  for (const [i, [dataset, elements, size]] of cases.entries()) {
    t.deepEqual(await dataset.toArray(), elements, `case ${i}`);
    t.deepEqual(await dataset.toArrayForTest(), elements, `case ${i} once more, asked ahead`);
    t.is(dataset.size, size, `size of case ${i}`);
  }
  t.is(numbers().repeat().size, Infinity);
  t.is(unknown().repeat().size, null);
});

test('repeat of nothing ends', async (t) => {
  t.deepEqual(
    await tf.data
      .generator(() => [])
      .repeat()
      .take(3)
      .toArray(),
    [],
  );
});

test('a batch has a tensor for each value of an element', async (t) => {
  const elements = count(3).map((i) => ({ a: i, b: [i, -i], c: { d: Float32Array.of(i) } }));
  const [first, last] = await tf.data.array(elements).batch(2).toArray();
  t.deepEqual(first.a.arraySync(), [0, 1]);
  t.deepEqual(first.b.arraySync(), [
    [0, -0],
    [1, -1],
  ]);
  t.deepEqual(first.c.d.arraySync(), [[0], [1]]);
  t.deepEqual(last.b.shape, [1, 2]);
  t.is(first.a.dtype, 'float32');

  const [flags] = await tf.data.array([true, false]).batch(2).toArray();
  t.is(flags.dtype, 'bool');
  const [missing] = await tf.data
    .array([{ x: 1 }, { x: undefined }])
    .batch(2)
    .toArray();
  t.deepEqual([...missing.x.dataSync()], [1, Number.NaN]);
  const tensors = numbers(4).map((i) => tf.tensor1d([i, i]));
  t.deepEqual((await tensors.batch(4).toArray())[0].shape, [4, 2]);
  t.is((await numbers(5).batch(2, false).toArray()).length, 2);
  t.is(numbers(5).batch(2).size, 3);
  t.is(numbers(5).batch(2, false).size, 2);
});

test('batches of arrays, by rows and by columns, from an iterator', async (t) => {
  const elements = tf.data.array(count(3).map((i) => ({ a: i })));
  t.deepEqual(await (await elements.iterator()).rowMajorBatch(2).toArray(), [
    [{ a: 0 }, { a: 1 }],
    [{ a: 2 }],
  ]);
  t.deepEqual(await (await elements.iterator()).columnMajorBatch(2, false).toArray(), [
    { a: [0, 1] },
  ]);
  const rows = await numbers(2).iterator();
  t.deepEqual(await rows.flatmap((x) => [x, x]).toArray(), [0, 0, 1, 1]);
});

test('alea gives the numbers of seedrandom', (t) => {
  const random = new Alea('hello.');
  t.is(random.next(), 0.4783254903741181);
});

test("a seeded shuffle is tfjs's", async (t) => {
  // What @tensorflow/tfjs-data 4.22.0 gives.
  t.deepEqual(await numbers(10).shuffle(4, '42').toArray(), [2, 1, 5, 3, 6, 0, 4, 7, 9, 8]);
  t.deepEqual(await numbers(10).shuffle(20, 7).toArray(), [1, 7, 3, 0, 6, 8, 5, 9, 2, 4]);
  t.deepEqual(await numbers(4).shuffle(4, 7).repeat(2).toArray(), [0, 1, 3, 2, 2, 1, 0, 3]);
});

test('shuffle: another order each pass, or the same; by the global seed if none is given', async (t) => {
  const again = numbers(50).shuffle(50, 1);
  t.notDeepEqual(await again.toArray(), await again.toArray());
  const same = numbers(50).shuffle(50, 1, false);
  t.deepEqual(await same.toArray(), await same.toArray());
  const seeded = async () => {
    tf.utils.setRandomSeed(3);
    return numbers(50).shuffle(50).toArray();
  };
  const order = await seeded();
  t.deepEqual(order, await seeded());
  t.deepEqual(
    [...order].sort((a, b) => a - b),
    count(50),
  );
});

test('generators: sync and async ones, and functions of iterators and iterables', async (t) => {
  const functions: (() => unknown)[] = [
    function* () {
      yield* [1, 2];
    },
    async function* () {
      yield* [1, 2];
    },
    () => [1, 2][Symbol.iterator](),
    () => new Set([1, 2]),
    async () => {
      let i = 0;
      return { next: () => ({ value: ++i, done: i > 2 }) };
    },
  ];
  for (const f of functions) {
    const dataset = tf.data.generator(f as () => Iterable<number>);
    t.deepEqual(await dataset.toArray(), [1, 2]);
    t.deepEqual(await dataset.toArray(), [1, 2]);
    t.is(dataset.size, null);
  }
  let i = -1;
  const values = tf.data.func(() => ({ value: ++i, done: i >= 2 }));
  t.deepEqual(await values.toArray(), [0, 1]);
});

test.serial(
  'tensors are disposed as in tfjs: what was passed in, unless it comes out',
  async (t) => {
    const before = tf.memory().numTensors;
    const since = () => tf.memory().numTensors - before;
    const tensors = () => numbers(8).map((i) => tf.tensor1d([i]));
    await tensors()
      .map((x) => x.add(1).mul(2))
      .filter((x) => x.dataSync()[0] > 4)
      .skip(1)
      .shuffle(3)
      .batch(3)
      .forEachAsync(() => {});
    t.is(since(), 0);
    await tf.data.zip([tensors(), numbers(2)]).forEachAsync(() => {});
    for await (const x of tensors().prefetch(3)) {
      x.dispose();
      break;
    }
    for await (const x of tensors().shuffle(3).batch(2)) {
      x.dispose();
      break;
    }
    t.is(since(), 0);
    const passed = await tensors()
      .map((x) => x)
      .toArray();
    t.is(since(), 8);
    tf.dispose(passed);

    // An array's elements are copied: what a pass disposes or changes is not the caller's.
    const mine = tf.scalar(1);
    const record = { list: [1] };
    await tf.data.array([{ mine, record }]).forEachAsync((e) => void e.record.list.push(2));
    t.false(mine.isDisposed);
    t.deepEqual(record.list, [1]);
    const kept = tf.keep(tf.scalar(2));
    await tf.data.generator(() => [kept]).forEachAsync(() => {});
    t.false(kept.isDisposed);
  },
);

test('errors reach whoever takes the element, and say where they came from', async (t) => {
  const failing = tf.data.generator(function* () {
    yield 1;
    throw new RangeError('no more');
  });
  for (const dataset of [failing, failing.prefetch(5), failing.shuffle(5), failing.batch(9)]) {
    await t.throwsAsync(() => dataset.toArray(), {
      instanceOf: RangeError,
      message: 'Error thrown while iterating through a dataset: no more',
    });
  }
  const iterator = await numbers(4)
    .map((x) => {
      if (x % 2) throw new Error('odd');
      return x;
    })
    .iterator();
  t.deepEqual(await iterator.handleErrors(() => true).toArray(), [0, 2]);
});

test('what is asked wrongly', async (t) => {
  const config = { instanceOf: tf.errors.ConfigError };
  const wrong = (x: unknown) => x as never;
  t.throws(() => numbers().batch(0), { ...config, message: /batchSize needs to be positive/ });
  t.throws(() => numbers().prefetch(wrong(undefined)), {
    ...config,
    message: /`Dataset.prefetch\(\)` requires bufferSize to be specified/,
  });
  t.throws(() => numbers().shuffle(wrong(undefined)), {
    ...config,
    message: /`Dataset.shuffle\(\)` requires bufferSize .*\(6 elements\)/,
  });
  t.throws(() => tf.data.zip(wrong(1)), {
    ...config,
    message: 'The argument to zip() must be an object or array.',
  });
  t.throws(() => tf.data.zip(wrong([1])), { ...config, message: /must be Datasets/ });
  t.throws(() => tf.data.array(wrong(3)), config);
  t.throws(() => tf.data.generator(wrong([1])), { ...config, message: /Pass the function/ });
  await t.throwsAsync(() => tf.data.generator(wrong(() => 3)).toArray(), config);
  await t.throwsAsync(() => numbers().repeat().toArray(), {
    instanceOf: tf.errors.ValueError,
    message: /Can not convert infinite data stream to array/,
  });
  await t.throwsAsync(
    () =>
      numbers()
        .map(async (x) => x)
        .toArray(),
    {
      ...config,
      message: /Use mapAsync/,
    },
  );
  await t.throwsAsync(() => tf.data.webcam(), { ...config, message: /only supported in browser/ });
  await t.throwsAsync(() => tf.data.microphone(), config);
});

test('a class of the user has every transformation', async (t) => {
  class Squares extends tf.data.Dataset<number> {
    override readonly size = 3;
    async iterator() {
      return tf.data.array([0, 1, 4]).iterator();
    }
  }
  t.deepEqual(await new Squares().skip(1).toArray(), [1, 4]);
  t.is(new Squares().batch(2).size, 2);
});
