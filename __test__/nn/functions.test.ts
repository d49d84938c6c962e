// tf.nn's losses and small functions: both call shapes, axes, dtypes, and what they refuse.
import test from 'ava';
import * as tf from '../../index.js';
import { closeTo } from './closeTo.js';

const { nn } = tf;
const logits = tf.tensor2d([
  [1, 2, 3],
  [0, -1, 50],
]);
const labels = tf.tensor2d([
  [0, 0, 1],
  [1, 0, 0],
]);

test('softmax cross-entropy by name and by order, along any axis', (t) => {
  const expected = tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1));
  closeTo(t, nn.softmaxCrossEntropyWithLogits({ labels, logits }), expected);
  closeTo(t, tf.losses.softmaxCrossEntropyWithLogits(labels, logits), expected);
  const turned = { labels: labels.transpose(), logits: logits.transpose(), axis: 0 };
  closeTo(t, nn.softmaxCrossEntropyWithLogits(turned), expected);
  closeTo(t, nn.softmaxCrossEntropyWithLogits([[0, 0, 1]], [[1, 2, 3]]), expected.rows(0, 1));
});

test('sparse labels are the places of the ones', (t) => {
  const dense = nn.softmaxCrossEntropyWithLogits({ labels, logits });
  const sparse = { labels: tf.tensor1d([2, 0], 'int32'), logits };
  closeTo(t, nn.sparseSoftmaxCrossEntropyWithLogits(sparse), dense);
  closeTo(t, nn.sparseSoftmaxCrossEntropyWithLogits([2, 0], logits), dense);
  t.throws(() => nn.sparseSoftmaxCrossEntropyWithLogits({ labels, logits }), {
    instanceOf: tf.errors.ShapeError,
    message: /One-hot/,
  });
});

test('sigmoid cross-entropy, and its weighted kin', (t) => {
  const x = tf.tensor2d([[-3, 0.5, 2]]);
  const yes = tf.tensor2d([[0, 1, 0.25]]);
  const p = tf.sigmoid(x);
  const ofYes = tf.mul(yes, tf.neg(tf.log(p)));
  const ofNo = tf.mul(tf.sub(1, yes), tf.neg(tf.log(tf.sub(1, p))));
  closeTo(t, nn.sigmoidCrossEntropyWithLogits({ labels: yes, logits: x }), tf.add(ofYes, ofNo));
  const weighted = tf.add(tf.mul(ofYes, 3), ofNo);
  const options = { labels: yes, logits: x, posWeight: 3 };
  closeTo(t, nn.weightedCrossEntropyWithLogits(options), weighted);
  closeTo(t, tf.losses.weightedCrossEntropyWithLogits(yes, x, 3), weighted);
});

test('labels and logits of different shapes, and options that there are not', (t) => {
  for (const loss of [nn.softmaxCrossEntropyWithLogits, nn.sigmoidCrossEntropyWithLogits]) {
    t.throws(() => loss({ labels: labels.rows(0, 1), logits }), {
      instanceOf: tf.errors.ShapeError,
      message: /\[2, 3\], received \[1, 3\]/,
    });
  }
  const wrong = { lables: labels, logits } as unknown as { labels: tf.Tensor; logits: tf.Tensor };
  t.throws(() => nn.softmaxCrossEntropyWithLogits(wrong), { message: /Did you mean "labels"/ });
});

test('biasAdd in both formats', (t) => {
  const x = tf.zeros([1, 2, 2, 3]);
  t.deepEqual(nn.biasAdd(x, [1, 2, 3]).at(0).at(0).at(0).arraySync(), [1, 2, 3]);
  const first = nn.biasAdd(tf.zeros([1, 2, 3]), [1, 2], 'NCW');
  t.deepEqual(first.arraySync(), [
    [
      [1, 1, 1],
      [2, 2, 2],
    ],
  ]);
  t.throws(() => nn.biasAdd(x, [1, 2]), { instanceOf: tf.errors.ShapeError });
  t.throws(() => nn.biasAdd(x, [1, 2, 3], 'NHCW'), { instanceOf: tf.errors.ConfigError });
});

test('l2Loss, l2Normalize, embeddingLookup, zeroFraction', (t) => {
  t.is(nn.l2Loss([3, 4]).arraySync(), 12.5);
  closeTo(t, nn.l2Normalize([[3, 4]], 1), tf.tensor([[0.6, 0.8]]));
  t.deepEqual(nn.l2Normalize([0, 0]).arraySync(), [0, 0]);
  const gradient = tf.grad((x) => nn.l2Normalize(x).sum())([0, 0]);
  t.true(gradient.arraySync().every(Number.isFinite));
  const rows = nn.embeddingLookup(
    [
      [1, 2],
      [3, 4],
    ],
    tf.tensor1d([1, 0, 1], 'int32'),
  );
  t.deepEqual(rows.shape, [3, 2]);
  t.is(nn.zeroFraction([0, 1, 0, 0]).arraySync(), 0.75);
});

test('what stands on tf stands here too', (t) => {
  t.is(nn.relu, tf.relu);
  t.is(nn.softmax, tf.softmax);
  t.is(nn.topK, tf.topk);
});
