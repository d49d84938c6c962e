// GraphModel: names, inputs and outputs, sources, ops of one's own, and what is left in memory.
import test from 'ava';
import * as tf from '../../index.js';
import { a, artifacts, bool, f32, i32, list, modelOf, node, placeholder } from './builders.js';

/** `sum = x + y`, `top` the largest of it, of signatures that name them otherwise. */
const nodes = [
  placeholder('x', 'float32', [-1, 2]),
  placeholder('y'),
  node('sum', 'Add', ['x', 'y']),
  node('ready', 'NoOp', ['^sum']),
  node('top', 'TopKV2', ['sum', 'k', '^ready']),
];
const signature = {
  inputs: {
    left: { name: 'x:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '-1' }, { size: '2' }] } },
    right: { name: 'y:0', dtype: 'DT_FLOAT' },
  },
  outputs: {
    largest: { name: 'top:0', dtype: 'DT_FLOAT' },
    place: { name: 'top:1', dtype: 'DT_INT32' },
  },
};
const k = { k: i32(1) };
const x = () =>
  tf.tensor([
    [1, 5],
    [4, 3],
  ]);
const y = () =>
  tf.tensor([
    [0, 0],
    [0, 9],
  ]);

test('inputs and outputs by the graph, or by its signature', (t) => {
  const plain = modelOf(nodes, k);
  t.deepEqual([plain.inputNodes, plain.outputNodes], [['x', 'y'], ['top']]);
  t.deepEqual(plain.inputs[0], { name: 'x', shape: [-1, 2], dtype: 'float32' });
  t.deepEqual(plain.inputs[1], { name: 'y', shape: undefined, dtype: 'float32' });
  const named = modelOf(nodes, k, { signature, userDefinedMetadata: { about: 'sums' } });
  t.deepEqual(
    [named.inputNodes, named.outputNodes],
    [
      ['left', 'right'],
      ['largest', 'place'],
    ],
  );
  t.is(named.outputs[1].dtype, 'int32');
  t.is(named.modelVersion, '1087.22');
  t.deepEqual(named.metadata, { about: 'sums' });
  t.is(named.modelSignature, signature);
  t.deepEqual(named.weights.k[0].arraySync(), 1);
});

test('predict takes tensors in order or by name, and gives all outputs', async (t) => {
  const model = modelOf(nodes, k, { signature });
  const wanted = [
    [[5], [12]],
    [[1], [1]],
  ];
  const given: tf.GraphInputs[] = [[x(), y()], { right: y(), left: x() }, { x: x(), 'y:0': y() }];
  for (const inputs of given) {
    const outputs = [
      model.predict(inputs),
      await model.predictAsync(inputs),
      model.execute(inputs),
    ];
    for (const each of outputs)
      t.deepEqual(
        (each as tf.Tensor[]).map((out) => out.arraySync()),
        wanted,
      );
  }
  t.deepEqual((modelOf(nodes.slice(0, 1)).predict(x()) as tf.Tensor).arraySync(), x().arraySync());
});

test('outputs of any nodes, and tensors for nodes within', (t) => {
  const model = modelOf(nodes, k);
  const inputs = { x: x(), y: y() };
  t.deepEqual((model.execute(inputs, 'sum') as tf.Tensor).arraySync(), [
    [1, 5],
    [4, 12],
  ]);
  const both = model.execute(inputs, ['top:1', 'sum']) as tf.Tensor[];
  t.deepEqual(
    both.map((out) => out.shape),
    [
      [2, 1],
      [2, 2],
    ],
  );
  t.deepEqual((model.execute({ sum: tf.tensor([7, 8]) }, 'top') as tf.Tensor).arraySync(), [8]);
  // The same twice is two tensors, and an input is not the caller's own.
  const [first, second] = model.execute(inputs, ['x', 'x']) as tf.Tensor[];
  first.dispose();
  t.deepEqual(second.arraySync(), inputs.x.arraySync());
  t.false(inputs.x.isDisposed);
});

test('structured outputs are a record', async (t) => {
  const metadata = { signature, structuredOutputKeys: ['value', 'index'] };
  const model = modelOf(nodes, k, { userDefinedMetadata: metadata });
  t.deepEqual(model.modelStructuredOutputKeys, ['value', 'index']);
  for (const result of [model.predict([x(), y()]), await model.predictAsync([x(), y()])]) {
    t.deepEqual(Object.keys(result), ['value', 'index']);
    t.deepEqual((result as tf.NamedTensorMap).index.arraySync(), [[1], [1]]);
  }
});

test('inputs that do not fit are refused', (t) => {
  const model = modelOf([...nodes, placeholder('n', 'int32')], k);
  const fails = (fn: () => unknown, code: string, message: RegExp) =>
    t.throws(fn, { code, message });
  fails(
    () => model.execute({ x: tf.zeros([2, 3]), y: y() }, 'sum'),
    'ERR_CORTEN_SHAPE',
    /input x: expected shape \[null, 2\], received \[2, 3\]/,
  );
  fails(
    () => model.execute({ x: tf.zeros([2]), y: y() }, 'sum'),
    'ERR_CORTEN_SHAPE',
    /received \[2\]/,
  );
  fails(
    () => model.execute({ x: tf.zeros([1, 2], 'int32'), y: y() }, 'sum'),
    'ERR_CORTEN_DTYPE',
    /expected float32, received int32. Cast it/,
  );
  fails(
    () => model.execute({ x: x() }, 'sum'),
    'ERR_CORTEN_VALUE',
    /Cannot compute the outputs \[sum\] .* Missing the following inputs: \[y\]/,
  );
  fails(
    () => model.execute({ x: x(), yy: y() }, 'sum'),
    'ERR_CORTEN_CONFIG',
    /unknown input "yy". Did you mean "y"\?/,
  );
  fails(
    () => model.execute({ x: x(), y: y() }, 'summ'),
    'ERR_CORTEN_CONFIG',
    /unknown output "summ". Did you mean "sum"\?/,
  );
  fails(
    () => model.predict([x()]),
    'ERR_CORTEN_VALUE',
    /3 non-resource placeholders, while there are 1/,
  );
  fails(
    () => model.execute({ x: [1, 2] as never, y: y() }, 'sum'),
    'ERR_CORTEN_DTYPE',
    /expected a tensor, received Array/,
  );
  fails(
    () => model.execute({ x: x(), y: tf.zeros([3, 3]) }, 'sum'),
    'ERR_CORTEN_SHAPE',
    /sum \(Add\)/,
  );
  // The bytes of an image are what TensorFlow's uint8 is read as.
  const image = tf.tensor([1, 255], [2], 'uint8');
  t.deepEqual((model.execute({ n: image }, 'n') as tf.Tensor).arraySync(), [1, 255]);
});

test('sources: handlers, artifacts, the contents of a model.json', async (t) => {
  const parts = artifacts(nodes, k);
  const { weightSpecs, weightData, ...rest } = parts;
  const json = { ...rest, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs! }] };
  const bytes = weightData as ArrayBuffer;
  const models = [
    await tf.loadGraphModel({ load: async () => parts }),
    tf.loadGraphModelSync({ load: () => parts }),
    tf.loadGraphModelSync(parts),
    tf.loadGraphModelSync([json, bytes]),
    tf.loadGraphModelSync({ ...parts, weightData: [bytes.slice(0, 3), bytes.slice(3)] }),
  ];
  for (const model of models) t.is(model.weights.k[0].dataSync()[0], 1);
  let saved: unknown;
  await models[0].save({
    save: async (given) => {
      saved = given;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(given) };
    },
  });
  t.is(saved, parts);
  await t.throwsAsync(tf.loadGraphModel(null as never), { instanceOf: tf.errors.ConfigError });
  await t.throwsAsync(tf.loadGraphModel({}), { message: /a handler that has load\(\)/ });
  t.throws(() => tf.loadGraphModelSync(7 as never), { instanceOf: tf.errors.ConfigError });
  await t.throwsAsync(models[0].save({}), { message: /save\(\)/ });
  t.throws(() => new tf.GraphModel('model.json').predict(x()), { message: /not loaded/ });
});

test("ops of one's own get inputs and attributes", async (t) => {
  const model = modelOf([
    placeholder('x'),
    node('y', 'Scaled', ['x'], { by: a.float(3), how: a.text('Up') }),
    node('z', 'Later', ['y']),
  ]);
  const input = tf.tensor([1, 2]);
  t.throws(() => model.execute(input, 'y'), {
    code: 'ERR_CORTEN_CONFIG',
    message: /y \(Scaled\): unknown TensorFlow op "Scaled".*registerOp/,
  });
  t.throws(() => tf.registerOp('Scaled', 1 as never), { instanceOf: tf.errors.ConfigError });
  tf.registerOp('Scaled', ({ inputs, attrs }) =>
    inputs[0].mul(attrs.by as number).add(attrs.how === 'up' ? 1 : 0),
  );
  tf.registerOp('Later', async ({ inputs }) => [inputs[0].neg()]);
  try {
    t.deepEqual((model.execute(input, 'y') as tf.Tensor).arraySync(), [4, 7]);
    t.throws(() => model.execute(input), {
      message: /z \(Later\): an op of the graph gave a promise. Run the model by executeAsync/,
    });
    t.deepEqual(((await model.executeAsync(input)) as tf.Tensor).arraySync(), [-4, -7]);
    tf.registerOp('Later', () => 'text' as never);
    await t.throwsAsync(model.executeAsync(input), {
      message: /expected a tensor or a list of them, received String/,
    });
    // In place of one that corten has.
    tf.registerOp('Add', ({ inputs: [left, right] }) => left.sub(right));
    t.deepEqual(
      (modelOf(nodes, k).execute({ x: x(), y: x() }, 'sum') as tf.Tensor).sum().arraySync(),
      0,
    );
  } finally {
    for (const name of ['Scaled', 'Later', 'Add']) tf.deregisterOp(name);
  }
  t.deepEqual(
    (modelOf(nodes, k).execute({ x: x(), y: x() }, 'sum') as tf.Tensor).sum().arraySync(),
    26,
  );
});

test.serial('a run leaves its outputs only, within a tidy too', async (t) => {
  const model = modelOf(nodes, k);
  const inputs = [x(), y()];
  const before = tf.memory().numTensors;
  tf.dispose(model.predict(inputs));
  tf.dispose(await model.predictAsync(inputs));
  t.throws(() => model.execute({ x: x(), y: tf.zeros([3, 3]) }, 'sum'));
  t.is(tf.memory().numTensors, before + 2, 'the inputs of the one that failed');
  const kept = tf.tidy(() => tf.keep(list(model.execute(inputs, 'sum'))[0]));
  t.deepEqual(kept.arraySync(), [
    [1, 5],
    [4, 12],
  ]);
  t.is(tf.memory().numTensors, before + 3);
});

test.serial('intermediate tensors are kept if the flag says so', (t) => {
  const model = modelOf(nodes, k);
  const inputs = [x(), y()];
  model.predict(inputs);
  t.is(model.getIntermediateTensors(), null);
  tf.env().set('KEEP_INTERMEDIATE_TENSORS', true);
  try {
    const before = tf.memory().numTensors;
    tf.dispose(tf.tidy(() => model.predict(inputs) as tf.Tensor));
    const seen = model.getIntermediateTensors()!;
    t.deepEqual(Object.keys(seen).sort(), ['k', 'ready', 'sum', 'top']);
    t.deepEqual(
      seen.top.map((each) => each.arraySync()),
      [
        [[5], [12]],
        [[1], [1]],
      ],
    );
    model.disposeIntermediateTensors();
    t.is(tf.memory().numTensors, before);
  } finally {
    tf.env().set('KEEP_INTERMEDIATE_TENSORS', false);
  }
});

test.serial('after dispose the weights are gone, and it says so', (t) => {
  const before = tf.memory().numTensors;
  const model = modelOf(nodes, { k: i32(1), other: bool([1]) });
  t.is(tf.memory().numTensors, before + 2);
  model.dispose();
  model.dispose();
  t.is(tf.memory().numTensors, before);
  t.throws(() => model.predict([x(), y()]), { instanceOf: tf.errors.DisposedError });
});

test('gradients flow through a graph', (t) => {
  const model = modelOf(
    [placeholder('x'), node('y', 'Square', ['x']), node('z', 'Mul', ['y', 'w'])],
    { w: f32(3) },
  );
  const slope = tf.grad((input) => model.execute(input, 'z') as tf.Tensor);
  t.deepEqual(slope(tf.tensor([1, 2])).arraySync(), [6, 12]);
});
