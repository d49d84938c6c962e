// What may run beside fit, and what is a BusyError.
import test from 'ava';
import * as tf from '../../index.js';

/** A line to learn: y = 2a - b + 1. */
function line(n = 64) {
  const x = tf.randomUniform([n, 2], -1, 1);
  const y = tf.tensor((x.arraySync() as number[][]).map(([a, b]) => [2 * a - b + 1]));
  return { x, y };
}

function model(options: Partial<Parameters<tf.Sequential['compile']>[0]> = {}) {
  const made = tf.sequential([tf.layers.dense({ units: 1, inputShape: [2] })]);
  made.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', ...options });
  return made;
}

test('a second fit, and writes during a block, are BusyErrors; afterwards all is well', async (t) => {
  const { x, y } = line(4096);
  const m = model();
  const running = m.fit(x, y, { epochs: 20, batchSize: 4, verbose: 0 });
  await t.throwsAsync(() => m.fit(x, y), { instanceOf: tf.errors.BusyError });
  await new Promise(setImmediate);
  await t.throwsAsync(() => m.trainOnBatch(x, y), { instanceOf: tf.errors.BusyError });
  t.throws(() => m.setWeights(m.getWeights()), { instanceOf: tf.errors.BusyError });
  t.throws(() => m.compile({ loss: 'mse' }), { instanceOf: tf.errors.BusyError });
  const [layer] = m.layers;
  t.throws(() => layer.setWeights(m.getWeights()), { instanceOf: tf.errors.BusyError });
  t.throws(() => layer.weights[0].assign(tf.zeros([2, 1])), { instanceOf: tf.errors.BusyError });
  t.deepEqual(m.predict(x.rows(0, 3)).shape, [3, 1]);
  await running;
  await t.notThrowsAsync(() => m.trainOnBatch(x, y));
  t.notThrows(() => layer.setWeights(m.getWeights()));
});

test('callbacks may predict, evaluate, train a batch and set weights', async (t) => {
  const { x, y } = line(16);
  const m = model();
  let losses: number[] = [];
  await m.fit(x, y, {
    epochs: 2,
    verbose: 0,
    callbacks: {
      async onEpochEnd() {
        m.predict(x);
        losses = await m.evaluateAsync(x, y);
        await m.trainOnBatch(x, y);
        m.setWeights(m.getWeights());
      },
    },
  });
  t.is(losses.length, 1);
});

test('what is written from outside while fit waits for a batch, or validates, is a BusyError', async (t) => {
  const { x, y } = line();
  const m = model();
  let asked: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let give: () => void = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  const training = m.fit(
    async function* () {
      asked();
      await given;
      yield { xs: x, ys: y };
    },
    { verbose: 0 },
  );
  await waiting;
  const busy = { instanceOf: tf.errors.BusyError };
  await t.throwsAsync(async () => m.trainOnBatch(x, y), busy);
  t.throws(() => m.trainOnBatchSync(x, y), busy);
  t.throws(() => m.setWeights(m.getWeights()), busy);
  t.throws(() => m.weights[0].assign(m.getWeights()[0]), busy);
  t.throws(() => m.resetMetrics(), busy);
  const [kernel] = m.weights;
  t.throws(() => tf.train.sgd(0.1).minimize(() => kernel.square().sum(), false, [kernel]), busy);
  t.throws(() => tf.compile(() => kernel.assign(tf.zeros(kernel.shape)).read())(), busy);
  t.throws(() => m.compile({ optimizer: 'sgd', loss: 'mse' }), busy);
  t.deepEqual(m.predict(x).shape, [64, 1]);
  give();
  t.is((await training).history.loss.length, 1);
  await m.trainOnBatch(x, y);
});
