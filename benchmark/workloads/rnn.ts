// The tutorial's SimpleRNN on rows of images, batch 50.
import * as tf from '../../index.js';
import { classifier, images, type Workload } from './workload.js';

export const rnn: Workload = {
  modes: ['train', 'fit', 'predict'],
  model: () =>
    classifier([
      tf.layers.simpleRNN({ units: 50, inputShape: [28, 28], unroll: true }),
      tf.layers.dense({ units: 30, activation: 'sigmoid' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ]),
  batch: () => images(50, 28, 28),
};
