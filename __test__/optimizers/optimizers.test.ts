// Optimizers outside of models: tfjs's factories, rates that can be set, user classes, and resuming bit for bit.
import test from 'ava';
import * as tf from '../../index.js';

const names = [
  ...['sgd', 'adam', 'adamW', 'adamax', 'nadam', 'rmsprop', 'adagrad', 'adadelta', 'adafactor'],
  ...['ftrl', 'lion', 'lamb', 'muon', 'scheduleFreeAdamW'],
];

test('tf.train takes tfjs arguments or one options object', (t) => {
  const adam = tf.train.adam(0.01, 0.8, 0.9, 1e-5);
  t.is(adam.learningRate, Math.fround(0.01));
  t.deepEqual(adam.options, { beta1: 0.8, beta2: 0.9, epsilon: 1e-5, amsgrad: false });
  t.is(tf.train.adam({ learningRate: 0.5, amsgrad: true }).options.amsgrad, true);
  t.is(tf.train.momentum(0.1, 0.9, true).options.nesterov, true);
  t.is(tf.train.rmsprop(0.1, 0.7).options.rho, 0.7);
  t.is(tf.train.adamax().learningRate, Math.fround(0.002));
  t.is(tf.train.adagrad(0.1, 0.2).options.initialAccumulatorValue, 0.2);
});

test('options that are unknown, out of range or contradictory are ConfigErrors', (t) => {
  const wrong = (make: () => unknown, message: RegExp) =>
    t.throws(make, { instanceOf: tf.errors.ConfigError, message });
  wrong(() => tf.train.adam({ learning_rat: 1 } as object), /Did you mean "learningRate"/);
  wrong(() => tf.train.sgd({ momentum: 2 }), /\[0, 1\]/);
  wrong(() => tf.train.sgd({ clipnorm: 1, clipvalue: 1 }), /only one/);
  wrong(() => tf.train.sgd(-1), />= 0/);
});

test('minimize goes down, and returns the cost if asked', (t) => {
  const w = tf.variable(tf.scalar(5));
  const optimizer = tf.train.sgd(0.1);
  const cost = () => tf.square(tf.sub(w, 2));
  t.is(optimizer.minimize(cost), null);
  t.is(optimizer.minimize(cost, true)?.dataSync()[0], Math.fround(Math.fround(2.4) ** 2));
  for (let i = 0; i < 100; i += 1) optimizer.minimize(cost);
  t.true(Math.abs(w.dataSync()[0] - 2) < 1e-4);
});

test('the rate can be set, a schedule follows the iteration', (t) => {
  const w = tf.variable(tf.scalar(0));
  const optimizer = tf.train.sgd(1);
  optimizer.applyGradients([[tf.scalar(1), w]]);
  optimizer.learningRate = 0.25;
  optimizer.applyGradients([[tf.scalar(1), w]]);
  t.is(w.dataSync()[0], -1.25);
  const { PiecewiseConstantDecay } = tf.optimizers.schedules;
  const learningRate = new PiecewiseConstantDecay({ boundaries: [0], values: [1, 0.5] });
  const scheduled = new tf.optimizers.SGD({ learningRate });
  scheduled.applyGradients([[tf.scalar(1), w]]);
  t.is(scheduled.learningRate, 0.5);
  scheduled.applyGradients([[tf.scalar(1), w]]);
  t.is(w.dataSync()[0], -2.75);
  t.throws(() => scheduled.setLearningRate(1), { instanceOf: tf.errors.ConfigError });
});

test("a user's optimizer needs updateStep alone", (t) => {
  class Sign extends tf.optimizers.Optimizer {
    protected override updateStep(gradient: tf.Tensor, variable: tf.Variable, rate: tf.Tensor) {
      variable.assign(tf.sub(variable, tf.mul(tf.sign(gradient), rate)));
    }
  }
  const w = tf.variable(tf.tensor([1, 1]));
  new Sign({ learningRate: 0.5 }).applyGradients([[tf.tensor([3, -4]), w]]);
  t.deepEqual([...w.dataSync()], [0.5, 1.5]);
});

for (const name of names) {
  test(`${name}: a configuration makes it again, and training resumes bit for bit`, async (t) => {
    const x = tf.randomUniform([24, 6]);
    const y = tf.randomUniform([24, 2]);
    const make = () => {
      const model = tf.sequential([
        tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [6] }),
        tf.layers.dense({ units: 2 }),
      ]);
      const identifier = name === 'sgd' ? tf.train.sgd({ learningRate: 0.1, momentum: 0.9 }) : name;
      model.compile({ optimizer: identifier, loss: 'mse' });
      return model;
    };
    const steps = async (model: tf.Sequential, from: number, to: number) => {
      for (let i = from; i < to; i += 1) {
        const start = (i % 6) * 4;
        await model.trainOnBatch(x.rows(start, start + 4), y.rows(start, start + 4));
      }
    };
    const [whole, half, resumed] = [make(), make(), make()];
    half.setWeights(whole.getWeights());
    await steps(whole, 0, 10);
    await steps(half, 0, 5);
    resumed.setWeights(half.getWeights());
    resumed.optimizer.build(resumed.trainableWeights);
    half.optimizer.variables.forEach((variable, i) => {
      resumed.optimizer.variables[i].assign(variable.read());
    });
    await steps(resumed, 5, 10);
    t.deepEqual(
      resumed.getWeights().map((weight) => [...weight.dataSync()]),
      whole.getWeights().map((weight) => [...weight.dataSync()]),
    );
    const { optimizer } = whole;
    const config = optimizer.getConfig();
    const again = tf.optimizers.get({ class_name: optimizer.getClassName(), config });
    t.deepEqual(again.getConfig(), config);
  });
}
