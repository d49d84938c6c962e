// `execute`: what a graph of layers computes on the way to its outputs.
import test from 'ava';
import * as tf from '../../index.js';

test('execute gives the tensors of names, as predict of a model that ends there', (t) => {
  const input = tf.input({ shape: [3], name: 'x' });
  const hidden = tf.layers.dense({ units: 4, name: 'hidden' }).apply(input) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: 2, name: 'out' }).apply(hidden) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  const part = tf.model({ inputs: input, outputs: hidden });
  const x = tf.ones([5, 3]);
  const wanted = part.predict(x).arraySync();
  t.deepEqual((model.execute(x, 'hidden') as tf.Tensor).arraySync(), wanted);
  t.deepEqual((model.execute(x, hidden.name) as tf.Tensor).arraySync(), wanted);
  const both = model.execute({ x }, ['hidden', 'out']) as tf.Tensor[];
  t.deepEqual(both[0].arraySync(), wanted);
  t.deepEqual(both[1].arraySync(), model.predict(x).arraySync());
  t.true(Array.isArray(model.execute(x, ['hidden'])));
  t.throws(() => model.execute(x, 'hiden'), {
    instanceOf: tf.errors.ConfigError,
    message: /hidden/,
  });
});

test('a Sequential executes its layers, those that were added later too', (t) => {
  const model = tf.sequential([
    tf.layers.dense({ units: 4, inputShape: [3], name: 'a' }),
    tf.layers.dense({ units: 2, name: 'b' }),
  ]);
  const x = tf.ones([1, 3]);
  t.deepEqual((model.execute(x, 'b') as tf.Tensor).shape, [1, 2]);
  model.pop();
  model.add(tf.layers.dense({ units: 7, name: 'b' }));
  t.deepEqual((model.execute(x, 'b') as tf.Tensor).shape, [1, 7]);
  t.deepEqual((model.execute(x, 'a') as tf.Tensor).shape, [1, 4]);
});
