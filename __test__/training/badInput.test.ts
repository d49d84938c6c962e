// Wrong data and options: typed errors that say what was expected, and a model that is as it was.
import test from 'ava';
import * as tf from '../../index.js';

const { ConfigError, NotBuiltError, NumericsError, ShapeError, ValueError } = tf.errors;

function classifier(checkNumerics = false) {
  const model = tf.sequential([
    tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] }),
  ]);
  model.compile({ loss: 'categoricalCrossentropy', metrics: ['accuracy'], checkNumerics });
  return model;
}

const x = tf.ones([6, 4]);
const y = tf.oneHot(tf.tensor([0, 1, 2, 0, 1, 2], [6], 'int32'), 3);

test('unknown names are ConfigErrors with the nearest one', async (t) => {
  const model = classifier();
  const unknown = (options: object, message: RegExp) =>
    t.throws(() => model.compile(options), { instanceOf: ConfigError, message });
  unknown({ loss: 'categoricalCrosentropy' }, /Did you mean "categoricalCrossentropy"/);
  unknown({ loss: 'mse', optimizer: 'adan' }, /Did you mean "adam"/);
  unknown({ loss: 'mse', metrics: ['acuracy'] }, /Did you mean "accuracy"/);
  unknown({ los: 'mse' }, /Did you mean "loss"/);
  await t.throwsAsync(() => model.fit(x, y, { batch_sise: 50 } as object), {
    instanceOf: ConfigError,
    message: /Did you mean "batchSize"/,
  });
  await t.throwsAsync(() => model.fit(x, y, { validationSplit: 1.5 }), { instanceOf: ConfigError });
  await t.throwsAsync(() => model.fit(x, y, { epochs: 1.5 }), { instanceOf: ConfigError });
});

test('options of fit out of range are ConfigErrors, not silence', async (t) => {
  const wrong = (options: object, message: RegExp) =>
    t.throwsAsync(() => classifier().fit(x, y, { verbose: 0, ...options }), {
      instanceOf: ConfigError,
      message,
    });
  const validationData = [x, y];
  await wrong({ validationData, validationBatchSize: 0 }, /validationBatchSize.*>= 1/);
  await wrong({ validationData, validationSteps: -1 }, /validationSteps.*>= 1/);
  await wrong({ validationData, validationFreq: 0 }, /validationFreq.*>= 1/);
  await wrong({ validationData: x }, /validationData.*\[x, y\]/);
  await wrong({ validationData: [x] }, /a list of 1/);
  await wrong({ verbose: 'loud' }, /fit.verbose.*loud/);
  await wrong({ shuffle: 'yes' }, /fit.shuffle.*yes/);
  await wrong({ callbacks: [5] }, /callbacks.*number/);
  await wrong({ callbacks: { onEpochEnds() {} } }, /Did you mean "onEpochEnd"/);
});

test('numbers of units that are none are ConfigErrors', (t) => {
  for (const units of [0, -1, 1.5, 'a' as unknown as number]) {
    t.throws(() => tf.layers.dense({ units }), { instanceOf: ConfigError, message: /units/ });
    t.throws(() => tf.layers.lstm({ units }), { instanceOf: ConfigError, message: /units/ });
  }
});

test("Keras 1's names of options are taken, and a metric function is called by its name", async (t) => {
  const model = classifier();
  model.compile({
    optimizer: new tf.optimizers.Adam({ lr: 0.5 } as object),
    loss: 'categoricalCrossentropy',
    metrics: [tf.metrics.meanSquaredError],
  });
  t.is(model.optimizer.learningRate, 0.5);
  const { history } = await model.fit(x, y, { nb_epoch: 2, verbose: 0 } as object);
  t.deepEqual(Object.keys(history), ['loss', 'mean_squared_error']);
  t.is(history.loss.length, 2);
});

test('spellings of Keras, tfjs and snake case are the same', (t) => {
  for (const loss of ['mean_squared_error', 'meanSquaredError', 'MeanSquaredError', 'mse', 'MSE']) {
    t.notThrows(() => classifier().compile({ loss, metrics: ['acc', 'mae'] }));
  }
});

test('wrong shapes are ShapeErrors, and leave the weights alone', async (t) => {
  const model = classifier();
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  const wrong = (a: tf.Tensor, b: tf.Tensor, message: RegExp) =>
    t.throwsAsync(() => model.trainOnBatch(a, b), { instanceOf: ShapeError, message });
  await wrong(tf.ones([6, 5]), y, /\[null, 4\].*\[6, 5\]/);
  await wrong(tf.ones([6, 4, 1, 1]), y, /\[null, 4\]/);
  await wrong(x, tf.ones([6, 2]), /\[6, 3\].*\[6, 2\]/);
  await wrong(x, tf.ones([6], 'int32'), /sparseCategoricalCrossentropy/);
  await wrong(x, y.rows(0, 5), /same number of samples/);
  await t.throwsAsync(() => model.fit([x, x], y, { verbose: 0 }), { instanceOf: ShapeError });
  t.throws(() => model.predict(tf.ones([4])), { instanceOf: ShapeError });
  t.deepEqual(
    model.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
  await t.notThrowsAsync(() => model.trainOnBatch(x, y));
});

test('labels (n) fit an output (n, 1)', async (t) => {
  const model = tf.sequential([tf.layers.dense({ units: 1, inputShape: [4] })]);
  model.compile({ optimizer: tf.train.sgd(0), loss: 'mse', metrics: ['mae'] });
  const flat = tf.tensor([0, 1, 2, 3, 4, 5]);
  t.deepEqual(await model.trainOnBatch(x, flat), await model.trainOnBatch(x, flat.reshape([6, 1])));
});

test('empty data, and a model that is not compiled', async (t) => {
  await t.throwsAsync(() => classifier().fit(tf.zeros([0, 4]), tf.zeros([0, 3])), {
    instanceOf: ValueError,
  });
  const model = tf.sequential([tf.layers.dense({ units: 1, inputShape: [4] })]);
  await t.throwsAsync(() => model.fit(x, x), { instanceOf: NotBuiltError, message: /compile/ });
  t.throws(() => tf.sequential().predict(x), { instanceOf: NotBuiltError });
  model.compile({});
  await t.throwsAsync(() => model.trainOnBatch(x, x), { instanceOf: ConfigError, message: /loss/ });
});

test('with checkNumerics NaN is an error before anything changes', async (t) => {
  const model = classifier(true);
  await model.trainOnBatch(x, y);
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  const bad = tf.tensor([[Number.NaN, 1, 1, 1]]);
  await t.throwsAsync(() => model.trainOnBatch(bad, y.rows(0, 1)), { instanceOf: NumericsError });
  t.deepEqual(
    model.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
});

test('a loss function that returns no tensor is told so', async (t) => {
  const model = classifier();
  model.compile({ loss: (() => 1) as never });
  await t.throwsAsync(() => model.trainOnBatch(x, y), { instanceOf: ConfigError });
});

test('floats are indices where they are whole, and else an error that leaves the model as it was', async (t) => {
  const embedded = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 2, name: 'words' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  embedded.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['acc'] });
  const x = tf.tensor([
    [1, 2],
    [3, 4],
  ]);
  const whole = tf.tensor([0, 2]);
  await embedded.fit(x, whole, { verbose: 0 });
  const before = embedded.getWeights().map((weight) => [...weight.dataSync()]);
  const invalid = { instanceOf: tf.errors.ValueError };
  const indices = await t.throwsAsync(
    embedded.fit(
      tf.tensor([
        [1, 2],
        [3, 3.5],
      ]),
      whole,
      { verbose: 0 },
    ),
    invalid,
  );
  t.regex(indices!.message, /words.*whole numbers as indices.*3\.5/);
  const labels = await t.throwsAsync(embedded.trainOnBatch(x, tf.tensor([0, 1.25])), invalid);
  t.regex(labels!.message, /whole numbers as labels.*1\.25/);
  t.throws(() => embedded.predict(tf.tensor([[1, Number.NaN]])), invalid);
  t.deepEqual(
    embedded.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
});

test('a stateful model refuses a shorter last batch before it trains on the others', async (t) => {
  const stateful = tf.sequential({
    layers: [tf.layers.simpleRNN({ units: 2, batchInputShape: [4, 3, 1], stateful: true })],
  });
  stateful.compile({ optimizer: 'sgd', loss: 'mse' });
  const [x, y] = [tf.ones([10, 3, 1]), tf.ones([10, 2])];
  const before = stateful.getWeights().map((weight) => [...weight.dataSync()]);
  const shape = { instanceOf: tf.errors.ShapeError, message: /multiple of the batch size 4/ };
  const options = { batchSize: 4, verbose: 0 as const };
  await t.throwsAsync(stateful.fit(x, y, options), shape);
  await t.throwsAsync(stateful.fit(x, y, { ...options, validationSplit: 0.2 }), shape);
  t.throws(() => stateful.predict(x, { batchSize: 4 }), shape);
  await t.throwsAsync(stateful.evaluateAsync(x, y, { batchSize: 4 }), shape);
  t.deepEqual(
    stateful.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
  const { history } = await stateful.fit(x.rows(0, 8), y.rows(0, 8), options);
  t.is(history.loss.length, 1);
  t.is((await stateful.evaluateAsync(x, y, { batchSize: 4, steps: 2 })).length, 1);
});

test('labels that would only fit by broadcasting are a ShapeError', async (t) => {
  const x = tf.ones([4, 2]);
  for (const [units, labels] of [
    [3, [4, 1]],
    [1, [4, 3]],
  ] as const) {
    const m = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });
    m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const shape = { instanceOf: tf.errors.ShapeError };
    await t.throwsAsync(m.fit(x, tf.ones([...labels]), { verbose: 0 }), shape);
  }
  const flat = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  flat.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await flat.fit(x, tf.ones([4]), { verbose: 0 });
  t.is(flat.countParams(), 3);
});
