// Callbacks that every fit has, by its verbosity.
import test from 'ava';
import * as tf from '../../index.js';

test('registered callbacks are made for each fit that is verbose enough', async (t) => {
  const calls: string[] = [];
  class Always extends tf.Callback {
    override onEpochEnd(epoch: number): void {
      calls.push(`always ${epoch}`);
    }
  }
  class Verbose extends tf.Callback {
    override onTrainEnd(): void {
      calls.push('verbose');
    }
  }
  tf.registerCallbackConstructor(0, Always);
  tf.registerCallbackConstructor(2, Verbose);
  const model = tf.sequential([tf.layers.dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [x, y] = [tf.ones([2, 1]), tf.zeros([2, 1])];
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  t.deepEqual(calls, ['always 0', 'always 1']);
  await model.fit(x, y, { verbose: 2 });
  t.deepEqual(calls.slice(2), ['always 0', 'verbose']);
  const config = { code: 'ERR_CORTEN_CONFIG' };
  t.throws(() => tf.registerCallbackConstructor(1, Always), config);
  t.throws(() => tf.registerCallbackConstructor(-1, tf.Callback), config);
  t.throws(() => tf.registerCallbackConstructor(1, {} as never), config);
});
