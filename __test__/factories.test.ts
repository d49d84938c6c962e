// Names: a class in upper case has a factory in lower case, wherever users pick one of several.
import test from 'ava';
import * as tf from '../index.js';

/** Classes to derive from, and those that are made by what uses them. */
const bases = [
  ...['Metric', 'MeanMetricWrapper', 'Optimizer', 'Loss', 'Initializer', 'Regularizer'],
  ...['Constraint', 'Callback', 'CallbackList', 'History', 'ProgbarLogger', 'SwapEMAWeights'],
  ...['Layer', 'RNNCell', 'Reduction', 'MSE', 'MAPE'],
];

const namespaces = {
  layers: tf.layers,
  losses: tf.losses,
  metrics: tf.metrics,
  optimizers: tf.optimizers,
  initializers: tf.initializers,
  regularizers: tf.regularizers,
  constraints: tf.constraints,
  callbacks: tf.callbacks,
};

for (const [name, namespace] of Object.entries(namespaces)) {
  test(`every class of tf.${name} has its factory`, (t) => {
    const names = Object.keys(namespace);
    const factories = new Set(
      names.filter((one) => /^[a-z]/.test(one)).map((one) => one.toLowerCase()),
    );
    const classes = names.filter((one) => /^[A-Z]/.test(one) && !bases.includes(one));
    t.deepEqual(
      classes.filter((one) => !factories.has(one.toLowerCase())),
      [],
    );
  });
}

test('factories of optimizers and metrics take options as the classes do', (t) => {
  t.is(tf.optimizers.adam({ learningRate: 0.5 }).learningRate, 0.5);
  t.is(tf.metrics.rootMeanSquaredError().name, 'root_mean_squared_error');
  t.deepEqual(tf.metrics.hinge([1, -1], [0.5, 2]).shape, []);
});
