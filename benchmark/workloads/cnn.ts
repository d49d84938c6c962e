// The tutorial's two convolutions and Dense 1024, batch 32, with channels last and first.
import * as tf from '../../index.js';
import { classifier, images, type Workload } from './workload.js';

function cnnOf(dataFormat: 'channelsLast' | 'channelsFirst', shape: number[]): Workload {
  const block = (filters: number, inputShape?: number[]) => [
    tf.layers.conv2d({
      filters,
      kernelSize: 5,
      padding: 'same',
      activation: 'relu',
      dataFormat,
      ...(inputShape && { inputShape }),
    }),
    tf.layers.maxPooling2d({ padding: 'same', dataFormat }),
  ];
  return {
    modes: dataFormat === 'channelsLast' ? ['train', 'fit', 'predict'] : ['train'],
    model: () =>
      classifier([
        ...block(32, shape),
        ...block(64),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1024, activation: 'relu' }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ]),
    batch: () => images(32, ...shape),
  };
}

export const cnn = cnnOf('channelsLast', [28, 28, 1]);
export const cnnFirst = cnnOf('channelsFirst', [1, 28, 28]);
