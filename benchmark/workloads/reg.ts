// The tutorial's stateful regressor from sine to cosine, batch (50, 20, 1).
import * as tf from '../../index.js';
import type { Workload } from './workload.js';

export const reg: Workload = {
  modes: ['train', 'predict'],
  model: () => {
    const model = tf.sequential([
      tf.layers.simpleRNN({
        units: 20,
        batchInputShape: [50, 20, 1],
        returnSequences: true,
        stateful: true,
      }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1 }) }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    return model;
  },
  batch: () => {
    const xs = tf
      .range(0, 1000)
      .div(10 * Math.PI)
      .reshape([50, 20, 1]);
    return { x: xs.sin(), y: xs.cos() };
  },
};
