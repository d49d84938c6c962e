// Normalization layers beside batch and layer normalization, through `runLayerTest`; embeddings in reverse.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;
const indices = (shape: number[]) => tf.randomUniform(shape, 0, 5, 'int32', 3);

const cases: Record<string, LayerCase> = {
  groupNormalization: [
    layers.GroupNormalization,
    { groups: 2 },
    { inputShapes: [[2, 3, 4]], outputShapes: [[2, 3, 4]], weights: [[4], [4]], keepsMask: true },
  ],
  'groupNormalization, a group for each channel': [
    layers.GroupNormalization,
    { groups: -1, axis: 1, scale: false },
    { inputShapes: [[2, 3, 4]], outputShapes: [[2, 3, 4]], weights: [[3]] },
  ],
  rmsNormalization: [
    layers.RMSNormalization,
    { axis: [1, 2] },
    { inputShapes: [[2, 3, 4]], outputShapes: [[2, 3, 4]], weights: [[3, 4]], keepsMask: true },
  ],
  unitNormalization: [
    layers.UnitNormalization,
    { axis: [1, 2] },
    { inputShapes: [[2, 3, 4]], outputShapes: [[2, 3, 4]], keepsMask: true },
  ],
  spectralNormalization: [
    layers.SpectralNormalization,
    { layer: layers.dense(3), powerIterations: 2 },
    {
      inputShapes: [[2, 4]],
      outputShapes: [[2, 3]],
      weights: [[4, 3], [1, 3], [3]],
      trainableWeights: 2,
    },
  ],
  'batchNormalization, renormalized': [
    layers.BatchNormalization,
    { renorm: true, renormClipping: { rmin: 0.5, rmax: 2, dmax: 1 } },
    {
      inputShapes: [[4, 3]],
      outputShapes: [[4, 3]],
      weights: [[3], [3], [3], [3], [3], [3], [3]],
      trainableWeights: 2,
    },
  ],
  reversibleEmbedding: [
    layers.ReversibleEmbedding,
    { inputDim: 5, outputDim: 3, maskZero: true },
    {
      inputShapes: [[2, 4]],
      outputShapes: [[2, 4, 3]],
      weights: [[5, 3]],
      input: indices,
      keepsMask: true,
    },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}

test('spectral normalization brings the largest singular value to 1, in training only', async (t) => {
  const layer = layers.spectralNormalization(layers.dense({ units: 3, useBias: false }));
  const x = tf.randomUniform([4, 5], -1, 1, 'float32', 2);
  layer.apply(x);
  const start = layer.kernel.arraySync();
  layer.apply(x);
  t.deepEqual(layer.kernel.arraySync(), start);
  for (let i = 0; i < 30; i++) layer.apply(x, { training: true });
  const { singular } = largest(layer.kernel.read());
  t.true(Math.abs(singular - 1) < 1e-3, `${singular}`);

  layer.kernel.assign(tf.zeros([5, 3]));
  const y = layer.apply(x, { training: true });
  t.is(tf.max(tf.abs(y)).dataSync()[0], 0, 'a kernel of zeros stays');

  const inside = layers.spectralNormalization({
    layer: layers.conv2d({ filters: 2, kernelSize: 2 }),
    inputShape: [4, 4, 1],
  });
  const model = tf.sequential([inside, layers.flatten(), layers.dense(1)]);
  model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
  const images = tf.randomUniform([8, 4, 4, 1], -1, 1, 'float32', 3);
  await model.fit(images, tf.mean(images, [1, 2]), { epochs: 20, verbose: 0 });
  const norm = largest(tf.reshape(inside.kernel.read(), [-1, 2])).singular;
  t.true(norm > 0.8 && norm < 1.2, `${norm} after training`);
});

/** The largest singular value, by many power iterations. */
function largest(matrix: tf.Tensor): { singular: number } {
  let v = tf.ones([matrix.shape[1], 1]);
  for (let i = 0; i < 200; i++) {
    const next = tf.matMul(matrix, tf.matMul(matrix, v), true);
    v = tf.div(next, tf.norm(next));
  }
  return { singular: tf.norm(tf.matMul(matrix, v)).dataSync()[0] };
}

test('an embedding in reverse gives logits, within the cap', (t) => {
  const embedding = layers.reversibleEmbedding({ inputDim: 6, outputDim: 3, logitSoftCap: 0.5 });
  const x = tf.input({ shape: [null], dtype: 'int32' });
  const vectors = embedding.apply(x);
  const logits = embedding.apply(vectors, { reverse: true });
  t.deepEqual(logits.shape, [null, null, 6]);
  const model = tf.model({ inputs: x, outputs: logits });
  const y = model.predict(tf.tensor([[1, 2, 3]], [1, 3], 'int32')) as tf.Tensor;
  t.deepEqual(y.shape, [1, 3, 6]);
  t.true(tf.max(tf.abs(y)).dataSync()[0] <= 0.5);
  t.is(model.trainableWeights.length, 1);
  const untied = layers.reversibleEmbedding({ inputDim: 6, outputDim: 3, tieWeights: false });
  untied.apply([[1]]);
  t.deepEqual(
    untied.getWeights().map((w) => w.shape),
    [
      [6, 3],
      [3, 6],
    ],
  );
});

test('what does not fit is refused with what was expected', (t) => {
  const refused = (f: () => unknown, message: RegExp) =>
    t.throws(f, { instanceOf: tf.errors.CortenError, message });
  refused(() => layers.groupNormalization(0), /groups.*received 0/);
  refused(() => layers.groupNormalization(3).apply(tf.ones([1, 4])), /multiple of 3 channels/);
  refused(
    () => layers.spectralNormalization({ layer: layers.dense(1), powerIterations: 0 }),
    /powerIterations.*received 0/,
  );
  refused(() => layers.spectralNormalization(layers.flatten()).apply(tf.ones([1, 2])), /kernel/);
  refused(
    () => layers.batchNormalization({ renorm: true, renormClipping: { rmin: 2, rmax: 1 } }),
    /rmin up to rmax/,
  );
  refused(
    () => layers.batchNormalization({ renorm: true, renormClipping: { rmx: 1 } as never }),
    /Did you mean "rmax"/,
  );
});
