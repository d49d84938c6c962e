// Every layer but the recurrent ones through `runLayerTest`; what is special to a layer has a test of its own.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const indices = (shape: number[]) => tf.randomUniform(shape, 0, 5, 'int32', 3);

const cases: Record<string, LayerCase> = {
  dense: [
    layers.Dense,
    { units: 3, activation: 'tanh', kernelRegularizer: 'l2' },
    { inputShapes: [[2, 4]], outputShapes: [[2, 3]], weights: [[4, 3], [3]] },
  ],
  'dense on sequences': [
    layers.Dense,
    { units: 3, useBias: false },
    { inputShapes: [[2, 5, 4]], outputShapes: [[2, 5, 3]], weights: [[4, 3]], keepsMask: true },
  ],
  activation: [
    layers.Activation,
    { activation: 'softmax' },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]] },
  ],
  embedding: [
    layers.Embedding,
    { inputDim: 5, outputDim: 3, maskZero: true },
    {
      inputShapes: [[2, 4]],
      outputShapes: [[2, 4, 3]],
      weights: [[5, 3]],
      input: indices,
      keepsMask: true,
    },
  ],
  masking: [
    layers.Masking,
    { maskValue: -1 },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 4, 3]], keepsMask: true },
  ],
  identity: [layers.Identity, {}, { inputShapes: [[2, 4]], outputShapes: [[2, 4]] }],
  dropout: [layers.Dropout, { rate: 0.5 }, { inputShapes: [[2, 4]], outputShapes: [[2, 4]] }],
  flatten: [
    layers.Flatten,
    { dataFormat: 'channelsFirst' },
    { inputShapes: [[2, 3, 4, 5]], outputShapes: [[2, 60]] },
  ],
  reshape: [
    layers.Reshape,
    { targetShape: [-1, 2] },
    { inputShapes: [[3, 4]], outputShapes: [[3, 2, 2]] },
  ],
  permute: [
    layers.Permute,
    { dims: [2, 1] },
    { inputShapes: [[2, 3, 4]], outputShapes: [[2, 4, 3]] },
  ],
  repeatVector: [
    layers.RepeatVector,
    { n: 3 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 3, 4]] },
  ],
  add: [
    layers.Add,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 3],
      ],
      outputShapes: [[2, 3]],
    },
  ],
  'add of different ranks': [
    layers.Add,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 5, 3],
      ],
      outputShapes: [[2, 5, 3]],
    },
  ],
  subtract: [
    layers.Subtract,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 3],
      ],
      outputShapes: [[2, 3]],
    },
  ],
  multiply: [
    layers.Multiply,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 3],
        [2, 1],
      ],
      outputShapes: [[2, 3]],
    },
  ],
  average: [
    layers.Average,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 3],
      ],
      outputShapes: [[2, 3]],
    },
  ],
  maximum: [
    layers.Maximum,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 3],
      ],
      outputShapes: [[2, 3]],
      differentiable: false,
    },
  ],
  minimum: [
    layers.Minimum,
    {},
    {
      inputShapes: [
        [2, 3],
        [2, 3],
      ],
      outputShapes: [[2, 3]],
      differentiable: false,
    },
  ],
  concatenate: [
    layers.Concatenate,
    { axis: 1 },
    {
      inputShapes: [
        [2, 3, 4],
        [2, 5, 4],
      ],
      outputShapes: [[2, 8, 4]],
    },
  ],
  dot: [
    layers.Dot,
    { axes: [2, 1], normalize: true },
    {
      inputShapes: [
        [2, 3, 4],
        [2, 4],
      ],
      outputShapes: [[2, 3]],
    },
  ],
  batchNormalization: [
    layers.BatchNormalization,
    {},
    {
      inputShapes: [[4, 3]],
      outputShapes: [[4, 3]],
      weights: [[3], [3], [3], [3]],
      trainableWeights: 2,
    },
  ],
  layerNormalization: [
    layers.LayerNormalization,
    { axis: [1, 2] },
    {
      inputShapes: [[2, 3, 4]],
      outputShapes: [[2, 3, 4]],
      weights: [
        [3, 4],
        [3, 4],
      ],
    },
  ],
  reLU: [
    layers.ReLU,
    { maxValue: 0.5, negativeSlope: 0.1 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]], differentiable: false },
  ],
  leakyReLU: [
    layers.LeakyReLU,
    { alpha: 0.1 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]], differentiable: false },
  ],
  thresholdedReLU: [
    layers.ThresholdedReLU,
    { theta: 0.5 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]], differentiable: false },
  ],
  elu: [layers.ELU, { alpha: 0.5 }, { inputShapes: [[2, 4]], outputShapes: [[2, 4]] }],
  prelu: [
    layers.PReLU,
    { sharedAxes: 1, alphaInitializer: 'ones' },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 4, 3]], weights: [[1, 3]] },
  ],
  softmax: [
    layers.Softmax,
    { axis: [1, 2] },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 4, 3]] },
  ],
  gaussianNoise: [
    layers.GaussianNoise,
    { stddev: 0.1 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]] },
  ],
  gaussianDropout: [
    layers.GaussianDropout,
    { rate: 0.1 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]] },
  ],
  alphaDropout: [
    layers.AlphaDropout,
    { rate: 0.1 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]] },
  ],
  spatialDropout1d: [
    layers.SpatialDropout1D,
    { rate: 0.5 },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 4, 3]], keepsMask: true },
  ],
  activityRegularization: [
    layers.ActivityRegularization,
    { l2: 0.1 },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]] },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}
