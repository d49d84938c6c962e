// tf.image, tf.browser, and blocks of space: values, gradients, errors.
import test from 'ava';
import * as tf from '../../index.js';
import { checked, numbers } from './check.js';

test('resizing interpolates, or takes the nearest pixel', (t) => {
  const image = tf.tensor([0, 2, 4, 6], [2, 2, 1]);
  t.deepEqual(tf.image.resizeBilinear(image, [3, 3], true).squeeze().arraySync(), [
    [0, 1, 2],
    [2, 3, 4],
    [4, 5, 6],
  ]);
  t.deepEqual(
    tf.image.resizeBilinear(image, [1, 4], false, true).dataSync(),
    Float32Array.of(2, 2.5, 3.5, 4),
  );
  const bytes = tf.cast(image, 'uint8');
  const large = tf.image.resizeNearestNeighbor(bytes, [4, 4]);
  t.deepEqual([large.dtype, large.shape], ['uint8', [4, 4, 1]]);
  const images = numbers([2, 3, 4, 2]);
  for (const [corners, centers] of [
    [false, false],
    [true, false],
    [false, true],
  ]) {
    checked(t, (x) => tf.image.resizeBilinear(x, [5, 3], corners, centers), [images]);
    checked(t, (x) => tf.image.resizeNearestNeighbor(x, [5, 3], corners, centers), [images]);
  }
  t.throws(() => tf.image.resizeBilinear(image, [2, 2], true, true), {
    instanceOf: tf.errors.ConfigError,
  });
  t.throws(() => tf.image.resizeBilinear(tf.ones([2, 2]), [2, 2]), {
    instanceOf: tf.errors.ShapeError,
  });
});

test('crops are differentiable by image and boxes, and may be none', (t) => {
  const images = numbers([2, 4, 5, 2]);
  const boxes = tf.tensor([0.1, 0.2, 0.7, 0.9, 0.8, 0.6, 0.15, 0.05], [2, 4], 'float64');
  const which = tf.tensor([1, 0], [2], 'int32');
  checked(t, (x, box) => tf.image.cropAndResize(x, box, which, [3, 2]), [images, boxes]);
  const outside = tf.image.cropAndResize(images, [[-1, 0, 1, 1]], [0], [3, 1], 'nearest', 7);
  t.deepEqual(outside.slice([0, 0, 0, 0], [1, 1, 1, 2]).dataSync(), Float64Array.of(7, 7));
  const none = tf.image.cropAndResize(images, tf.zeros([0, 4]), tf.zeros([0], 'int32'), [3, 3]);
  t.deepEqual(none.shape, [0, 3, 3, 2]);
});

test('transformations: translation, projection, every way to fill', (t) => {
  const image = tf.tensor([1, 2, 3, 4], [1, 1, 4, 1]);
  const left = [[1, 0, 2, 0, 1, 0, 0, 0]];
  const filled = (mode: 'constant' | 'reflect' | 'wrap' | 'nearest') =>
    Array.from(tf.image.transform(image, left, 'nearest', mode, 9).dataSync());
  t.deepEqual(filled('constant'), [3, 4, 9, 9]);
  t.deepEqual(filled('reflect'), [3, 4, 4, 3]);
  t.deepEqual(filled('wrap'), [3, 4, 1, 2]);
  t.deepEqual(filled('nearest'), [3, 4, 4, 4]);
  const matrix = tf.tensor([[0.9, 0.13, 0.31, -0.07, 1.1, 0.23, 0.01, 0.02]], [1, 8], 'float64');
  for (const mode of ['constant', 'reflect', 'wrap', 'nearest'] as const) {
    checked(
      t,
      (x, m) => tf.image.transform(x, m, 'bilinear', mode, 0.5),
      [numbers([2, 4, 3, 2]), matrix],
      mode,
    );
  }
  const half = tf.image.rotateWithOffset(
    tf.tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]),
    Math.PI,
    0,
    0.34,
  );
  t.deepEqual(half.shape, [1, 3, 3, 1]);
  t.deepEqual(tf.image.flipLeftRight(image).dataSync(), Float32Array.of(4, 3, 2, 1));
});

test('colors, shades and black and white', (t) => {
  const gray = tf.tensor([1, 2], [2, 1, 1]);
  t.deepEqual(tf.image.grayscaleToRGB(gray).dataSync(), Float32Array.of(1, 1, 1, 2, 2, 2));
  const white = tf.image.rgbToGrayscale(tf.tensor([100, 100, 100], [1, 1, 3], 'int32'));
  t.deepEqual([white.dtype, white.arraySync()], ['int32', [[[99]]]]);
  const image = tf.tensor([10, 12, 200, 220], [2, 2, 1]);
  const expected = [
    [[0], [0]],
    [[255], [255]],
  ];
  t.deepEqual(tf.image.threshold(image, 'otsu').arraySync(), expected);
  t.deepEqual(tf.image.threshold(image, 'binary', false, 0.5).arraySync(), expected);
  t.throws(() => tf.image.rgbToGrayscale(gray), { message: /RGB image should be size 3/ });
});

test('non-maximum suppression: hard, soft, padded, and only eagerly', async (t) => {
  const boxes = [
    [0, 0, 1, 1],
    [0, 0.1, 1, 1.1],
    [0, 10, 1, 11],
  ];
  const scores = [0.9, 0.75, 0.6];
  const hard = tf.image.nonMaxSuppression(boxes, scores, 3);
  t.deepEqual(Array.from(hard.dataSync()), [0, 2]);
  t.deepEqual((await tf.image.nonMaxSuppressionAsync(boxes, scores, 1)).arraySync(), [0]);
  const soft = tf.image.nonMaxSuppressionWithScore(boxes, scores, 3, 1, 0, 0.5);
  t.deepEqual(Array.from(soft.selectedIndices.dataSync()), [0, 2, 1]);
  const padded = tf.image.nonMaxSuppressionPadded(boxes, scores, 4, 0.5, 0, true);
  t.deepEqual([padded.selectedIndices.shape, padded.validOutputs.arraySync()], [[4], 2]);
  const traced = tf.compile((x: tf.Tensor) => tf.image.nonMaxSuppression(x, scores, 3));
  t.throws(() => traced(tf.tensor(boxes)), { instanceOf: tf.errors.TraceError });
});

test('pixels in and out', async (t) => {
  const data = Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255);
  const image = tf.browser.fromPixels({ data, width: 2, height: 1 });
  t.deepEqual(
    [image.dtype, image.arraySync()],
    [
      'int32',
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
    ],
  );
  t.deepEqual(Array.from(await tf.browser.toPixels(image)), Array.from(data));
  const drawn: number[] = [];
  const canvas = {
    width: 0,
    height: 0,
    getContext: () => ({
      getImageData: () => ({ data }),
      createImageData: (width: number, height: number) => ({
        data: new Uint8ClampedArray(4 * width * height),
        width,
        height,
      }),
      putImageData: (pixels: { data: ArrayLike<number> }) => drawn.push(...Array.from(pixels.data)),
    }),
  };
  tf.browser.draw(image, canvas);
  t.deepEqual([canvas.width, canvas.height, drawn], [2, 1, Array.from(data)]);
  t.throws(() => tf.browser.fromPixels({ data, width: 3, height: 1 }), {
    instanceOf: tf.errors.ShapeError,
  });
  await t.throwsAsync(() => tf.browser.toPixels(tf.tensor([[2]])), {
    instanceOf: tf.errors.ValueError,
  });
});

test('space to batch and back, depth to space', (t) => {
  const image = numbers([1, 4, 3, 2]);
  const pads: [number, number][] = [
    [0, 0],
    [1, 2],
  ];
  const batches = checked(t, (x) => tf.spaceToBatchND(x, [2, 3], pads), [image]);
  t.deepEqual(batches.shape, [6, 2, 2, 2]);
  const back = checked(t, (x) => tf.batchToSpaceND(x, [2, 3], pads), [batches]);
  t.deepEqual(back.arraySync(), image.arraySync());
  const deep = numbers([1, 2, 2, 8]);
  const wide = checked(t, (x) => tf.depthToSpace(x, 2), [deep]);
  t.deepEqual(wide.shape, [1, 4, 4, 2]);
  const first = tf.depthToSpace(tf.transpose(deep, [0, 3, 1, 2]), 2, 'NCHW');
  t.deepEqual(tf.transpose(first, [0, 2, 3, 1]).arraySync(), wide.arraySync());
  t.throws(() => tf.depthToSpace(deep, 3), { message: /evenly divisible by 9/ });
});

test('empty tensors are sliced and gathered', (t) => {
  t.deepEqual(tf.slice(tf.zeros([0, 4]), [0, 1], [-1, 2]).shape, [0, 2]);
  t.deepEqual(tf.gather(tf.zeros([4, 2]), tf.zeros([0], 'int32')).shape, [0, 2]);
});
