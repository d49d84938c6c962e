// Recurrent layers and the wrappers of sequences through `runLayerTest`.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const cases: Record<string, LayerCase> = {
  simpleRNN: [
    layers.SimpleRNN,
    { units: 3, returnSequences: true, returnState: true },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [
        [2, 5, 3],
        [2, 3],
      ],
      weights: [[4, 3], [3, 3], [3]],
      keepsMask: true,
    },
  ],
  'simpleRNN with an activation that the op has not': [
    layers.SimpleRNN,
    { units: 3, activation: 'mish', goBackwards: true },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [[2, 3]],
      weights: [[4, 3], [3, 3], [3]],
      keepsMask: false,
    },
  ],
  lstm: [
    layers.LSTM,
    { units: 3 },
    { inputShapes: [[2, 5, 4]], outputShapes: [[2, 3]], weights: [[4, 12], [3, 12], [12]] },
  ],
  gru: [
    layers.GRU,
    { units: 3, returnSequences: true },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [[2, 5, 3]],
      weights: [
        [4, 9],
        [3, 9],
        [2, 9],
      ],
    },
  ],
  'rnn of stacked cells': [
    layers.RNN,
    {
      cell: [layers.lstmCell({ units: 3 }), layers.gruCell({ units: 2, resetAfter: false })],
      returnState: true,
    },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [
        [2, 2],
        [2, 3],
        [2, 3],
        [2, 2],
      ],
      weights: [[4, 12], [3, 12], [12], [3, 6], [2, 6], [6]],
    },
  ],
  bidirectional: [
    layers.Bidirectional,
    { layer: layers.gru({ units: 3, returnSequences: true }), mergeMode: 'ave' },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [[2, 5, 3]],
      weights: [
        [4, 9],
        [3, 9],
        [2, 9],
        [4, 9],
        [3, 9],
        [2, 9],
      ],
      keepsMask: true,
    },
  ],
  timeDistributed: [
    layers.TimeDistributed,
    { layer: layers.dense(3) },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [[2, 5, 3]],
      weights: [[4, 3], [3]],
      keepsMask: true,
    },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}
