// A program for tests: trains small models of every kind of kernel from one seed and prints a hash of their weights.
import { createHash } from 'node:crypto';
import * as tf from '../../index.js';

const { layers } = tf;
tf.utils.setRandomSeed(7);

/** Models and the shape of one sample, large enough for work to be cut into several chunks. */
const models: [tf.Sequential, number[]][] = [
  [
    tf.sequential([layers.simpleRNN({ units: 50, inputShape: [28, 28] }), layers.dense(10)]),
    [28, 28],
  ],
  [
    tf.sequential([
      layers.lstm({ units: 40, inputShape: [9, 33] }),
      layers.dropout(0.3),
      layers.dense(10),
    ]),
    [9, 33],
  ],
  [tf.sequential([layers.gru({ units: 40, inputShape: [9, 33] }), layers.dense(10)]), [9, 33]],
  [
    tf.sequential([
      layers.conv2d({ filters: 16, kernelSize: 5, padding: 'same', inputShape: [20, 20, 3] }),
      layers.batchNormalization(),
      layers.activation('relu'),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense(10),
    ]),
    [20, 20, 3],
  ],
];

const hash = createHash('sha256');
for (const [model, shape] of models) {
  const x = tf.randomUniform([96, ...shape]);
  const y = tf.randomUniform([96, 10]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  await model.fit(x, y, { epochs: 2, batchSize: 40, verbose: 0 });
  for (const weight of model.getWeights()) hash.update(weight.dataSync() as Float32Array);
  hash.update(model.predict(x).dataSync() as Float32Array);
}
console.log(hash.digest('hex'));
