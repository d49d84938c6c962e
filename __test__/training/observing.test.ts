// Metrics that read values: they see each batch's predictions after the step.
import test from 'ava';
import * as tf from '../../index.js';

test('metrics that read values see the predictions of each batch, in training and in tests', async (t) => {
  const x = tf.randomNormal([70, 3, 2], 0, 2, 'float32', 5);
  const y = tf.sum(x, [1, 2]).reshape([70, 1]);
  class Largest extends tf.metrics.Metric {
    readonly largest = this.addVariable('largest');
    override updateState(_: tf.Tensor, yPred: tf.Tensor): void {
      const values = [this.largest.dataSync()[0], ...yPred.dataSync()];
      this.largest.assign(tf.scalar(Math.max(...values), 'float64'));
    }
    override result(): tf.Tensor {
      return this.largest.read();
    }
  }
  const size = (_: tf.Tensor, yPred: tf.Tensor) => tf.scalar(yPred.dataSync().length);
  const observed = tf.sequential({
    layers: [
      tf.layers.lstm({ units: 4, inputShape: [3, 2] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  observed.compile({
    optimizer: 'adam',
    loss: 'mse',
    metrics: ['mae', new Largest({ name: 'largest' }), size, 'mse'],
  });
  const { history } = await observed.fit(x, y, { epochs: 2, batchSize: 35, verbose: 0 });
  t.deepEqual(Object.keys(history), ['loss', 'mae', 'largest', 'size', 'mse']);
  t.deepEqual(history.size, [35, 35]);
  const logs = await observed.evaluateAsync(x, y, { batchSize: 10, returnDict: true });
  const predicted = observed.predict(x).dataSync();
  t.true(Math.abs(logs.largest - Math.max(0, ...predicted)) < 1e-6);
  t.true(Math.abs(logs.mse - (await observed.evaluateAsync(x, y))[4]) < 1e-5);
  const [, , largest, batchSize] = (await observed.trainOnBatch(
    x.rows(0, 4),
    y.rows(0, 4),
  )) as number[];
  t.true(Number.isFinite(largest));
  t.is(batchSize, 4);
});

test('metrics that read values see masks, and may start again what they keep themselves', async (t) => {
  const x = tf.tensor([
    [1, 2, 0],
    [3, 0, 0],
  ]);
  const y = tf.ones([2, 3, 1]);
  const error = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.mean(tf.abs(tf.sub(yTrue, yPred)), -1);
  const reading = (yTrue: tf.Tensor, yPred: tf.Tensor) => {
    yPred.dataSync();
    return error(yTrue, yPred);
  };
  class Batches extends tf.metrics.Metric {
    seen = 0;
    override updateState(_: tf.Tensor, yPred: tf.Tensor): void {
      this.seen += 1;
      yPred.dataSync();
    }
    override result(): tf.Tensor {
      return tf.scalar(this.seen);
    }
    override resetState(): void {
      this.seen = 0;
    }
  }
  const m = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true }),
      tf.layers.lstm({ units: 2, returnSequences: true }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1 }) }),
    ],
  });
  m.compile({
    optimizer: 'sgd',
    loss: 'mse',
    metrics: [error, reading, new Batches({ name: 'batches' })],
  });
  const { history } = await m.fit(x, y, { epochs: 3, batchSize: 1, verbose: 0 });
  t.deepEqual(history.batches, [2, 2, 2]);
  (history.error as number[]).forEach((value, i) => {
    t.true(
      Math.abs(history.reading[i] - value) <= 1e-5 * (1 + value),
      `${history.reading[i]} and ${value}`,
    );
  });
});
