// A simple RNN as the loop that it is, on arrays of random numbers: 100 steps from 32 features to 64 (`--seed N`).
import * as tf from 'corten';
import { options } from './support/options.js';

const { seed } = options({ seed: 1 });
const [timeSteps, inputFeatures, outputFeatures] = [100, 32, 64];
tf.utils.setRandomSeed(seed);

const inputs = tf.randomUniform([timeSteps, inputFeatures]);
let state = tf.zeros([outputFeatures]);

const W = tf.randomUniform([outputFeatures, inputFeatures]);
const U = tf.randomUniform([outputFeatures, outputFeatures]);
const b = tf.randomUniform([outputFeatures]);

const outputs: tf.Tensor[] = [];
for (const input of inputs) {
  const output = tf.tanh(W.dot(input).add(U.dot(state)).add(b));
  outputs.push(output);
  state = output; // the next step starts from this one's output
}

const sequence = tf.stack(outputs);
console.log(`outputs: ${sequence.shape.join(' x ')}`);
