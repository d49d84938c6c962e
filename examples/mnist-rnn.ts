// A SimpleRNN reads MNIST images row by row: 4,001 steps of 50 images (`--steps N`, `--seed N`).
import * as tf from 'corten';
import { digits } from './support/digits.js';
import { trainInOrder } from './support/inOrder.js';
import { options } from './support/options.js';

const { steps, seed, short } = options({ steps: 4001, seed: 1 });
tf.utils.setRandomSeed(seed);
const data = await digits([28, 28]); // 28 time steps, the rows, of 28 pixels

const model = tf.sequential();
model.add(tf.layers.simpleRNN({ units: 50, inputShape: [28, 28], unroll: true }));
model.add(tf.layers.dense({ units: 30 }));
model.add(tf.layers.activation('sigmoid'));
model.add(tf.layers.dense({ units: 10 }));
model.add(tf.layers.activation('softmax'));
model.summary();
model.compile({
  optimizer: tf.train.adam(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
await trainInOrder(model, data, { steps: short ? 501 : steps });
