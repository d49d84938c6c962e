// Layers that learn from data before training: Normalization and Discretization.
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import { deserializeLayer, serializeLayer } from '../../src/layers/serialization.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const cases: Record<string, LayerCase> = {
  normalization: [
    layers.Normalization,
    { mean: [1, 2, 3], variance: [4, 5, 6] },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 4, 3]], keepsMask: true },
  ],
  'normalization, not adapted': [
    layers.Normalization,
    { axis: [1, -1], invert: true },
    {
      inputShapes: [[2, 4, 3]],
      outputShapes: [[2, 4, 3]],
      weights: [[4, 3], [4, 3], []],
      trainableWeights: 0,
    },
  ],
  discretization: [
    layers.Discretization,
    { binBoundaries: [-0.5, 0, 0.5] },
    { inputShapes: [[2, 4]], outputShapes: [[2, 4]], differentiable: false },
  ],
  'discretization, counted': [
    layers.Discretization,
    { binBoundaries: [-0.5, 0, 0.5], outputMode: 'count' },
    { inputShapes: [[2, 5]], outputShapes: [[2, 4]], differentiable: false },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}

function close(t: ExecutionContext, actual: ArrayLike<number>, expected: ArrayLike<number>) {
  t.is(actual.length, expected.length);
  for (const [i, value] of Array.from(actual).entries())
    t.true(Math.abs(value - expected[i]) < 2e-5, `${value} for ${expected[i]}`);
}

const data = tf.add(tf.randomNormal([50, 3], 0, 2, 'float32', 4), [1, 100, -3]);

test('normalization adapts to a tensor, to batches and to a data set, alike', async (t) => {
  const whole = layers.normalization();
  whole.adapt(data);
  const y = whole.apply(data);
  const { mean, variance } = tf.moments(y, 0);
  close(t, mean.dataSync(), [0, 0, 0]);
  close(t, variance.dataSync(), [1, 1, 1]);

  const parts = [data.slice([0, 0], [20, 3]), data.slice([20, 0], [30, 3])];
  const before = tf.memory().numTensors;
  const batched = layers.normalization();
  batched.adapt(parts);
  batched.adapt(parts);
  close(t, batched.variance!.dataSync(), whole.variance!.dataSync());
  t.true(tf.memory().numTensors - before <= 3, 'it keeps its weights only');

  const streamed = layers.normalization();
  await streamed.adaptAsync(tf.data.array(parts.map((xs) => ({ xs, ys: 0 }))) as never);
  close(t, streamed.mean!.dataSync(), whole.mean!.dataSync());

  const inverse = layers.normalization({ invert: true });
  inverse.adapt(data);
  close(t, inverse.apply(y).dataSync(), data.dataSync());

  const single = layers.normalization({ axis: null });
  single.adapt([
    [1, 3],
    [5, 7],
  ]);
  close(t, single.mean!.dataSync(), [4]);
});

test('a model computes with what a layer inside it learned last', (t) => {
  const normalization = layers.normalization({ inputShape: [1] });
  const bins = layers.discretization({ numBins: 2, outputMode: 'one_hot' });
  bins.adapt([0, 1]);
  const model = tf.sequential([normalization, bins]);
  const predict = () => (model.predict(tf.tensor([[2], [4]])) as tf.Tensor).arraySync();
  t.deepEqual(predict(), [
    [0, 1],
    [0, 1],
  ]);
  normalization.adapt([[2], [4]]);
  t.deepEqual(predict(), [
    [1, 0],
    [0, 1],
  ]);
  bins.adapt([-5, -4]);
  t.deepEqual(predict(), [
    [0, 1],
    [0, 1],
  ]);
});

test('discretization learns the bins that Keras learns', (t) => {
  const wave = (n: number, f: (x: number) => number) =>
    tf.tensor(Array.from({ length: n }, (_, i) => f(i)));
  const learned = (config: object, values: Parameters<tf.layers.Discretization['adapt']>[0]) => {
    const layer = layers.discretization(config);
    layer.adapt(values);
    return layer.options.binBoundaries!;
  };
  close(t, learned({ numBins: 4 }, wave(300, Math.sin)), [-0.702408, 0, 0.708659]);
  close(t, learned({ numBins: 4 }, [1, 5, 2, 8, 3]), [1.25, 2.5, 4.5]);
  const batches = [wave(50, Math.sin), wave(37, Math.cos)];
  close(t, learned({ numBins: 3, epsilon: 0.1 }, batches), [-0.486879, 0.492529]);

  const layer = layers.discretization({ numBins: 3 });
  layer.adapt([1, 2, 3, 4, 5, 6]);
  const copy = deserializeLayer(JSON.parse(JSON.stringify(serializeLayer(layer))));
  t.deepEqual(copy.apply([[0, 3.5, 9]]).arraySync(), layer.apply([[0, 3.5, 9]]).arraySync());
  t.is(layer.apply([[0, 3.5, 9]]).dtype, 'int32');
});

test('what can not be learned is refused with what was expected', (t) => {
  const refused = (f: () => unknown, message: RegExp) =>
    t.throws(f, { instanceOf: tf.errors.CortenError, message });
  refused(() => layers.normalization({ mean: 1 }), /mean and variance of one shape/);
  refused(() => layers.normalization({ mean: 1, variance: 1 }).adapt([[1]]), /nothing to adapt/);
  refused(
    () => layers.normalization({ mean: [1, 2], variance: [1, 2] }).apply(tf.ones([2, 3])),
    /mean of shape \[3\]/,
  );
  refused(() => layers.normalization().adapt(new Set<never>()), /data to adapt to/);
  refused(() => layers.discretization({}), /binBoundaries or numBins, received neither/);
  refused(() => layers.discretization({ binBoundaries: [1, 0] }), /ascending/);
  refused(() => layers.discretization({ numBins: 3 }).apply([[1]]), /not known yet.*adapt/);
  refused(() => layers.discretization({ binBoundaries: [1] }).adapt([1]), /nothing to adapt/);
});
