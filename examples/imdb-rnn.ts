// Embedding and SimpleRNN tell good film reviews from bad ones (`--seed N`, `--epochs N`).
import * as tf from 'corten';
import { options } from './support/options.js';

const { seed, epochs, short } = options({ seed: 1, epochs: 10 });
const maxFeatures = 10000; // words known
const maxlen = 500; // words of a review that are read
tf.utils.setRandomSeed(seed);

const summaries: Record<string, tf.layers.Layer[]> = {
  'the last output': [tf.layers.simpleRNN({ units: 32 })],
  'every output': [tf.layers.simpleRNN({ units: 32, returnSequences: true })],
  'four in a stack': [true, true, true, false].map((returnSequences) =>
    tf.layers.simpleRNN({ units: 32, returnSequences }),
  ),
};
for (const layers of Object.values(summaries)) {
  tf.sequential([
    tf.layers.embedding({ inputDim: maxFeatures, outputDim: 32 }),
    ...layers,
  ]).summary();
}

const reviews = await tf.datasets.imdb.loadData({ numWords: maxFeatures }).catch((error) => {
  if (!(error instanceof tf.errors.UnavailableError)) throw error;
  console.log(`${error.message}\nWithout the reviews there is nothing to train on.`);
  process.exit(0);
});
const [[sequences, labels]] = reviews;
const used = short ? 1000 : sequences.length;
const x = tf.utils.padSequences(sequences.slice(0, used), { maxlen });
const y = labels.slice(0, used);

const model = tf.sequential();
model.add(tf.layers.embedding({ inputDim: maxFeatures, outputDim: 32 }));
model.add(tf.layers.simpleRNN({ units: 32 }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
model.compile({ optimizer: 'rmsprop', loss: 'binaryCrossentropy', metrics: ['acc'] });
const { history } = await model.fit(x, y, {
  epochs: short ? 1 : epochs,
  batchSize: 128,
  validationSplit: 0.2,
});
const best = Math.max(...history.val_acc);
console.log(`best validation accuracy: ${best.toFixed(4)}`);
