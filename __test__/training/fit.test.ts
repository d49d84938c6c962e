// fit: epochs, blocks, validation, callbacks, and how it ends.
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

test('fit learns, and its history has every key once an epoch', async (t) => {
  const { x, y } = line();
  const m = model({ metrics: ['mae'] });
  const { history, epoch } = await m.fit(x, y, {
    epochs: 40,
    batchSize: 8,
    validationSplit: 0.25,
    verbose: 0,
  });
  t.deepEqual(Object.keys(history), ['loss', 'mae', 'val_loss', 'val_mae']);
  t.is(history.loss.length, 40);
  t.deepEqual(epoch.slice(0, 3), [0, 1, 2]);
  t.true(history.loss[39] < 1e-3 && history.val_loss[39] < 1e-3);
});

test('the last, shorter batch counts by its samples', async (t) => {
  // Of a weight that makes the loss large, float32 keeps fewer digits than are compared.
  tf.utils.setRandomSeed(1);
  const { x, y } = line(10);
  const m = model({ optimizer: tf.train.sgd(0) });
  const [before] = await m.evaluateAsync(x, y);
  const { history } = await m.fit(x, y, { batchSize: 4, verbose: 0 });
  t.true(Math.abs(history.loss[0] - before) < 1e-6);
});

test('acc and accuracy are the same, and only the given one is enumerable', async (t) => {
  const x = tf.randomUniform([16, 2]);
  const y = tf.oneHot(tf.zeros([16], 'int32'), 3);
  const m = tf.sequential([tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [2] })]);
  m.compile({ loss: 'categoricalCrossentropy', metrics: ['acc'] });
  const seen: number[] = [];
  const { history } = await m.fit(x, y, {
    verbose: 0,
    validationData: [x, y],
    callbacks: { onEpochEnd: (_, logs) => void seen.push(logs?.accuracy as number) },
  });
  t.deepEqual(Object.keys(history), ['loss', 'acc', 'val_loss', 'val_acc']);
  t.is(history.accuracy, history.acc);
  t.is(history.val_accuracy, history.val_acc);
  t.deepEqual(seen, history.acc);
});

test('the same seed gives the same bits', async (t) => {
  const run = async () => {
    tf.utils.setRandomSeed(7);
    const { x, y } = line();
    const m = model({ optimizer: 'adam' });
    await m.fit(x, y, { epochs: 3, batchSize: 16, verbose: 0 });
    return m.getWeights().map((weight) => [...weight.dataSync()]);
  };
  t.deepEqual(await run(), await run());
});

test('fit in blocks is trainOnBatch in a loop', async (t) => {
  const { x, y } = line(32);
  const [a, b] = [model({ optimizer: 'adam' }), model({ optimizer: 'adam' })];
  b.setWeights(a.getWeights());
  await a.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 });
  for (let step = 0; step < 8; step += 1) {
    const start = (step % 4) * 8;
    await b.trainOnBatch(x.rows(start, start + 8), y.rows(start, start + 8));
  }
  const values = (m: tf.Sequential) => m.getWeights().map((weight) => [...weight.dataSync()]);
  t.deepEqual(values(a), values(b));
});

test('an abort rejects with its reason and leaves a usable model', async (t) => {
  const { x, y } = line(4096);
  const m = model();
  const controller = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => controller.abort(reason), 20);
  const error = await t.throwsAsync(
    () => m.fit(x, y, { epochs: 100000, batchSize: 2, verbose: 0, signal: controller.signal }),
    { instanceOf: tf.errors.AbortError },
  );
  t.is(error?.cause, reason);
  t.true(m.getWeights().every((weight) => weight.dataSync().every(Number.isFinite)));
  await t.notThrowsAsync(() => m.fit(x, y, { batchSize: 1024, verbose: 0 }));
});

test('an error in a callback ends fit, and the model trains again', async (t) => {
  const { x, y } = line(16);
  const m = model();
  const onBatchEnd = () => {
    throw new Error('from the callback');
  };
  await t.throwsAsync(() => m.fit(x, y, { verbose: 0, callbacks: { onBatchEnd } }), {
    message: 'from the callback',
  });
  await t.notThrowsAsync(() => m.fit(x, y, { verbose: 0 }));
});

test('stopTraining ends within the batch; initialEpoch goes on from there', async (t) => {
  const { x, y } = line(64);
  const m = model();
  let batches = 0;
  const stop = {
    onBatchEnd() {
      batches += 1;
      if (batches === 3) m.stopTraining = true;
    },
  };
  const first = await m.fit(x, y, { epochs: 5, batchSize: 8, verbose: 0, callbacks: stop });
  t.is(batches, 3);
  t.deepEqual(first.epoch, [0]);
  const second = await m.fit(x, y, { epochs: 5, initialEpoch: 3, verbose: 0 });
  t.deepEqual(second.epoch, [3, 4]);
});

test('stepsPerEpoch goes through the data over several epochs', async (t) => {
  const x = tf.tensor([[0], [1], [2], [3], [4], [5]]);
  const m = tf.sequential([tf.layers.dense({ units: 1, inputShape: [1], useBias: false })]);
  m.compile({ optimizer: tf.train.sgd(0), loss: (_, p) => tf.mean(p, -1) });
  m.setWeights([tf.tensor([[1]])]);
  const { history } = await m.fit(x, x, {
    epochs: 3,
    batchSize: 1,
    stepsPerEpoch: 2,
    shuffle: false,
    verbose: 0,
  });
  t.deepEqual(history.loss, [0.5, 2.5, 4.5]);
});

test('data may come from generators and tfjs data sets', async (t) => {
  const { x, y } = line(32);
  function* batches() {
    for (let i = 0; i < 32; i += 8) yield { xs: x.rows(i, i + 8), ys: y.rows(i, i + 8) };
  }
  const m = model();
  const { history } = await m.fit(batches, { epochs: 30, verbose: 0, validationData: batches });
  t.true(history.loss[29] < 0.05 && history.val_loss[29] < 0.05);
  async function* pairs() {
    for (;;) yield [x, y] as const;
  }
  await m.fitDataset(pairs(), { epochs: 2, batchesPerEpoch: 3, verbose: 0 });
  const used = batches();
  // As Keras does, with a warning: a generator that was used up has no second epoch.
  t.is((await m.fit(used, { epochs: 2, verbose: 0 })).history.loss.length, 1);
});

test('class weights and sample weights weigh the loss', async (t) => {
  const x = tf.ones([4, 2]);
  const y = tf.tensor([[0], [0], [1], [1]]);
  const m = model({ optimizer: tf.train.sgd(0) });
  m.setWeights([tf.zeros([2, 1]), tf.zeros([1])]);
  const byClass = await m.trainOnBatch(x, y, { classWeight: { 0: 1, 1: 3 } });
  const bySample = await m.trainOnBatch(x, y, { sampleWeight: tf.tensor([1, 1, 3, 3]) });
  t.is(byClass, 1.5);
  t.is(bySample, 1.5);
});

test('classes are weighed in training, not in the validation split off', async (t) => {
  const x = tf.ones([8, 2]);
  const y = tf.ones([8, 1]);
  const m = model({ optimizer: tf.train.sgd(0) });
  m.setWeights([tf.zeros([2, 1]), tf.zeros([1])]);
  const options = { validationSplit: 0.5, classWeight: { 1: 10 }, verbose: 0 as const };
  const { history } = await m.fit(x, y, options);
  t.deepEqual([history.loss[0], history.val_loss[0]], [10, 1]);
});

test('early stopping restores the best weights', async (t) => {
  const { x, y } = line(16);
  const m = model({ optimizer: tf.train.sgd(0.1) });
  const kept: number[][] = [];
  const worsen: tf.callbacks.CallbackHooks = {
    onEpochEnd(epoch, logs) {
      kept.push([...m.getWeights()[0].dataSync()]);
      if (logs) logs.val_loss = Math.abs(epoch - 2);
    },
  };
  const stopping = tf.callbacks.earlyStopping({ patience: 2, restoreBestWeights: true });
  const { epoch } = await m.fit(x, y, { epochs: 50, verbose: 0, callbacks: [worsen, stopping] });
  t.deepEqual(epoch, [0, 1, 2, 3, 4]);
  t.deepEqual([...m.getWeights()[0].dataSync()], kept[2]);
});

test('the event loop stays alive during fit and during loops of trainOnBatch', async (t) => {
  const { x, y } = line(2048);
  const m = model();
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await m.fit(x, y, { epochs: 300, batchSize: 8, verbose: 0 });
  const during = turns;
  const until = performance.now() + 100;
  while (performance.now() < until) await m.trainOnBatch(x.rows(0, 8), y.rows(0, 8));
  clearInterval(timer);
  t.true(during >= 2, `${during} turns during fit`);
  t.true(turns - during >= 3, `${turns - during} turns during trainOnBatch`);
});

test('compile again, freezing and further layers hold for the next batch', async (t) => {
  const { x, y } = line(8);
  const m = model();
  await m.trainOnBatch(x, y);
  await m.trainOnBatch(x, y);
  m.compile({ optimizer: tf.train.sgd(0), loss: 'meanAbsoluteError', metrics: ['mse'] });
  const numbers = (await m.trainOnBatch(x, y)) as number[];
  t.is(numbers.length, 2);
  m.layers[0].trainable = false;
  m.compile({ optimizer: tf.train.sgd(0.1), loss: 'mse' });
  const before = [...m.getWeights()[0].dataSync()];
  await m.trainOnBatch(x, y);
  t.deepEqual([...m.getWeights()[0].dataSync()], before);
  m.layers[0].trainable = true;
  await m.trainOnBatch(x, y);
  t.notDeepEqual([...m.getWeights()[0].dataSync()], before);
  m.add(tf.layers.dense({ units: 1 }));
  t.is(m.predict(x).shape[1], 1);
  await m.trainOnBatch(x, y);
});

test.serial('training and testing leave no tensor behind', async (t) => {
  const { x, y } = line(32);
  const m = model({ metrics: ['mae'] });
  await m.fit(x, y, { verbose: 0, validationSplit: 0.25 });
  const before = tf.memory().numTensors;
  await m.fit(x, y, { verbose: 0, validationSplit: 0.25, epochs: 2 });
  await m.evaluateAsync(x, y, { batchSize: 5 });
  t.is(tf.memory().numTensors, before);
});
