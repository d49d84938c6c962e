// A convolutional network on MNIST, channels first: one epoch of batches of 32 (`--seed N`).
import * as tf from 'corten';
import { digits } from './support/digits.js';
import { options } from './support/options.js';

const { seed, short } = options({ seed: 1 });
tf.utils.setRandomSeed(seed);
const { x, y, xTest, yTest } = await digits([1, 28, 28]);

const dataFormat = 'channelsFirst';
const padding = 'same';
const model = tf.sequential();
model.add(
  tf.layers.conv2d({
    batchInputShape: [32, 1, 28, 28],
    filters: 32,
    kernelSize: 5,
    strides: 1,
    padding,
    dataFormat,
  }),
);
model.add(tf.layers.activation('relu'));
model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2, padding, dataFormat }));
model.add(tf.layers.conv2d({ filters: 64, kernelSize: 5, strides: 1, padding, dataFormat }));
model.add(tf.layers.activation('relu'));
model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2, padding, dataFormat }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 1024 }));
model.add(tf.layers.activation('relu'));
model.add(tf.layers.dense({ units: 10 }));
model.add(tf.layers.activation('softmax'));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

console.log('Training ------------');
const images = short ? 3200 : x.shape[0];
await model.fit(x.rows(0, images), y.rows(0, images), { epochs: 1, batchSize: 32 });
console.log('Testing ------------');
const [loss, accuracy] = await model.evaluateAsync(xTest, yTest);
console.log(`test loss: ${loss.toFixed(4)}`);
console.log(`test accuracy: ${accuracy.toFixed(4)}`);
