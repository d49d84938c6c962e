// tf.grad and kin: on arguments, variables, layers, and of gradients.
import test from 'ava';
import * as tf from '../../index.js';

test('the gradient of a function, with and without dy', (t) => {
  const g = tf.grad((x) => x.square());
  t.deepEqual(g(tf.tensor([1, 2])).arraySync(), [2, 4]);
  t.deepEqual(g(tf.tensor([1, 2]), tf.tensor([10, 100])).arraySync(), [20, 400]);
  const { value, grad } = tf.valueAndGrad((x) => x.exp().sum())([0]);
  t.deepEqual([value.arraySync(), grad.arraySync()], [1, [1]]);
});

test('gradients by several arguments; an error where there is no dependence', (t) => {
  const gs = tf.grads((a, b) => a.mul(b).sum());
  const [a, b] = gs([tf.tensor([1, 2]), tf.tensor([3, 4])]);
  t.deepEqual(
    [a.arraySync(), b.arraySync()],
    [
      [3, 4],
      [1, 2],
    ],
  );
  const unused = tf.grads((x) => x.sum());
  t.throws(() => unused([tf.tensor([1]), tf.tensor([2])]), {
    message: /Cannot compute gradient of y=f\(x\)/,
  });
  // What depends on x without a slope has slope 0.
  t.deepEqual(
    tf
      .grad((x) => x.floor().sum())(tf.tensor([1.5]))
      .arraySync(),
    [0],
  );
});

test('gradients of gradients', (t) => {
  const second = tf.grad((x) =>
    tf
      .grad((y) => y.pow(3).sum())(x)
      .sum(),
  );
  t.deepEqual(second(tf.tensor([1, 2])).arraySync(), [6, 12]);
});

test('gradients by variables, found or listed, of the values that were read', (t) => {
  const w = tf.variable(tf.tensor([2]), true, 'w');
  const frozen = tf.variable(tf.tensor([3]), false, 'frozen');
  const f = () => tf.sum(tf.mul(tf.square(w), frozen)) as tf.Scalar;
  const { value, grads } = tf.variableGrads(f);
  t.is(value.arraySync(), 12);
  t.deepEqual(Object.keys(grads), ['w']);
  t.deepEqual(grads.w.arraySync(), [12]);
  t.is(tf.variableGrads(f, [w, frozen]).grads.frozen, null as never);
  t.throws(() => tf.variableGrads(f, [frozen]), {
    message: /none of the 1 variables is trainable/,
  });
  t.throws(() => tf.variableGrads(() => tf.square(w)), { message: /returned a rank-1 tensor/ });
  const assigning = tf.variableGrads(() => {
    const y = tf.sum(tf.square(w));
    w.assign(tf.tensor([100]));
    return y;
  });
  t.deepEqual(assigning.grads.w.arraySync(), [4]);
  t.throws(() => tf.variableGrads(() => tf.scalar(1)), { instanceOf: tf.errors.ValueError });
});

test('views are differentiated too', (t) => {
  const g = tf.grad((x) =>
    x
      .rows(1, 3)
      .sum()
      .add(x.at(0, 1))
      .add(x.slice([2], [1]).sum()),
  );
  t.deepEqual(g(tf.ones([3, 2])).arraySync(), [
    [0, 1],
    [1, 1],
    [2, 2],
  ]);
});

test('a layer is differentiated by its input and its weights', (t) => {
  const layer = tf.layers.dense({ units: 1, kernelInitializer: 'ones' });
  const x = tf.tensor([[1, 2]]);
  t.deepEqual(
    tf
      .grad((z) => layer.apply(z))(x)
      .arraySync(),
    [[1, 1]],
  );
  const { grads } = tf.variableGrads(() => layer.apply(x).sum());
  t.deepEqual(grads[`${layer.name}/kernel`].arraySync(), [[1], [2]]);
});

test('only value and gradients are counted, but what f made stays readable', (t) => {
  const x = tf.tensor([1, 2]);
  const before = tf.memory().numTensors;
  let inner: tf.Tensor | undefined;
  const f = (y: tf.Tensor) => {
    inner = y.square();
    return inner.mul(y).sum();
  };
  const gradient = tf.grad(f)(x);
  t.is(tf.memory().numTensors, before + 1);
  t.deepEqual(inner?.arraySync(), [1, 4]);
  gradient.dispose();
  tf.valueAndGrad(f)(x);
  t.is(tf.memory().numTensors, before + 2);
});
