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
