// What tfjs's programs say to layers and models beside Keras's methods, and the forms of configurations that they use.
import test from 'ava';
import * as tf from '../../index.js';

const { layers } = tf;

test('a call hook sees what a layer of the user says it to', (t) => {
  class Hooked extends layers.Layer {
    static override className = 'Hooked';
    override call(
      inputs: tf.Tensor | tf.Tensor[],
      kwargs: tf.CallOptions,
    ): tf.Tensor | tf.Tensor[] {
      this.invokeCallHook(inputs, kwargs);
      return inputs;
    }
  }
  const layer = new Hooked();
  const seen: unknown[] = [];
  layer.apply(tf.ones([2]));
  layer.setCallHook((inputs) => seen.push((inputs as tf.Tensor).shape));
  layer.apply(tf.ones([3]));
  layer.clearCallHook();
  layer.apply(tf.ones([4]));
  t.deepEqual(seen, [[3]]);
});

test('each call of a shared layer has its input and output', (t) => {
  const layer = layers.dense({ units: 3 });
  t.throws(() => layer.getInputAt(0), { code: 'ERR_CORTEN_NOT_BUILT' });
  const inputs = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
  const outputs = inputs.map((input) => layer.apply(input));
  for (const i of [0, 1]) {
    t.is(layer.getInputAt(i), inputs[i]);
    t.is(layer.getOutputAt(i), outputs[i]);
  }
  t.is(layer.input, inputs[0]);
  t.throws(() => layer.getOutputAt(2), { code: 'ERR_CORTEN_VALUE' });
});

test('layers state which inputs they take', (t) => {
  const layer = layers.dense({ units: 3, inputShape: [2] });
  tf.sequential([layer]);
  t.notThrows(() => layer.assertInputCompatibility(tf.ones([5, 2])));
  t.notThrows(() => layer.assertInputCompatibility([tf.input({ shape: [2] })]));
  t.throws(() => layer.assertInputCompatibility(tf.ones([5, 3])), { code: 'ERR_CORTEN_SHAPE' });
  layer.inputSpec = [new tf.InputSpec({ shape: [null, 4] })];
  t.is(layer.inputSpec[0].ndim, 2);
  t.deepEqual(new tf.InputSpec({ ndim: 3, dtype: 'int32' }).axes, {});
  t.notThrows(() => layer.assertInputCompatibility(tf.ones([5, 4])));
});

test('weights are disposed once, and then missed', (t) => {
  const model = tf.sequential([layers.dense({ units: 3, inputShape: [2] })]);
  t.notThrows(() => model.assertNotDisposed());
  t.is(model.layers[0].disposeWeights(), 2);
  t.throws(() => model.assertNotDisposed(), { code: 'ERR_CORTEN_DISPOSED' });
  t.deepEqual(model.dispose(), { refCountAfterDispose: 0, numDisposedVariables: 0 });
});

test('weights are set by name: all, or those that are there', (t) => {
  const model = tf.sequential([layers.dense({ units: 1, inputShape: [2], name: 'one' })]);
  t.deepEqual(
    model.getNamedWeights().map(({ name }) => name),
    ['one/kernel', 'one/bias'],
  );
  model.loadWeights({ 'one/kernel': [[1], [2]], 'one/bias': tf.tensor1d([3], 'int32') });
  t.deepEqual(model.predict(tf.ones([1, 2])).arraySync(), [[6]]);
  const config = { code: 'ERR_CORTEN_CONFIG' };
  const bias = { 'one/bias': [0] };
  t.throws(() => model.loadWeights(bias), { ...config, message: /one\/kernel/ });
  t.throws(() => model.loadWeights({ ...bias, 'two/kernel': [[0], [0]] }), config);
  // Nothing is set if anything does not fit.
  const wrong = { ...bias, 'one/kernel': [[0, 0]] };
  t.throws(() => model.loadWeights(wrong), { code: 'ERR_CORTEN_SHAPE' });
  t.throws(() => model.loadWeights(wrong, false), { code: 'ERR_CORTEN_SHAPE' });
  t.throws(() => model.loadWeights(null as never), config);
  t.deepEqual(model.predict(tf.ones([1, 2])).arraySync(), [[6]]);
  model.loadWeights({ ...bias, 'two/kernel': [[0]] }, false);
  t.deepEqual(model.predict(tf.ones([1, 2])).arraySync(), [[3]]);
  model.layers[0].trainable = false;
  t.is(model.getNamedWeights({ trainableOnly: true }).length, 0);
  t.is(model.getWeights(true).length, 0);
  t.is(model.findLayer(0), model.layers[0]);
});

test('cells of newer TensorFlow are found in names', (t) => {
  const model = tf.sequential([
    layers.bidirectional({
      layer: layers.simpleRNN({ units: 1, name: 'rnn' }),
      inputShape: [2, 1],
      name: 'both',
    } as never),
  ]);
  const names = model.getNamedWeights().map(({ name }) => name);
  t.true(names.includes('both/forward_rnn/kernel'));
  const values = model.getNamedWeights().map(({ name, tensor }, i) => {
    const parts = name.split('/');
    const longer = [...parts.slice(0, -1), 'simple_rnn_cell', ...parts.slice(-1)].join('/');
    return [longer, tf.fill(tensor.shape, i)] as const;
  });
  model.loadWeights(Object.fromEntries(values));
  t.deepEqual(
    model.getWeights().map((w) => w.dataSync()[0]),
    names.map((_, i) => i),
  );
});

test('metadata is what JSON holds', (t) => {
  const model = tf.sequential([layers.dense({ units: 1, inputShape: [1] })]);
  t.is(model.getUserDefinedMetadata(), undefined);
  model.setUserDefinedMetadata({ labels: ['a', null, { b: true }] });
  t.deepEqual(model.getUserDefinedMetadata(), { labels: ['a', null, { b: true }] });
  for (const wrong of [null, [1], 'text', { f: () => 1 }, { d: new Date() }]) {
    t.throws(() => model.setUserDefinedMetadata(wrong as never), { code: 'ERR_CORTEN_CONFIG' });
  }
});

test("tfjs's {className, config} stands wherever Keras's does", (t) => {
  const object = (className: string, config = {}) => ({ className, config });
  const layer = layers.dense({
    units: 2,
    inputShape: [2],
    kernelInitializer: object('Constant', { value: 3 }),
    kernelRegularizer: object('L1L2', { l1: 0.5, l2: 0 }),
    kernelConstraint: object('NonNeg'),
    activation: 'relu',
  });
  const model = tf.sequential([layer]);
  t.deepEqual(model.predict(tf.ones([1, 2])).arraySync(), [[6, 6]]);
  t.is(model.losses[0].dataSync()[0], 6);
  const cell = object('LSTMCell', { units: 2 });
  const rnn = tf.sequential([layers.rnn({ cell: cell as never, inputShape: [3, 1] })]);
  t.is(rnn.countParams(), 4 * 2 * (1 + 2 + 1));
  const wrapped = layers.timeDistributed({ layer: object('Dense', { units: 4 }) as never });
  t.deepEqual(wrapped.computeOutputShape([null, 3, 2]), [null, 3, 4]);
  t.true(tf.serialization.deserializeLayer(object('Dense', { units: 1 })) instanceof layers.Dense);
});

test('fromConfig takes a config, or as in tfjs the class and a config', (t) => {
  const layer = layers.dense({ units: 2, activation: 'relu', kernelRegularizer: 'l2', name: 'a' });
  const one = layers.Dense.fromConfig(layer.getConfig());
  const two = layers.Layer.fromConfig(layers.Dense, layer.getConfig());
  const three = layers.Dense.fromConfig(tf.serialization.serializeLayer(layer).config);
  for (const copy of [one, two, three]) {
    t.true(copy instanceof layers.Dense);
    t.deepEqual(
      tf.serialization.serializeLayer(copy).config,
      tf.serialization.serializeLayer(layer).config,
    );
  }
  class Scale extends layers.Layer {
    static override className = 'ScaleOfTfjs';
    readonly factor: number;
    constructor(config: { factor: number; name?: string }) {
      super({ name: config.name });
      this.factor = config.factor;
    }
    static override fromConfig(Class: never, config: { factor: number }): Scale {
      return new (Class as typeof Scale)({ ...config, factor: config.factor + 1 });
    }
  }
  tf.serialization.registerClass(Scale);
  const config = { factor: 1 };
  const read = tf.serialization.deserializeLayer({ class_name: 'ScaleOfTfjs', config });
  t.is((read as Scale).factor, 2);
  const model = tf.sequential([layers.dense({ units: 2, inputShape: [1] })]);
  const again = tf.Sequential.fromConfig(tf.Sequential as never, model.getConfig());
  t.deepEqual(again.outputShape, [null, 2]);
});

test('tensors are on no GPU; train has a class', async (t) => {
  const error = t.throws(() => tf.ones([1]).dataToGPU(), { code: 'ERR_CORTEN_UNAVAILABLE' });
  t.regex(error.message, /tensor\.data\(\)/);
  t.is(tf.OptimizerConstructors.adam, tf.train.adam);
  t.true(tf.OptimizerConstructors.momentum(0.1, 0.9) instanceof tf.MomentumOptimizer);
});
