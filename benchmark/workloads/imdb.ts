// The tutorial's review classifier: Embedding and SimpleRNN 32 over 500 words, batch 128.
import * as tf from '../../index.js';
import type { Workload } from './workload.js';

export const imdb: Workload = {
  modes: ['train', 'fit', 'predict'],
  model: () => {
    const model = tf.sequential([
      tf.layers.embedding({ inputDim: 10000, outputDim: 32, inputLength: 500 }),
      tf.layers.simpleRNN({ units: 32 }),
      tf.layers.dense({ units: 1, activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: 'rmsprop', loss: 'binaryCrossentropy', metrics: ['acc'] });
    return model;
  },
  batch: () => ({
    x: tf.randomUniform([128, 500], 0, 10000, 'int32'),
    y: tf.randomUniform([128, 1], 0, 2, 'int32').cast('float32'),
  }),
};
