// Times the workloads that tfjs can run, on the backend given as the argument: `wasm` or `cpu`.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { measureEager } from '../eager.ts';
import { measure, requested } from '../measure.ts';

const require = createRequire(import.meta.url);
const backend = process.argv[2];
const tf = require('@tensorflow/tfjs');
if (backend === 'wasm') {
  const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
}
await tf.setBackend(backend);
// It warns of its own defaults, several times a step.
console.warn = () => {};

const peer = `tfjs ${backend}`;
const adam = () => tf.train.adam(0.001);
const crossEntropy = { loss: 'categoricalCrossentropy', metrics: ['accuracy'] };
const images =
  (n, ...shape) =>
  () => ({
    x: tf.randomUniform([n, ...shape]),
    y: tf.oneHot(tf.randomUniform([n], 0, 10, 'int32'), 10).toFloat(),
  });

/** The wasm backend has no gradient of a convolution, and both take minutes for the imdb model. */
const workloads = {
  rnn: {
    modes: ['train', 'fit', 'predict'],
    layers: () => [
      tf.layers.simpleRNN({ units: 50, inputShape: [28, 28], unroll: true }),
      tf.layers.dense({ units: 30, activation: 'sigmoid' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
    compile: () => ({ optimizer: adam(), ...crossEntropy }),
    batch: images(50, 28, 28),
  },
  lstm: {
    modes: ['train', 'predict'],
    layers: () => [
      tf.layers.dense({ units: 128, inputShape: [28, 28] }),
      tf.layers.lstm({ units: 128 }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
    compile: () => ({ optimizer: adam(), ...crossEntropy }),
    batch: images(100, 28, 28),
  },
  reg: {
    modes: ['train', 'predict'],
    layers: () => [
      tf.layers.simpleRNN({
        units: 20,
        batchInputShape: [50, 20, 1],
        returnSequences: true,
        stateful: true,
      }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1 }) }),
    ],
    compile: () => ({ optimizer: adam(), loss: 'meanSquaredError' }),
    batch: () => ({ x: tf.randomUniform([50, 20, 1]), y: tf.randomUniform([50, 20, 1]) }),
  },
  mlp: {
    modes: ['predict'],
    layers: () => [
      tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10 }),
    ],
    compile: () => ({ optimizer: adam(), loss: 'meanSquaredError' }),
    batch: images(1, 784),
  },
};

for (const name of requested(Object.keys(workloads))) {
  const { modes, layers, compile, batch } = workloads[name];
  const model = tf.sequential({ layers: layers() });
  model.compile(compile());
  const { x, y } = batch();
  if (modes.includes('train')) await measure(peer, name, 'train', () => model.trainOnBatch(x, y));
  if (modes.includes('fit')) {
    const steps = 5;
    const [xs, ys] = [x, y].map((t) => tf.concat(Array(steps).fill(t)));
    const options = { batchSize: x.shape[0], epochs: 1, verbose: 0 };
    await measure(peer, name, 'fit', () => model.fit(xs, ys, options), steps);
  }
  if (modes.includes('predict')) {
    await measure(peer, name, 'predict', () => model.predictOnBatch(x).dispose());
  }
}
await measureEager(peer, tf);
