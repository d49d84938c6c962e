// Prediction of one sample by Dense 784-128-10: what a call costs.
import * as tf from '../../index.js';
import { images, type Workload } from './workload.js';

export const mlp: Workload = {
  modes: ['predict'],
  model: () => {
    const model = tf.sequential([
      tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10 }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    return model;
  },
  batch: () => images(1, 784),
};
