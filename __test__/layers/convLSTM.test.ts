// Convolutional LSTMs: `runLayerTest`, states, dropout, and cells inside the other recurrent layers.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const cases: Record<string, LayerCase> = {
  convLstm1d: [
    layers.ConvLSTM1D,
    { filters: 3, kernelSize: 2, strides: 2, returnSequences: true, unitForgetBias: false },
    {
      inputShapes: [[2, 3, 6, 2]],
      outputShapes: [[2, 3, 3, 3]],
      weights: [[2, 2, 12], [2, 3, 12], [12]],
      keepsMask: true,
    },
  ],
  convLstm2d: [
    layers.ConvLSTM2D,
    { filters: 2, kernelSize: [3, 2], padding: 'same', dilationRate: 2, returnState: true },
    {
      inputShapes: [[2, 3, 4, 5, 2]],
      outputShapes: [
        [2, 4, 5, 2],
        [2, 4, 5, 2],
        [2, 4, 5, 2],
      ],
      weights: [[3, 2, 2, 8], [3, 2, 2, 8], [8]],
      keepsMask: false,
    },
  ],
  'convLstm2d, channels first': [
    layers.ConvLSTM2D,
    {
      filters: 3,
      kernelSize: 2,
      dataFormat: 'channelsFirst',
      useBias: false,
      goBackwards: true,
      recurrentActivation: 'hardSigmoid',
    },
    {
      inputShapes: [[2, 3, 2, 4, 5]],
      outputShapes: [[2, 3, 3, 4]],
      weights: [
        [2, 2, 2, 12],
        [2, 2, 3, 12],
      ],
    },
  ],
  convLstm3d: [
    layers.ConvLSTM3D,
    { filters: 1, kernelSize: 2 },
    {
      inputShapes: [[1, 2, 3, 3, 3, 2]],
      outputShapes: [[1, 2, 2, 2, 1]],
      weights: [[2, 2, 2, 2, 4], [2, 2, 2, 1, 4], [4]],
    },
  ],
  'rnn of a cell': [
    layers.RNN,
    { cell: layers.convLstm2dCell({ filters: 2, kernelSize: 3, padding: 'same' }) },
    {
      inputShapes: [[2, 3, 4, 4, 1]],
      outputShapes: [[2, 4, 4, 2]],
      weights: [[3, 3, 1, 8], [3, 3, 2, 8], [8]],
    },
  ],
  'rnn of stacked cells': [
    layers.RNN,
    {
      cell: [
        layers.convLstm1dCell({ filters: 2, kernelSize: 2 }),
        layers.convLstm1dCell({ filters: 1, kernelSize: 3 }),
      ],
      returnState: true,
      returnSequences: true,
    },
    {
      inputShapes: [[2, 3, 6, 1]],
      outputShapes: [
        [2, 3, 3, 1],
        [2, 5, 2],
        [2, 5, 2],
        [2, 3, 1],
        [2, 3, 1],
      ],
      weights: [[2, 1, 8], [2, 2, 8], [8], [3, 2, 4], [3, 1, 4], [4]],
    },
  ],
  bidirectional: [
    layers.Bidirectional,
    { layer: layers.convLstm1d({ filters: 2, kernelSize: 3, returnSequences: true }) },
    {
      inputShapes: [[2, 3, 5, 1]],
      outputShapes: [[2, 3, 3, 4]],
      weights: [[3, 1, 8], [3, 2, 8], [8], [3, 1, 8], [3, 2, 8], [8]],
    },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}

const images = (shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', 7);
const differs = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

test('states: given, kept from batch to batch, and reset', (t) => {
  const config = { filters: 2, kernelSize: 2, returnState: true };
  const x = images([2, 4, 4, 4, 1]);
  const plain = layers.convLstm2d(config);
  const [whole] = plain.apply(x) as unknown as tf.Tensor[];
  const [, h, c] = plain.apply(tf.slice(x, [0, 0], [-1, 2])) as unknown as tf.Tensor[];
  const rest = tf.slice(x, [0, 2], [-1, 2]);
  const [continued] = plain.apply([rest, h, c] as never) as unknown as tf.Tensor[];
  t.true(differs(continued, whole) < 1e-6);

  const kept = layers.convLstm2d({ ...config, returnState: false, stateful: true });
  kept.build([2, 2, 4, 4, 1]);
  kept.built = true;
  kept.setWeights(plain.getWeights());
  kept.apply(tf.slice(x, [0, 0], [-1, 2]));
  t.true(differs(kept.apply(rest), whole) < 1e-6);
  kept.resetStates();
  t.true(differs(kept.apply(rest), whole) > 1e-4);
});

test('dropout draws one mask a gate for a whole sequence, in training only', (t) => {
  const config = { filters: 3, kernelSize: 2, padding: 'same' as const, seed: 1 };
  const x = images([2, 3, 4, 4, 2]);
  for (const rates of [{ dropout: 0.5 }, { recurrentDropout: 0.5 }]) {
    const layer = layers.convLstm2d({ ...config, ...rates });
    const [y, z] = [layer.apply(x), layer.apply(x)];
    t.is(differs(y, z), 0);
    const trained = layer.apply(x, { training: true });
    t.deepEqual(trained.shape, y.shape);
    t.true(differs(trained, y) > 1e-3);
    t.true(differs(layer.apply(x, { training: true }), trained) > 1e-3, 'each call its own');
  }
});

test('fit, with a number of steps that is not known before', async (t) => {
  const model = tf.sequential([
    layers.convLstm2d({
      filters: 2,
      kernelSize: 3,
      dropout: 0.1,
      recurrentDropout: 0.1,
      inputShape: [null, 5, 5, 1],
    }),
    layers.flatten(),
    layers.dense(1),
  ]);
  t.deepEqual(model.layers[0].outputShape, [null, 3, 3, 2]);
  model.compile({ optimizer: tf.train.adam(0.03), loss: 'meanSquaredError' });
  const x = images([8, 3, 5, 5, 1]);
  const y = tf.mean(x, [1, 2, 3]);
  const { history } = await model.fit(x, y, { epochs: 30, verbose: 0 });
  t.true((history.loss[29] as number) < (history.loss[0] as number));
  t.deepEqual((model.predict(images([2, 6, 5, 5, 1])) as tf.Tensor).shape, [2, 1]);
});

test('what does not fit is refused with what was expected', (t) => {
  const refused = (f: () => unknown, message: RegExp) =>
    t.throws(f, { instanceOf: tf.errors.CortenError, message });
  const config = { filters: 2, kernelSize: 2 };
  refused(() => layers.convLstm2d({ ...config, kernelSize: [1, 2, 3] }), /kernelSize of 2/);
  refused(
    () => layers.convLstm2d({ ...config, strides: 2, dilationRate: 2 }),
    /strides or dilationRate to be 1/,
  );
  refused(() => layers.convLstm2d({ ...config, padding: 'causal' as never }), /valid, same/);
  refused(() => layers.convLstm2d({ ...config, filters: 0 }), /positive whole number/);
  refused(
    () => layers.convLstm2d(config).apply(tf.input({ shape: [3, null, 4, 1] })),
    /spatial sizes and channels are known/,
  );
  refused(() => layers.convLstm2d(config).apply(images([2, 3, 4, 1])), /rank 5/);
});
