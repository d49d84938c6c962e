// Layers that crop, pad and enlarge, through `runLayerTest` and against what Keras gives.
import test from 'ava';
import * as tf from '../../index.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const cases: Record<string, LayerCase> = {
  cropping1D: [
    layers.Cropping1D,
    { cropping: [1, 2] },
    { inputShapes: [[2, 5, 3]], outputShapes: [[2, 2, 3]] },
  ],
  cropping2D: [
    layers.Cropping2D,
    { cropping: [[1, 2], 1] },
    { inputShapes: [[2, 5, 4, 3]], outputShapes: [[2, 2, 2, 3]] },
  ],
  'cropping2D, channels first': [
    layers.Cropping2D,
    {
      cropping: [
        [0, 1],
        [2, 0],
      ],
      dataFormat: 'channelsFirst',
    },
    { inputShapes: [[2, 3, 5, 4]], outputShapes: [[2, 3, 4, 2]] },
  ],
  cropping3D: [
    layers.Cropping3D,
    {},
    { inputShapes: [[2, 3, 4, 5, 2]], outputShapes: [[2, 1, 2, 3, 2]] },
  ],
  zeroPadding1d: [
    layers.ZeroPadding1D,
    { padding: [0, 2], dataFormat: 'channels_first' },
    { inputShapes: [[2, 3, 4]], outputShapes: [[2, 3, 6]] },
  ],
  zeroPadding2d: [
    layers.ZeroPadding2D,
    {
      padding: [
        [1, 2],
        [0, 1],
      ],
    },
    { inputShapes: [[2, 3, 4, 2]], outputShapes: [[2, 6, 5, 2]] },
  ],
  zeroPadding3d: [
    layers.ZeroPadding3D,
    {},
    { inputShapes: [[1, 2, 3, 4, 2]], outputShapes: [[1, 4, 5, 6, 2]] },
  ],
  upSampling1d: [
    layers.UpSampling1D,
    { size: 3 },
    { inputShapes: [[2, 4, 3]], outputShapes: [[2, 12, 3]] },
  ],
  upSampling2d: [
    layers.UpSampling2D,
    { size: [1, 2], dataFormat: 'channels_first' },
    { inputShapes: [[2, 3, 4, 2]], outputShapes: [[2, 3, 4, 4]] },
  ],
  'upSampling2d, bilinear': [
    layers.UpSampling2D,
    { interpolation: 'bilinear' },
    { inputShapes: [[2, 3, 4, 2]], outputShapes: [[2, 6, 8, 2]] },
  ],
  'upSampling2d, lanczos3': [
    layers.UpSampling2D,
    { interpolation: 'lanczos3', dataFormat: 'channels_first' },
    { inputShapes: [[2, 2, 3, 4]], outputShapes: [[2, 2, 6, 8]] },
  ],
  upSampling3d: [
    layers.UpSampling3D,
    { size: [2, 1, 3] },
    { inputShapes: [[2, 2, 3, 1, 2]], outputShapes: [[2, 4, 3, 3, 2]] },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}

const ramp = (shape: number[]) => tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);

test('pixels are repeated, cut off and padded where they should be', (t) => {
  const image = ramp([1, 2, 2, 1]);
  const rows = (x: tf.Tensor) => tf.squeeze(x).arraySync();
  t.deepEqual(rows(layers.upSampling2d([1, 2]).apply(image)), [
    [0, 0, 1, 1],
    [2, 2, 3, 3],
  ]);
  t.deepEqual(
    rows(
      layers
        .zeroPadding2d([
          [0, 1],
          [1, 0],
        ])
        .apply(image),
    ),
    [
      [0, 0, 1],
      [0, 2, 3],
      [0, 0, 0],
    ],
  );
  t.deepEqual(
    rows(
      layers
        .cropping2D([
          [1, 0],
          [0, 1],
        ])
        .apply(image),
    ),
    2,
  );
});

test('sizes that are not known until a batch comes stay null', (t) => {
  const x = tf.input({ shape: [null, null, 3] });
  const y = layers.zeroPadding2d().apply(layers.upSampling2d(2).apply(x)) as tf.SymbolicTensor;
  t.deepEqual(y.shape, [null, null, null, 3]);
  const model = tf.model({ inputs: x, outputs: layers.cropping2D(1).apply(y) });
  t.deepEqual((model.predict(tf.ones([2, 3, 5, 3])) as tf.Tensor).shape, [2, 6, 10, 3]);
  t.deepEqual((model.predict(tf.ones([1, 4, 2, 3])) as tf.Tensor).shape, [1, 8, 4, 3]);
});

test('what can not be cropped, padded or enlarged is refused with what was expected', (t) => {
  const refused = (f: () => unknown, message: RegExp) =>
    t.throws(f, { instanceOf: tf.errors.CortenError, message });
  refused(() => layers.cropping2D({ cropping: [1, 2, 3] as never }), /for each of 2 axes/);
  refused(() => layers.zeroPadding1d({ padding: -1 }), /whole number from 0.*received -1/);
  refused(() => layers.cropping1D(2).apply(tf.ones([1, 4, 1])), /more than 4 elements on axis 1/);
  refused(
    () => layers.upSampling2d({ interpolation: 'cubic' as never }),
    /bicubic.*received cubic/,
  );
  refused(() => layers.upSampling1d({ size: 0 }), /positive whole number/);
  refused(() => layers.zeroPadding2d({ pading: 1 } as never), /Did you mean "padding"/);
});
