// tf.data and models: fit, fitDataset, evaluateDataset.
import test from 'ava';
import * as tf from '../../index.js';

/** A line to learn: y = 2a - b + 1. */
const samples = Array.from({ length: 24 }, (_, i) => {
  const [a, b] = [Math.sin(i), Math.cos(3 * i)];
  return { xs: [a, b], ys: [2 * a - b + 1] };
});

function model() {
  tf.utils.setRandomSeed(1);
  const made = tf.sequential([tf.layers.dense({ units: 1, inputShape: [2] })]);
  made.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: ['mae'] });
  return made;
}

const weights = (m: tf.Sequential) => m.getWeights().map((weight) => [...weight.dataSync()]);
const x = tf.tensor2d(samples.map(({ xs }) => xs));
const y = tf.tensor2d(samples.map(({ ys }) => ys));

/** A data set that counts its passes and elements. */
function counted(batchSize = 8) {
  const seen = { passes: 0, closed: 0, elements: 0 };
  const dataset = tf.data
    .generator(function* () {
      seen.passes++;
      try {
        for (const sample of samples) {
          seen.elements++;
          yield sample;
        }
      } finally {
        seen.closed++;
      }
    })
    .batch(batchSize);
  return { dataset, seen };
}

test('a data set trains as the arrays do', async (t) => {
  const [a, b, c] = [model(), model(), model()];
  const options = { epochs: 3, verbose: 0 } as const;
  const arrays = await a.fit(x, y, { ...options, batchSize: 8, shuffle: false });
  const { dataset, seen } = counted();
  const streamed = await b.fitDataset(dataset, options);
  t.deepEqual(weights(b), weights(a));
  t.deepEqual(streamed.history, arrays.history);
  t.is(seen.passes, 3);
  await c.fit(tf.data.array(samples).batch(8).prefetch(2), options);
  t.deepEqual(weights(c), weights(a));
});

test('steps an epoch go on where the last one stopped, and start again at the end', async (t) => {
  const { dataset, seen } = counted();
  const m = model();
  await m.fitDataset(dataset, { batchesPerEpoch: 2, epochs: 2, verbose: 0 });
  t.deepEqual(seen, { passes: 2, closed: 2, elements: 32 });
  const all = model();
  const twice = tf.data
    .array([...samples, ...samples])
    .batch(8)
    .take(4);
  await all.fitDataset(twice, { verbose: 0 });
  t.deepEqual(weights(m), weights(all));
  await model().fit(dataset, { stepsPerEpoch: 1, verbose: 0 });
  t.deepEqual(seen, { passes: 3, closed: 3, elements: 40 });
});

test('validation data as a data set: from the start after each epoch', async (t) => {
  const { dataset, seen } = counted(6);
  const { history } = await model().fitDataset(tf.data.array(samples).batch(8), {
    epochs: 2,
    verbose: 0,
    validationData: dataset,
    validationBatches: 1,
  });
  t.deepEqual(seen, { passes: 2, closed: 2, elements: 12 });
  t.is(history.val_loss.length, 2);
  const whole = await model().fit(x, y, {
    epochs: 2,
    verbose: 0,
    batchSize: 8,
    shuffle: false,
    validationData: [x.rows(0, 6), y.rows(0, 6)],
  });
  t.deepEqual(history, whole.history);
});

test('evaluateDataset, of all batches or some', async (t) => {
  const m = model();
  const { dataset, seen } = counted(10);
  const near = (found: tf.Tensor | tf.Tensor[], expected: number[]) => {
    const values = (found as tf.Tensor[]).map((one) => one.dataSync()[0]);
    t.true(
      values.every((value, i) => Math.abs(value - expected[i]) < 1e-6),
      `${values} is near ${expected}`,
    );
  };
  near(await m.evaluateDataset(dataset), await m.evaluateAsync(x, y));
  near(
    await m.evaluateDataset(dataset, { batches: 1 }),
    await m.evaluateAsync(x.rows(0, 10), y.rows(0, 10)),
  );
  t.is(seen.closed, seen.passes);
});

test('inputs and labels by name', async (t) => {
  const inputs = [tf.input({ shape: [1], name: 'a' }), tf.input({ shape: [1], name: 'b' })];
  const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor;
  const out = tf.layers.dense({ units: 1, name: 'out' }).apply(joined) as tf.SymbolicTensor;
  const m = tf.model({ inputs, outputs: out });
  m.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const named = tf.data.array(samples).map(({ xs: [a, b], ys }) => ({
    xs: { a: [a], b: [b] },
    ys: { out: ys },
  }));
  const { history } = await m.fitDataset(named.batch(8), { epochs: 5, verbose: 0 });
  t.true(history.loss[4] < history.loss[0]);
  await t.throwsAsync(
    () =>
      m.fitDataset(named.map(({ ys }) => ({ xs: { a: [1], c: [2] }, ys })).batch(8), {
        verbose: 0,
      }),
    { instanceOf: tf.errors.ConfigError, message: /unknown name "c"/ },
  );
});

test('an error of the data set, and of a callback, end it and close it', async (t) => {
  const { dataset, seen } = counted();
  const failing = dataset.map((batch) => {
    if (seen.elements > 8) throw new Error('bad row');
    return batch;
  });
  await t.throwsAsync(() => model().fitDataset(failing, { verbose: 0 }), { message: 'bad row' });
  const onBatchEnd = () => {
    throw new Error('mine');
  };
  const stopping = model().fitDataset(dataset, { verbose: 0, callbacks: { onBatchEnd } });
  await t.throwsAsync(() => stopping, { message: 'mine' });
  t.is(seen.passes, 2);
  t.is(seen.closed, 2);
});

test('a data set that gives no batches, or not ones of a model, is said', async (t) => {
  await t.throwsAsync(
    () => model().fitDataset(tf.data.array(samples).take(0).batch(8), { verbose: 0 }),
    { instanceOf: tf.errors.ValueError, message: /no batch/ },
  );
  await t.throwsAsync(
    () => model().fitDataset(tf.data.array([1, 2]).batch(2) as never, { verbose: 0 }),
    { instanceOf: tf.errors.ConfigError, message: /batches \{xs, ys\}/ },
  );
});

test.serial("a batch's tensors are disposed after their step", async (t) => {
  const m = model();
  await m.fitDataset(counted().dataset, { verbose: 0 });
  const before = tf.memory().numTensors;
  await m.fitDataset(counted().dataset, {
    epochs: 2,
    verbose: 0,
    validationData: counted().dataset,
  });
  await m.evaluateAsync(counted().dataset);
  t.is(tf.memory().numTensors, before);
});
