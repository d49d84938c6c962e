// Convolutions, pooling and what fuses with them: paddings, rounding, dilations, gradients and errors.
import test from 'ava';
import * as tf from '../../index.js';
import { checked, numbers } from './check.js';

test('convolutions are differentiable in every option', (t) => {
  const image = numbers([2, 5, 4, 2]);
  const filter = numbers([3, 2, 2, 3]);
  const pads: [number, number][] = [
    [0, 0],
    [1, 2],
    [0, 1],
    [0, 0],
  ];
  checked(t, (x, w) => tf.conv2d(x, w, 2, pads), [image, filter], 'explicit');
  checked(t, (x, w) => tf.conv2d(x, w, 2, 1, 'NHWC', 1, 'ceil'), [image, filter], 'ceil');
  checked(t, (x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', [2, 1]), [image, filter], 'dilated');
  checked(
    t,
    (x, w) => tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', 2),
    [image, filter],
    'depthwise',
  );
  const tall = numbers([1, 3, 4, 2]);
  checked(
    t,
    (x, w) => tf.conv2dTranspose(x, w, [1, 6, 8, 3], 2, 'same'),
    [tall, numbers([3, 2, 3, 2])],
    'transposed',
  );
  const point = numbers([1, 1, 6, 2]);
  checked(
    t,
    (x, w, v) => tf.separableConv2d(x, w, v, 1, 'valid'),
    [tall, numbers([2, 2, 2, 3]), point],
    'separable',
  );
});

test('a single image gives a single result, and NCHW the same as NHWC', (t) => {
  const image = numbers([4, 5, 2], 1, 'float32');
  const filter = numbers([2, 2, 2, 3], 1, 'float32');
  const alone = tf.conv2d(image, filter, 1, 'same');
  t.deepEqual(alone.shape, [4, 5, 3]);
  const first = tf.conv2d(tf.transpose(image, [2, 0, 1]), filter, 1, 'same', 'NCHW');
  t.deepEqual(tf.transpose(first, [1, 2, 0]).arraySync(), alone.arraySync());
});

test('how many windows there are is rounded as asked', (t) => {
  const image = tf.ones([2, 2, 1]);
  const sizes = (['floor', 'round', 'ceil'] as const).map(
    (mode) => tf.maxPool(image, 2, 3, 1, mode).shape[0],
  );
  t.deepEqual(sizes, [1, 2, 2]);
  t.throws(() => tf.maxPool(image, 2, 1, 'same', 'ceil'), { instanceOf: tf.errors.ConfigError });
  t.throws(() => tf.conv2d(image, tf.ones([1, 1, 1, 1]), 1, 0.5, 'NHWC', 1, 'floor'), {
    instanceOf: tf.errors.ConfigError,
  });
});

test('convolution says what it refuses', (t) => {
  const image = tf.ones([1, 4, 4, 1]);
  const filter = tf.ones([2, 2, 1, 1]);
  t.throws(() => tf.conv2d(tf.cast(image, 'int32'), filter, 1, 'same'), {
    message: /Argument 'x' passed to 'conv2d' must be float32 tensor/,
  });
  t.throws(() => tf.conv2d(image, filter, 2, 'same', 'NHWC', 2), {
    message: /strides or dilations of 1/,
  });
  t.throws(() => tf.conv2d(image, tf.ones([2, 2, 1]), 1, 'same'), { message: /filter of rank 4/ });
  t.throws(() => tf.conv2d(image, filter, 1, [[1, 1]]), { message: /for each of 2 spatial axes/ });
  const bytes = tf.cast(image, 'uint8');
  t.is(tf.conv2d(bytes, filter, 1, 'valid').dtype, 'float32');
});

test('pooling is differentiable, windows wholly in the padding included', (t) => {
  const image = numbers([2, 5, 4, 2]);
  checked(t, (x) => tf.avgPool(x, 2, 2, 'same'), [image], 'average');
  checked(t, (x) => tf.avgPool(x, 2, 1, 2), [image], 'average, wide pad');
  checked(t, (x) => tf.maxPool(x, [3, 2], 2, 'same'), [image], 'maximum');
  checked(t, (x) => tf.maxPoolWithArgmax(x, 2, 1, 'same').result, [image], 'with places');
  checked(t, (x) => tf.pool(x, 2, 'avg', 'same', 2), [image], 'dilated');
  const volume = numbers([1, 3, 4, 3, 2]);
  checked(t, (x) => tf.maxPool3d(x, 2, 1, 'valid'), [volume], 'volume');
  checked(t, (x) => tf.avgPool3d(x, 2, 2, 'same'), [volume], 'volume');
  t.deepEqual(tf.avgPool(tf.ones([1, 1, 1]), 1, 2, 1, 'ceil').arraySync(), [
    [[0], [0]],
    [[0], [0]],
  ]);
});

test('a maximum passes NaN over and keeps integers', (t) => {
  const image = tf.tensor([Number.NaN, 1, 2, 3], [2, 2, 1]);
  t.deepEqual(tf.maxPool(image, 2, 2, 0).arraySync(), [[[3]]]);
  const whole = tf.maxPool(tf.tensor([5, 16777217, 2, 3], [2, 2, 1], 'int32'), 2, 2, 0);
  t.deepEqual([whole.dtype, whole.arraySync()], ['int32', [[[16777217]]]]);
});

test('the places of maxima are flat indices, of the image or of the batch', (t) => {
  const image = tf.tensor([1, 9, 3, 4, 8, 6, 7, 2, 5, 0, 11, 12], [2, 2, 3, 1]);
  const { result, indexes } = tf.maxPoolWithArgmax(image, 2, 1, 'same');
  const flat = Array.from(image.dataSync());
  const places = Array.from(indexes.dataSync());
  const maxima = Array.from(result.dataSync());
  t.deepEqual(
    places.map((at, i) => flat[at + (i < 6 ? 0 : 6)]),
    maxima,
  );
  const whole = tf.maxPoolWithArgmax(image, 2, 1, 'same', true).indexes;
  t.deepEqual(
    Array.from(whole.dataSync(), (at) => flat[at]),
    maxima,
  );
  const traced = tf.compile((x: tf.Tensor) => tf.maxPoolWithArgmax(x, 2, 1, 'same').indexes);
  t.deepEqual((traced(image) as tf.Tensor).arraySync(), indexes.arraySync());
});

test('grayscale dilation: the largest of image and filter together', (t) => {
  const image = tf.tensor([0.1, 0.2, 0.3, 0.4], [2, 2, 1]);
  const filter = tf.tensor([0.4, 0.3, 0.1, 0], [2, 2, 1]);
  t.deepEqual(tf.dilation2d(image, filter, 1, 'valid').arraySync(), [[[0.5]]]);
  const inputs = [numbers([2, 5, 4, 2]), numbers([2, 3, 2], 0.3)];
  checked(t, (x, w) => tf.dilation2d(x, w, 1, 'same', 2), inputs);
  checked(t, (x, w) => tf.dilation2d(x, w, [2, 1], 'valid'), inputs);
  t.throws(() => tf.dilation2d(image, tf.ones([2, 2, 3]), 1, 'same'), {
    instanceOf: tf.errors.ShapeError,
  });
});

test('fused ops are their parts, with every activation', (t) => {
  const x = numbers([1, 3, 3, 2]);
  const filter = numbers([2, 2, 2, 2]);
  const [bias, slopes] = [numbers([2]), numbers([2], 0.5)];
  const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
  for (const activation of activations) {
    const options = { strides: 1, pad: 'same', activation } as const;
    checked(
      t,
      (x, filter, bias, slopes) =>
        tf.add(
          tf.fused.conv2d({ x, filter, bias, preluActivationWeights: slopes, ...options }),
          tf.sum(slopes),
        ),
      [x, filter, bias, slopes],
      activation,
    );
  }
  const plain = tf.relu(tf.add(tf.matMul([[1, 2]], [[3], [-4]]), [1]));
  const fused = tf.fused.matMul({ a: [[1, 2]], b: [[3], [-4]], bias: [1], activation: 'relu' });
  t.deepEqual(fused.arraySync(), plain.arraySync());
  const depthwise = { x, filter, strides: 1, pad: 'same', bias: tf.ones([4], 'float64') } as const;
  t.deepEqual(
    tf.fused.depthwiseConv2d(depthwise).arraySync(),
    tf.add(tf.depthwiseConv2d(x, filter, 1, 'same'), 1).arraySync(),
  );
  t.throws(() => tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias: [1, 2, 3] }), {
    instanceOf: tf.errors.ShapeError,
  });
});
