// Losses beyond the golden ones: functions and factories, tfjs's functions, logits remembered, user losses.
import test from 'ava';
import * as tf from '../../index.js';

const value = (x: tf.Tensor) => x.dataSync()[0];

test('a lower-case name is a function of tensors and a factory of losses', (t) => {
  const [yTrue, yPred] = [tf.tensor([[0, 1]]), tf.tensor([[0.5, 0.5]])];
  t.is(value(tf.losses.huber(yTrue, yPred) as tf.Tensor), 0.125);
  const loss = tf.losses.huber({ delta: 0.25 });
  t.is(value(loss.apply(yTrue, yPred)), Math.fround(0.25 * 0.5 - 0.5 * 0.25 ** 2));
  t.deepEqual(loss.getConfig(), {
    name: 'huber_loss',
    reduction: 'sum_over_batch_size',
    delta: 0.25,
  });
});

test('functions of tfjs reduce as tfjs does', (t) => {
  const [labels, predictions] = [
    tf.tensor2d([1, 2, 3, 4], [2, 2]),
    tf.tensor2d([1, 1, 1, 1], [2, 2]),
  ];
  t.is(value(tf.losses.meanSquaredError(labels, predictions)), 3.5);
  const weights = tf.tensor2d([[1], [0]]);
  t.is(value(tf.losses.absoluteDifference(labels, predictions, weights)), 0.5);
  const none = tf.losses.absoluteDifference(labels, predictions, undefined, tf.Reduction.NONE);
  t.deepEqual([...none.dataSync()], [0, 1, 2, 3]);
  const mean = tf.losses.meanSquaredError(labels, predictions, weights, tf.Reduction.MEAN);
  t.is(value(mean), 0.5);
});

test("tfjs's functions say which argument is wrong, and divide by the weights as broadcast", (t) => {
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const wrong = {} as unknown as tf.Tensor;
  t.throws(() => tf.losses.hingeLoss(wrong, x), {
    message: /Argument 'labels' passed to 'hingeLoss' must be a Tensor/,
  });
  t.throws(() => tf.losses.sigmoidCrossEntropy(x, x, wrong), {
    message: /Argument 'weights' passed to 'sigmoidCrossEntropy' must be a Tensor/,
  });
  t.throws(() => tf.losses.logLoss(x, tf.tensor2d([1, 2], [1, 2])), {
    instanceOf: tf.errors.ShapeError,
    message: /Error in logLoss: {2}Shapes 2,2 and 1,2 must match/,
  });
  // Losses [2] by weights [2, 2]: four weighed losses, three of them counted.
  const losses = tf.tensor1d([6, 6]);
  const weights = tf.tensor2d([1, 1, 0, 1], [2, 2]);
  t.is(value(tf.losses.computeWeightedLoss(losses, weights)), 6);
  t.is(value(tf.losses.computeWeightedLoss(losses, weights, tf.Reduction.MEAN)), 6);
});

test('cross-entropy of a softmax is computed from its logits', (t) => {
  const logits = tf.tensor([[200, 0]]);
  const probabilities = tf.softmax(logits);
  const labels = tf.tensor([[0, 1]]);
  t.is(value(tf.losses.categoricalCrossentropy(labels, probabilities) as tf.Tensor), 200);
  const binary = tf.losses.binaryCrossentropy(tf.tensor([[0]]), tf.sigmoid(tf.tensor([[150]])));
  t.is(value(binary as tf.Tensor), 150);
});

test('a mask leaves samples out, and the mean is of those that are left', (t) => {
  const yPred = tf.tensor([[1], [5], [3]]);
  yPred.mask = tf.tensor([1, 0, 1], [3], 'bool');
  t.is(value(new tf.losses.MeanSquaredError().apply(tf.zeros([3, 1]), yPred)), 5);
});

test("a user's class and function are losses", (t) => {
  class Cubic extends tf.losses.Loss {
    call(yTrue: tf.Tensor, yPred: tf.Tensor) {
      return tf.mean(tf.pow(tf.abs(tf.sub(yTrue, yPred)), 3), -1);
    }
  }
  const [yTrue, yPred] = [tf.zeros([2, 1]), tf.tensor([[1], [2]])];
  t.is(value(new Cubic().apply(yTrue, yPred)), 4.5);
  t.is(value(tf.losses.get(Cubic).apply(yTrue, yPred)), 4.5);
  t.is(value(tf.losses.get((_, p) => tf.mean(p, -1)).apply(yTrue, yPred)), 1.5);
  t.throws(() => tf.losses.get('cubik'), { instanceOf: tf.errors.ConfigError });
});
