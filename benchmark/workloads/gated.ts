// LSTM, GRU and a bidirectional LSTM of 128 units behind a Dense 128 at each of 28 steps, batch 100.
import * as tf from '../../index.js';
import { classifier, images, type Workload } from './workload.js';

const behindDense = (modes: Workload['modes'], layer: () => tf.Layer): Workload => ({
  modes,
  model: () =>
    classifier([
      tf.layers.dense({ units: 128, inputShape: [28, 28] }),
      layer(),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ]),
  batch: () => images(100, 28, 28),
});

export const lstm = behindDense(['train', 'fit', 'predict'], () => tf.layers.lstm({ units: 128 }));
export const gru = behindDense(['train'], () => tf.layers.gru({ units: 128 }));
export const bilstm = behindDense(['train'], () =>
  tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 128 }) }),
);
