// Layers that prepare data, through `runLayerTest` and against what Keras gives.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;
const whole = (shape: number[]) => tf.randomUniform(shape, 0, 4, 'int32', 3);

const cases: Record<string, LayerCase> = {
  rescaling: [
    layers.Rescaling,
    { scale: [0.5, 2, -1], offset: [0, 1, 0.25] },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 4, 3]], keepsMask: true },
  ],
  'resizing, bilinear': [
    layers.Resizing,
    { height: 3, width: 7, padToAspectRatio: true, fillValue: 0.5 },
    { inputShapes: [[2, 5, 4, 2]], outputShapes: [[2, 3, 7, 2]] },
  ],
  'resizing, lanczos5 with antialiasing': [
    layers.Resizing,
    {
      height: 3,
      width: 2,
      interpolation: 'lanczos5',
      antialias: true,
      cropToAspectRatio: true,
      dataFormat: 'channelsFirst',
    },
    { inputShapes: [[2, 2, 5, 7]], outputShapes: [[2, 2, 3, 2]] },
  ],
  centerCrop: [
    layers.CenterCrop,
    { height: 2, width: 3 },
    { inputShapes: [[2, 5, 4, 2]], outputShapes: [[2, 2, 3, 2]] },
  ],
  'centerCrop of images that are too small': [
    layers.CenterCrop,
    { height: 6, width: 3 },
    { inputShapes: [[2, 5, 4, 2]], outputShapes: [[2, 6, 3, 2]] },
  ],
  categoryEncoding: [
    layers.CategoryEncoding,
    { numTokens: 4 },
    { inputShapes: [[2, 3]], outputShapes: [[2, 4]], input: whole },
  ],
  'categoryEncoding, one-hot': [
    layers.CategoryEncoding,
    { numTokens: 4, outputMode: 'oneHot' },
    { inputShapes: [[2, 3]], outputShapes: [[2, 3, 4]], input: whole },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}

const close = (t: import('ava').ExecutionContext, y: tf.Tensor, expected: number[]) => {
  const values = [...y.dataSync()];
  t.is(values.length, expected.length);
  for (const [i, value] of values.entries())
    t.true(Math.abs(value - expected[i]) < 2e-6, `${value}`);
};

/** The first values that Keras 3.15 gives for sin(0.7 i), an image of 7 by 5 pixels with 2 channels. */
const resized: [ConstructorParameters<typeof layers.Resizing>[0], number[]][] = [
  [
    { height: 4, width: 3, interpolation: 'bicubic' },
    [0.438299, 0.791152, 0.130374, -0.517224, -0.611537, -0.103881],
  ],
  [
    { height: 4, width: 3, interpolation: 'bilinear', antialias: true },
    [0.572227, 0.702435, -0.015056, -0.383211, -0.550012, -0.137034],
  ],
  [
    {
      height: 3,
      width: 12,
      interpolation: 'lanczos3',
      antialias: true,
      padToAspectRatio: true,
      fillValue: 0.5,
    },
    [0.5, 0.5, 0.5, 0.5, 0.499984, 0.503088],
  ],
  [
    { height: 4, width: 3, interpolation: 'nearest', cropToAspectRatio: true },
    [0.0, 0.644218, 0.334988, -0.350783, -0.631267, 0.016814],
  ],
];

test('images are resized as by Keras', (t) => {
  const image = tf.sin(tf.mul(tf.reshape(tf.range(0, 70), [1, 7, 5, 2]), 0.7));
  for (const [config, expected] of resized) {
    const y = layers.resizing(config).apply(image);
    close(t, tf.slice(tf.reshape(y, [-1]), [0], [6]), expected);
  }
});

test('bytes stay bytes', (t) => {
  const image = tf.tensor(
    [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220],
    [1, 2, 3, 2],
    'uint8',
  );
  const y = layers.resizing({ height: 3, width: 3, interpolation: 'bicubic' }).apply(image);
  t.is(y.dtype, 'uint8');
  t.deepEqual([...y.dataSync()].slice(0, 8), [0, 12, 32, 52, 72, 92, 60, 80]);
});

test('images of unknown sizes, and single ones', (t) => {
  const x = tf.input({ shape: [null, null, 3] });
  const y = layers.resizing({ height: 4, width: 6 }).apply(x) as tf.SymbolicTensor;
  t.deepEqual(y.shape, [null, 4, 6, 3]);
  const model = tf.model({ inputs: x, outputs: y });
  t.deepEqual((model.predict(tf.ones([2, 3, 5, 3])) as tf.Tensor).shape, [2, 4, 6, 3]);
  const crop = layers.centerCrop({ height: 2, width: 2 });
  t.deepEqual(crop.apply(tf.ones([4, 4, 1])).shape, [2, 2, 1]);
});

test('categories count, weighted or not, and what is out of range does not', (t) => {
  const count = layers.categoryEncoding({ numTokens: 3, outputMode: 'count' });
  const x = tf.tensor(
    [
      [0, 1, 1],
      [2, 7, -1],
    ],
    [2, 3],
    'int32',
  );
  t.deepEqual(count.apply(x).arraySync(), [
    [1, 2, 0],
    [0, 0, 1],
  ]);
  const countWeights = tf.tensor([
    [1, 0.5, 2],
    [3, 4, 5],
  ]);
  t.deepEqual(count.apply(x, { countWeights }).arraySync(), [
    [1, 2.5, 0],
    [0, 0, 3],
  ]);
  t.deepEqual(
    layers
      .categoryEncoding({ numTokens: 3, outputMode: 'one_hot' })
      .apply([[2], [0]])
      .arraySync(),
    [
      [0, 0, 1],
      [1, 0, 0],
    ],
  );
  t.throws(() => layers.categoryEncoding({ numTokens: 3 }).apply(x, { countWeights }), {
    message: /outputMode 'count'/,
  });
});

test('randomWidth draws a width for each batch of training, eagerly', async (t) => {
  const layer = layers.randomWidth({ factor: [-0.5, 0.5], seed: 1 });
  const images = tf.ones([2, 3, 20, 1]);
  t.deepEqual(layer.apply(images).shape, [2, 3, 20, 1]);
  const widths = Array.from({ length: 8 }, () => layer.apply(images, { training: true }).shape[2]);
  t.true(widths.every((width) => width >= 10 && width < 30));
  t.true(new Set(widths).size > 3);
  t.deepEqual(layer.computeOutputShape([null, 3, 20, 1]), [null, 3, null, 1]);
  const again = layers.randomWidth(layer.getConfig() as never);
  t.deepEqual(again.getConfig(), layer.getConfig());

  const model = tf.sequential([
    layers.randomWidth({ factor: 0.3, inputShape: [3, 20, 1] }),
    layers.globalAveragePooling2d({}),
    layers.dense(1),
  ]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const { history } = await model.fit(images, tf.ones([2, 1]), { epochs: 2, verbose: 0 });
  t.true(history.loss.every(Number.isFinite));
});

test('options that mean nothing are refused with what was expected', (t) => {
  const refused = (f: () => unknown, message: RegExp) =>
    t.throws(f, { instanceOf: tf.errors.ConfigError, message });
  const size = { height: 2, width: 2 };
  refused(() => layers.resizing({ ...size, height: 0 }), /height.*positive whole number/);
  refused(
    () => layers.resizing({ ...size, cropToAspectRatio: true, padToAspectRatio: true }),
    /one of cropToAspectRatio and padToAspectRatio/,
  );
  refused(() => layers.resizing({ ...size, fillMode: 'reflect' as never }), /'constant'/);
  refused(() => layers.categoryEncoding({ numTokens: 0 }), /numTokens.*received 0/);
  refused(
    () => layers.categoryEncoding({ numTokens: 2, outputMode: 'hot' as never }),
    /one_hot, multi_hot, count, received hot/,
  );
  refused(() => layers.randomWidth({ factor: -2 }), /factor.*received -2/);
});
