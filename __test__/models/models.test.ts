// Models: Sequential, graphs of layers, classes of one's own; names, configurations, masks and errors.
import test from 'ava';
import * as tf from '../../index.js';

const { layers } = tf;

test.serial('layers are named as Keras names them, and counted again after clearSession', (t) => {
  tf.utils.clearSession();
  const names = () =>
    [layers.dense(1), layers.dense(1), layers.simpleRNN(1), layers.inputLayer({ shape: [1] })].map(
      (l) => l.name,
    );
  t.deepEqual(names(), ['dense', 'dense_1', 'simple_rnn', 'input_layer']);
  tf.utils.clearSession();
  t.deepEqual(names(), ['dense', 'dense_1', 'simple_rnn', 'input_layer']);
});

test('a Sequential is built by an input shape, or by its first data', (t) => {
  const known = tf.sequential([layers.dense({ units: 3, inputShape: [2] }), layers.dense(1)]);
  t.deepEqual(
    known.weights.map((w) => w.shape),
    [[2, 3], [3], [3, 1], [1]],
  );
  t.deepEqual((known.output as tf.SymbolicTensor).shape, [null, 1]);

  const deferred = tf.sequential();
  deferred.add(layers.dense(3));
  t.throws(() => deferred.countParams(), { instanceOf: tf.errors.NotBuiltError });
  t.deepEqual((deferred.apply(tf.ones([4, 2])) as tf.Tensor).shape, [4, 3]);
  t.is(deferred.countParams(), 9);
  t.deepEqual((deferred.output as tf.SymbolicTensor).shape, [null, 3]);
});

test('Keras 1 spellings and snake case are options too', (t) => {
  const a = tf.sequential([layers.dense({ output_dim: 3, input_dim: 2 } as never)]);
  t.deepEqual(a.inputs[0].shape, [null, 2]);
  const b = layers.simpleRNN({
    units: 2,
    batch_input_shape: [null, 5, 3],
    return_sequences: true,
  } as never);
  t.deepEqual(b.batchInputShape, [null, 5, 3]);
  t.true(b.options.returnSequences);
  const c = layers.embedding({ inputDim: 9, outputDim: 4, input_length: 7 } as never);
  t.deepEqual(c.batchInputShape, [null, 7]);
  t.deepEqual(layers.embedding({ inputDim: 9, outputDim: 4 }).batchInputShape, [null, null]);
});

test('unknown options, wrong inputs and missing options name the layer and the mend', (t) => {
  const unknown = t.throws(() => layers.dense({ unit: 3 } as never), {
    instanceOf: tf.errors.ConfigError,
  });
  t.regex(unknown?.message ?? '', /unknown option "unit". Did you mean "units"\?/);
  t.throws(() => layers.dense({} as never), { message: /the option units is missing/ });
  t.throws(() => layers.dense({ units: 1, activation: 'rleu' }), {
    message: /Did you mean "relu"/,
  });
  const model = tf.sequential({ name: 'm', layers: [layers.dense({ units: 3, inputShape: [2] })] });
  const sample = t.throws(() => model.apply(tf.ones([2])), { instanceOf: tf.errors.ShapeError });
  t.regex(sample?.message ?? '', /tf.expandDims/);
  t.throws(() => model.apply(tf.ones([4, 3])), {
    message: /^m\/.*expected an input of shape \[null, 2\], received \[4, 3\]/,
  });
  t.throws(() => model.add(3 as never), { instanceOf: tf.errors.ConfigError });
  t.throws(() => model.add(model.layers[0]), { instanceOf: tf.errors.ConfigError });
});

test('pop takes the last layer off', (t) => {
  const model = tf.sequential([layers.dense({ units: 3, inputShape: [2] }), layers.dense(1)]);
  model.pop();
  t.deepEqual((model.apply(tf.ones([1, 2])) as tf.Tensor).shape, [1, 3]);
  t.deepEqual((model.output as tf.SymbolicTensor).shape, [null, 3]);
  model.add(layers.dense(5));
  t.deepEqual((model.output as tf.SymbolicTensor).shape, [null, 5]);
});

test('several inputs and outputs, a shared layer and a nested model', async (t) => {
  const [a, b] = [tf.input({ shape: [3], name: 'a' }), tf.input({ shape: [3], name: 'b' })];
  const shared = layers.dense({ units: 2, kernelInitializer: 'ones', name: 'shared' });
  const inner = tf.sequential([
    layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'identity' }),
  ]);
  const [left, right] = [shared.apply(a), shared.apply(b)];
  const sum = layers
    .add()
    .apply([left, inner.apply(right) as tf.SymbolicTensor]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [a, b], outputs: [sum, left] });
  t.is(model.weights.length, 4);
  const outputs = model.apply([tf.ones([1, 3]), tf.tensor([[1, 2, 3]])]) as tf.Tensor[];
  t.deepEqual(
    outputs.map((y) => y.arraySync()),
    [[[9, 9]], [[3, 3]]],
  );

  const copy = await tf.models.modelFromJSON(model.toJSON());
  copy.setWeights(model.getWeights());
  const again = copy.apply([tf.ones([1, 3]), tf.tensor([[1, 2, 3]])]) as tf.Tensor[];
  t.deepEqual(
    again.map((y) => y.arraySync()),
    [[[9, 9]], [[3, 3]]],
  );
  t.is(copy.toJSON(), model.toJSON());
  t.is(JSON.parse(model.toJSON() as string).module, 'keras.src.models.functional');
});

test('what the outputs need must be among the inputs', (t) => {
  const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
  const sum = layers.add().apply([a, b]) as tf.SymbolicTensor;
  t.throws(() => tf.model({ inputs: a, outputs: sum }), {
    message: /which is not among the model's inputs/,
  });
});

test('a model may begin in the middle of another', (t) => {
  const x = tf.input({ shape: [2] });
  const hidden = layers.dense({ units: 3, kernelInitializer: 'ones' }).apply(x);
  const y = layers.dense({ units: 1, kernelInitializer: 'ones' }).apply(hidden);
  const head = tf.model({ inputs: hidden, outputs: y });
  t.is(head.weights.length, 2);
  t.deepEqual((head.apply(tf.ones([1, 3])) as tf.Tensor).arraySync(), [[3]]);
  t.deepEqual(
    (tf.model({ inputs: x, outputs: hidden }).apply(tf.ones([1, 2])) as tf.Tensor).arraySync(),
    [[2, 2, 2]],
  );
});

test('masks travel through a model', (t) => {
  const model = tf.sequential([
    layers.masking({ inputShape: [3, 1] }),
    layers.simpleRNN({
      units: 1,
      activation: 'linear',
      kernelInitializer: 'ones',
      recurrentInitializer: 'ones',
      returnSequences: true,
    }),
    layers.simpleRNN({
      units: 1,
      activation: 'linear',
      kernelInitializer: 'ones',
      recurrentInitializer: 'ones',
    }),
  ]);
  // A masked step changes nothing: 1, 3 summed up twice is 1 + (1 + 3).
  const y = model.apply(tf.tensor([[[1], [0], [3]]])) as tf.Tensor;
  t.deepEqual(y.arraySync(), [[5]]);
});

test("a model of one's own finds its layers, in lists too", (t) => {
  class Tower extends tf.Model {
    blocks = [layers.dense(4), layers.dense(4)];
    head = layers.dense({ units: 1, name: 'head' });

    override call(x: tf.Tensor): tf.Tensor {
      return this.head.apply(this.blocks.reduce((y, block) => block.apply(y), x));
    }
  }
  const model = new Tower();
  t.deepEqual((model.apply(tf.ones([2, 3])) as tf.Tensor).shape, [2, 1]);
  t.is(model.weights.length, 6);
  t.is(model.getLayer('head'), model.head);
  t.is(model.getLayer(0), model.blocks[0]);
  t.throws(() => model.getLayer('heat'), { message: /Did you mean "head"/ });
  t.throws(() => model.getLayer(9), { instanceOf: tf.errors.ValueError });
  t.regex(model.head.weights[0].name, /^tower(_\d+)?\/head\/kernel$/);
});

test('a layer written for tfjs works: lists, read(), tidy, a config of its own', async (t) => {
  class Scale extends tf.layers.Layer {
    static override className = 'Scale';
    factor!: tf.Variable;
    readonly start: number;

    constructor(config: { start: number; name?: string }) {
      super(config);
      this.start = config.start;
    }
    override build() {
      this.factor = this.addWeight(
        'factor',
        [],
        'float32',
        tf.initializers.constant({ value: this.start }),
      );
    }
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.tidy(() => {
        const x = (inputs as tf.Tensor[])[0];
        return x.mul(this.factor.read());
      });
    }
    override getConfig() {
      return Object.assign(super.getConfig(), { start: this.start });
    }
  }
  tf.serialization.registerClass(Scale);
  const model = tf.sequential([
    layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'ones' }),
    new Scale({ start: 3 }),
  ]);
  const run = tf.compile((x: tf.Tensor) => model.apply(x) as tf.Tensor);
  t.deepEqual(run(tf.ones([1, 2])).arraySync(), [[6, 6]]);
  t.deepEqual((model.output as tf.SymbolicTensor).shape, [null, 2]);
  const copy = (await tf.models.modelFromJSON(model.toJSON())) as tf.Sequential;
  t.is((copy.layers[1] as Scale).start, 3);
});

test('freezing a layer takes its weights from the trainable ones', (t) => {
  const model = tf.sequential([
    layers.dense({ units: 2, inputShape: [2] }),
    layers.batchNormalization(),
  ]);
  t.deepEqual([model.trainableWeights.length, model.nonTrainableWeights.length], [4, 2]);
  model.layers[0].trainable = false;
  t.deepEqual([model.trainableWeights.length, model.nonTrainableWeights.length], [2, 4]);
  model.trainable = false;
  t.is(model.trainableWeights.length, 0);
});

test('setWeights checks everything before it changes anything', (t) => {
  const model = tf.sequential([
    layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'ones' }),
  ]);
  t.throws(() => model.setWeights([tf.zeros([2, 2])]), {
    message: /expected 2 weights, received 1/,
  });
  t.throws(() => model.setWeights([tf.zeros([2, 2]), tf.zeros([3])]), {
    instanceOf: tf.errors.ShapeError,
  });
  t.deepEqual(model.getWeights()[0].arraySync(), [
    [1, 1],
    [1, 1],
  ]);
});

test('models of Keras 1 and 2 are read', async (t) => {
  const dense = {
    class_name: 'Dense',
    config: {
      name: 'd',
      output_dim: 2,
      init: 'glorot_uniform',
      batch_input_shape: [null, 3],
      bias: true,
    },
  };
  const first = await tf.models.modelFromJSON({ class_name: 'Sequential', config: [dense] });
  t.is(first.countParams(), 8);
  const second = await tf.models.modelFromJSON({
    class_name: 'Model',
    config: {
      name: 'm',
      layers: [
        {
          class_name: 'InputLayer',
          name: 'x',
          config: { batch_input_shape: [null, 3], dtype: 'float32', sparse: false, name: 'x' },
          inbound_nodes: [],
        },
        {
          class_name: 'Dense',
          name: 'd',
          config: { name: 'd', units: 2 },
          inbound_nodes: [[['x', 0, 0, {}]]],
        },
        {
          class_name: 'Add',
          name: 's',
          config: { name: 's' },
          inbound_nodes: [
            [
              ['d', 0, 0, {}],
              ['d', 0, 0, {}],
            ],
          ],
        },
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [['s', 0, 0]],
    },
  });
  t.deepEqual(
    second.layers.map((l) => l.name),
    ['x', 'd', 's'],
  );
  await t.throwsAsync(tf.models.modelFromJSON('{"a": 1}'), { instanceOf: tf.errors.ConfigError });
});

test('summary prints to where it is told, at the length that it is told', (t) => {
  const model = tf.sequential([layers.dense({ units: 2, inputShape: [3], name: 'd' })]);
  const lines: string[] = [];
  model.summary(40, [0.4, 0.7, 1], (line) => lines.push(line));
  t.deepEqual(lines.slice(0, 4), [
    '_'.repeat(40),
    'Layer (type)    Output Shap Param #     ',
    '='.repeat(40),
    'd (Dense)       (None, 2)   8           ',
  ]);
  t.throws(() => model.summary({ style: 'fancy' as never }), { instanceOf: tf.errors.ConfigError });
});
