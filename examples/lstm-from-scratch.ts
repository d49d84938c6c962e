// An LSTM made of variables and ops reads MNIST images row by row: 1,001 steps of 100 images (`--steps N`, `--seed N`).
import * as tf from 'corten';
import { dataSets } from './support/digits.js';
import { options } from './support/options.js';

const { steps, seed, short } = options({ steps: 1001, seed: 1 });
const batchSize = 100;
const [rows, columns] = [28, 28]; // 28 time steps of 28 pixels
const [units, classes] = [128, 10];

tf.utils.setRandomSeed(seed);
const mnist = await dataSets(seed); // 55,000, 5,000 and 10,000 images

// Of deviation 1 the gates would start saturated, and learn half as fast.
const weights = {
  in: tf.variable(tf.randomNormal([columns, units], 0, 0.1)),
  out: tf.variable(tf.randomNormal([units, classes], 0, 0.1)),
};
const biases = {
  in: tf.variable(tf.fill([units], 0.1)),
  out: tf.variable(tf.fill([classes], 0.1)),
};
const cell = new tf.nn.BasicLSTMCell(units, { forgetBias: 1 });

/** Images [batch, 784] to logits [batch, 10]. */
function rnn(images: tf.Tensor): tf.Tensor {
  const x = images.reshape([-1, columns]).matMul(weights.in).add(biases.in);
  const { outputs } = tf.nn.dynamicRNN(cell, x.reshape([-1, rows, units]), {
    initialState: cell.zeroState(images.shape[0], 'float32'),
    timeMajor: false,
  });
  const last = outputs.unstack(1)[rows - 1];
  return last.matMul(weights.out).add(biases.out);
}

const optimizer = tf.train.adam(0.01);
const cost = (images: tf.Tensor, labels: tf.Tensor) =>
  tf.nn.softmaxCrossEntropyWithLogits({ labels, logits: rnn(images) }).mean();
const train = tf.compile(
  (images: tf.Tensor, labels: tf.Tensor) =>
    optimizer.minimize(() => cost(images, labels), true) as tf.Scalar,
);
const accuracy = tf.compile((images: tf.Tensor, labels: tf.Tensor) =>
  tf.equal(rnn(images).argMax(1), labels.argMax(1)).cast('float32').mean(),
);

/** The accuracy on a whole data set, a thousand images at a time. */
function testAccuracy({ images, labels, numExamples }: tf.datasets.DataSet): number {
  let sum = 0;
  for (let first = 0; first < numExamples; first += 1000) {
    const x = images.rows(first, first + 1000);
    sum += x.shape[0] * accuracy(x, labels.rows(first, first + 1000)).arraySync();
  }
  return sum / numExamples;
}

const started = performance.now();
for (let step = 0; step < (short ? 101 : steps); step += 1) {
  const [images, labels] = mnist.train.nextBatch(batchSize);
  train(images, labels);
  if (step % 100 !== 0) continue;
  const training = accuracy(images, labels).arraySync().toFixed(4);
  console.log(
    `step ${step}: training accuracy: ${training} test accuracy: ${testAccuracy(mnist.test).toFixed(4)}`,
  );
}
console.log(`${Math.round((performance.now() - started) / 1000)} seconds`);
