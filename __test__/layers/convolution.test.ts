// Convolutions and pooling through `runLayerTest`.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const cases: Record<string, LayerCase> = {
  conv1d: [
    layers.Conv1D,
    { filters: 3, kernelSize: 2, padding: 'causal' },
    { inputShapes: [[2, 5, 4]], outputShapes: [[2, 5, 3]], weights: [[2, 4, 3], [3]] },
  ],
  conv2d: [
    layers.Conv2D,
    { filters: 3, kernelSize: 3, padding: 'same', strides: 2, activation: 'tanh' },
    { inputShapes: [[2, 5, 6, 2]], outputShapes: [[2, 3, 3, 3]], weights: [[3, 3, 2, 3], [3]] },
  ],
  'conv2d with channels first': [
    layers.Conv2D,
    { filters: 4, kernelSize: [2, 3], groups: 2, useBias: false, dataFormat: 'channelsFirst' },
    { inputShapes: [[2, 2, 5, 6]], outputShapes: [[2, 4, 4, 4]], weights: [[2, 3, 1, 4]] },
  ],
  conv2dTranspose: [
    layers.Conv2DTranspose,
    { filters: 3, kernelSize: 2, strides: 2 },
    { inputShapes: [[2, 3, 3, 2]], outputShapes: [[2, 6, 6, 3]], weights: [[2, 2, 3, 2], [3]] },
  ],
  depthwiseConv2d: [
    layers.DepthwiseConv2D,
    { kernelSize: 2, depthMultiplier: 2 },
    { inputShapes: [[2, 4, 4, 3]], outputShapes: [[2, 3, 3, 6]], weights: [[2, 2, 3, 2], [6]] },
  ],
  separableConv2d: [
    layers.SeparableConv2D,
    { filters: 4, kernelSize: 2 },
    {
      inputShapes: [[2, 4, 4, 3]],
      outputShapes: [[2, 3, 3, 4]],
      weights: [[2, 2, 3, 1], [1, 1, 3, 4], [4]],
    },
  ],
  maxPooling2d: [
    layers.MaxPooling2D,
    { padding: 'same' },
    { inputShapes: [[2, 5, 4, 3]], outputShapes: [[2, 3, 2, 3]], differentiable: false },
  ],
  averagePooling2d: [
    layers.AveragePooling2D,
    { poolSize: 3, strides: 1, dataFormat: 'channelsFirst' },
    { inputShapes: [[2, 3, 5, 4]], outputShapes: [[2, 3, 3, 2]] },
  ],
  globalAveragePooling1d: [
    layers.GlobalAveragePooling1D,
    {},
    { inputShapes: [[2, 5, 3]], outputShapes: [[2, 3]] },
  ],
  globalMaxPooling2d: [
    layers.GlobalMaxPooling2D,
    { keepdims: true },
    { inputShapes: [[2, 4, 4, 3]], outputShapes: [[2, 1, 1, 3]], differentiable: false },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}
