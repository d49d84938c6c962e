// tf.train's optimizers and their classes: gradients by name, tfjs's arithmetic, configurations, saved weights, memory.
import test from 'ava';
import * as tf from '../../index.js';

const makers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.5, true),
  rmsprop: () => tf.train.rmsprop(0.1, 0.5, 0.1, 1e-7, true),
  adam: () => tf.train.adam(0.1, 0.2, 0.3, 2e-8),
  adamax: () => tf.train.adamax(0.1, 0.2, 0.3, 2e-8, 0.1),
  adagrad: () => tf.train.adagrad(0.1, 0.2),
  adadelta: () => tf.train.adadelta(0.1, 0.2, 2e-8),
};

/** Steps down the sum of squares of w, in `count` steps. */
function descend(optimizer: tf.Optimizer, w: tf.Variable, count: number): void {
  for (let i = 0; i < count; i++) optimizer.minimize(() => w.square().sum(), false, [w]);
}

const weight = () => tf.variable(tf.tensor([1, 2]));

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: a configuration makes it again`, (t) => {
    const optimizer = make();
    const Class = optimizer.constructor as typeof tf.AdamOptimizer;
    const again = Class.fromConfig(Class, optimizer.getConfig());
    t.true(again instanceof Class && again instanceof tf.Optimizer);
    t.deepEqual(again.getConfig(), optimizer.getConfig());
    t.is(again.getClassName(), Class.className);
  });

  test(`${name}: goes on from saved weights as if it had not stopped`, async (t) => {
    const [whole, halved] = [weight(), weight()];
    descend(make(), whole, 4);
    const first = make();
    descend(first, halved, 2);
    const saved = await first.getWeights();
    t.is(saved[0].name, 'iter');
    t.true(saved.slice(1).every((slot) => slot.name.startsWith(`${halved.name}/`)));
    const second = make();
    await second.setWeights(saved);
    first.dispose();
    descend(second, halved, 2);
    t.is(second.iterations, 4);
    t.deepEqual(halved.arraySync(), whole.arraySync());
  });

  test.serial(`${name}: minimize leaves the cost and slots, dispose nothing`, (t) => {
    const w = weight();
    const before = tf.memory().numTensors;
    const optimizer = make();
    const cost = optimizer.minimize(() => w.square().sum(), true);
    cost?.dispose();
    const { numTensors } = tf.memory();
    optimizer.minimize(() => w.square().sum());
    t.is(tf.memory().numTensors, numTensors);
    optimizer.dispose();
    t.is(tf.memory().numTensors, before);
  });
}

test('momentum, Adadelta and decaying Adamax give what tfjs gives', (t) => {
  const after = (optimizer: tf.Optimizer, start: number[]) => {
    const w = tf.variable(tf.tensor(start));
    descend(optimizer, w, 2);
    return [...w.dataSync()];
  };
  const close = (actual: number[], expected: number[]) =>
    t.true(
      actual.every((x, i) => Math.abs(x - expected[i]) < 1e-4),
      `${actual}`,
    );
  close(after(tf.train.momentum(0.1, 0.5), [1, 2]), [0.54, 1.08]);
  close(after(tf.train.momentum(0.1, 0.5, true), [1, 2]), [0.44, 0.88]);
  close(after(tf.train.adadelta(0.1, 0.95), [1, 2]), [0.64, 1.28]);
  close(after(tf.train.adamax(0.1, 0.8, 0.9, undefined, 0.1), [2, 4]), [1.80697, 3.80806]);
});

test('a new rate weighs the whole momentum, and setMomentum holds at once', (t) => {
  const w = tf.variable(tf.scalar(0));
  const optimizer = tf.train.momentum(1, 0.5);
  const step = () => optimizer.applyGradients([{ name: w.name, tensor: tf.scalar(1) }]);
  step();
  optimizer.setLearningRate(0.5);
  step();
  t.is(w.dataSync()[0], -1.75);
  optimizer.setMomentum(0);
  step();
  t.is(w.dataSync()[0], -2.25);
});

test('computeGradients gives the value and gradients that applyGradients takes, by name', (t) => {
  const [x, y] = [weight(), weight()];
  const optimizer = tf.train.sgd(0.1);
  const { value, grads } = optimizer.computeGradients(() => x.mul(y).sum(), [x]);
  t.is(value.dataSync()[0], 5);
  t.deepEqual(Object.keys(grads), [x.name]);
  optimizer.applyGradients(grads);
  t.deepEqual(x.arraySync(), [Math.fround(0.9), Math.fround(1.8)]);
  t.deepEqual(y.arraySync(), [1, 2]);
  const wrong = { nobody: tf.scalar(1) };
  t.throws(() => optimizer.applyGradients(wrong), { instanceOf: tf.errors.ConfigError });
});

test('a cost that is no scalar, no trainable variable and no rate are errors', async (t) => {
  const x = weight();
  const fixed = tf.variable(tf.scalar(1), false);
  const optimizer = tf.train.sgd(0.1);
  t.throws(() => optimizer.minimize(() => x.square()), { instanceOf: tf.errors.ShapeError });
  const cost = () => x.sum().mul(fixed) as tf.Tensor;
  t.throws(() => optimizer.minimize(cost, false, [fixed]), { instanceOf: tf.errors.ValueError });
  t.throws(() => tf.train.rmsprop(undefined as unknown as number), {
    message: /learningRate for RMSPropOptimizer must be defined/,
  });
  const adam = tf.train.adam();
  const slots = ['m', 'v'].map((name) => ({ name, tensor: tf.zeros([3]) }));
  await adam.setWeights([{ name: 'iter', tensor: tf.scalar(1, 'int32') }, ...slots]);
  t.throws(() => descend(adam, x, 1), { instanceOf: tf.errors.ValueError, message: /\[2\]/ });
});

test('a variable takes values of its dtype alone', (t) => {
  const v = tf.variable(tf.tensor([1, 2]));
  const integers = tf.tensor([3, 4], [2], 'int32');
  t.throws(() => v.assign(integers), { instanceOf: tf.errors.DTypeError });
});
