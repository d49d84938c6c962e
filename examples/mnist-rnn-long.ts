// The plain SimpleRNN classifier over 40,001 steps (`--steps N`, `--seed N`).
import * as tf from 'corten';
import { digits } from './support/digits.js';
import { trainInOrder } from './support/inOrder.js';
import { options } from './support/options.js';

const { steps, seed, short } = options({ steps: 40001, seed: 1 });
tf.utils.setRandomSeed(seed);
const data = await digits([28, 28]);

const model = tf.sequential();
model.add(tf.layers.simpleRNN({ units: 50, batchInputShape: [null, 28, 28], unroll: true }));
model.add(tf.layers.dense({ units: 10 }));
model.add(tf.layers.activation('softmax'));
model.summary();
model.compile({
  optimizer: tf.train.adam(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
await trainInOrder(model, data, { steps: short ? 501 : steps });
