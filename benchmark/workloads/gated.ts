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

/** The step of examples/lstm-from-scratch.ts. */
function compiledLstm(): (x: tf.Tensor, y: tf.Tensor) => tf.Tensor {
  const [rows, columns, units, classes] = [28, 28, 128, 10];
  const [wIn, wOut] = [tf.randomNormal([columns, units]), tf.randomNormal([units, classes])].map(
    (value) => tf.variable(value),
  );
  const [bIn, bOut] = [tf.fill([units], 0.1), tf.fill([classes], 0.1)].map((value) =>
    tf.variable(value),
  );
  const cell = new tf.nn.BasicLSTMCell(units, { forgetBias: 1 });
  const optimizer = tf.train.adam(0.001);
  return tf.compile(
    (images: tf.Tensor, labels: tf.Tensor) =>
      optimizer.minimize(() => {
        const dense = images.reshape([-1, columns]).matMul(wIn).add(bIn);
        const { outputs } = tf.nn.dynamicRNN(cell, dense.reshape([-1, rows, units]));
        const logits = outputs.unstack(1)[rows - 1].matMul(wOut).add(bOut);
        return tf.nn.softmaxCrossEntropyWithLogits({ labels, logits }).mean();
      }, true) as tf.Tensor,
  );
}

export const lstm: Workload = {
  ...behindDense(['train', 'fit', 'predict'], () => tf.layers.lstm({ units: 128 })),
  compiled: compiledLstm,
};
export const gru = behindDense(['train'], () => tf.layers.gru({ units: 128 }));
export const bilstm = behindDense(['train'], () =>
  tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 128 }) }),
);
