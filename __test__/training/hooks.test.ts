// Hooks of callbacks: which are called, when, and in which order.
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

test('hooks are called in order and awaited, with Keras names and tfjs ones', async (t) => {
  const { x, y } = line(8);
  const calls: string[] = [];
  class Log extends tf.callbacks.Callback {
    override async onEpochEnd(epoch: number) {
      await new Promise(setImmediate);
      calls.push(`end ${epoch}`);
    }
    override onTrainBatchEnd(batch: number, logs?: tf.callbacks.Logs) {
      t.true(Number.isFinite(logs?.loss));
      calls.push(`batch ${batch}`);
    }
  }
  const plain = {
    onTrainBegin: () => void calls.push('begin'),
    onEpochBegin: (epoch: number) => void calls.push(`epoch ${epoch}`),
    onTrainEnd: () => void calls.push('end'),
  };
  await model().fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, callbacks: [new Log(), plain] });
  const epoch = (n: number) => [`epoch ${n}`, 'batch 0', 'batch 1', `end ${n}`];
  t.deepEqual(calls, ['begin', ...epoch(0), ...epoch(1), 'end']);
});

test('hooks of testing and predicting are called by synchronous calls too', (t) => {
  const { x, y } = line(8);
  const calls: string[] = [];
  const hooks = ['onTestBegin', 'onTestBatchBegin', 'onTestBatchEnd', 'onTestEnd'].concat([
    'onPredictBegin',
    'onPredictBatchBegin',
    'onPredictBatchEnd',
    'onPredictEnd',
  ]);
  const callbacks = Object.fromEntries(hooks.map((hook) => [hook, () => void calls.push(hook)]));
  model().evaluate(x, y, { callbacks });
  model().predict(x, { callbacks });
  t.deepEqual(calls, hooks);
});
