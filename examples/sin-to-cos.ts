// A stateful SimpleRNN turns a sine into a cosine; each step's curve goes to a CSV (`--steps N`, `--seed N`).
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from 'corten';
import { options } from './support/options.js';

const { steps, seed, short } = options({ steps: 501, seed: 1 });
const [batchSize, timeSteps, cellSize] = [50, 20, 20];
tf.utils.setRandomSeed(seed);

const model = tf.sequential();
model.add(
  tf.layers.simpleRNN({
    units: cellSize,
    batchInputShape: [batchSize, timeSteps, 1],
    returnSequences: true, // a prediction at every time step
    stateful: true, // the next batch goes on where this one ends
  }),
);
model.add(tf.layers.timeDistributed(tf.layers.dense({ units: 1 })));
model.compile({ optimizer: tf.train.adam(), loss: 'mse' });

const file = join(tmpdir(), 'sin-to-cos.csv');
const csv = createWriteStream(file);
csv.write('step,x,target,prediction\n');
for (let step = 0, start = 0; step < (short ? 51 : steps); step += 1, start += timeSteps) {
  const xs = Float32Array.from(
    { length: batchSize * timeSteps },
    (_, i) => (start + i) / (10 * Math.PI),
  );
  const shape: [number, number, number] = [batchSize, timeSteps, 1];
  const x = tf.tensor3d(xs.map(Math.sin), shape);
  const y = tf.tensor3d(xs.map(Math.cos), shape);
  const loss = await model.trainOnBatch(x, y);
  const prediction = model.predictOnBatch(x).dataSync();
  for (let i = 0; i < timeSteps; i += 1) {
    csv.write(`${step},${xs[i]},${Math.cos(xs[i])},${prediction[i]}\n`);
  }
  if (step % 10 === 0) console.log(`train loss: ${Number(loss).toFixed(4)}`);
}
csv.end(() => console.log(`targets and predictions: ${file}`));
