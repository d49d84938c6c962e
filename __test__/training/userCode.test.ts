// What users' code gives or fails to give: outputs, batches, hooks, weights of classes.
import test from 'ava';
import * as tf from '../../index.js';

const x = tf.ones([4, 2]);
const y = tf.ones([4, 1]);

function model() {
  const made = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  made.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return made;
}

class Two extends tf.Model {
  a = tf.layers.dense({ units: 1 });
  b = tf.layers.dense({ units: 2 });
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const first = Array.isArray(inputs) ? inputs[0] : inputs;
    return [this.a.apply(first), this.b.apply(first)];
  }
}

test('a subclassed model with several outputs trains, with a loss for all or for each', async (t) => {
  const labels = [y, tf.zeros([4, 2])];
  for (const [loss, metrics] of [
    ['meanSquaredError', ['mae']],
    [
      ['meanSquaredError', 'meanAbsoluteError'],
      [['mae'], []],
    ],
  ] as const) {
    const two = new Two();
    two.compile({ optimizer: 'sgd', loss: loss as 'mse', metrics: metrics as never });
    const { history } = await two.fit(x, labels, { epochs: 2, verbose: 0 });
    t.true(history.loss[1] < history.loss[0]);
    t.true('output_1_loss' in history && 'output_2_loss' in history && 'output_1_mae' in history);
    const sum = history.output_1_loss[0] + history.output_2_loss[0];
    t.true(Math.abs(history.loss[0] - sum) < 1e-5);
    t.deepEqual(
      (two.predict(x) as unknown as tf.Tensor[]).map(({ shape }) => shape),
      [
        [4, 1],
        [4, 2],
      ],
    );
  }
});

test('what is no tensor from a call is a ValueError that names the layer', (t) => {
  for (const output of [undefined, 3, {}, Promise.resolve(1)]) {
    class Odd extends tf.layers.Layer {
      override call(): tf.Tensor {
        return output as unknown as tf.Tensor;
      }
    }
    const error = { instanceOf: tf.errors.ValueError, message: /odd.*call to return a tensor/ };
    t.throws(() => new Odd().apply(x), error);
    t.throws(() => new Odd().apply(tf.input({ shape: [2] })), error);
  }
});

test('an abort ends a fit that waits for a batch or for a callback', async (t) => {
  const never = new Promise<void>(() => {});
  const soon = () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    return controller.signal;
  };
  const aborted = { instanceOf: tf.errors.AbortError };
  const m = model();
  const batches = async function* () {
    yield { xs: x, ys: y };
    await never;
  };
  const options = { verbose: 0 as const };
  await t.throwsAsync(m.fit(batches, { ...options, signal: soon() }), aborted);
  const callbacks = { onEpochEnd: () => never };
  const signal = soon();
  await t.throwsAsync(m.fit(x, y, { ...options, callbacks, signal }), aborted);
  t.is((await m.fit(x, y, options)).history.loss.length, 1);
  const invalid = { instanceOf: tf.errors.ConfigError, message: /AbortSignal/ };
  await t.throwsAsync(m.fit(x, y, { ...options, signal: new AbortController() as never }), invalid);
});

test('a data set that runs dry ends fit with the history so far', async (t) => {
  const once = (function* () {
    yield { xs: x, ys: y };
    yield { xs: x, ys: y };
  })();
  const { history } = await model().fit(once, { stepsPerEpoch: 1, epochs: 3, verbose: 0 });
  t.is(history.loss.length, 2);
  await t.throwsAsync(
    model().fit(() => [][Symbol.iterator](), { verbose: 0 }),
    {
      instanceOf: tf.errors.ValueError,
    },
  );
});

test('weights of classes are numbers by class', async (t) => {
  const m = model();
  for (const classWeight of [{ 0: 'x' }, { a: 2 }, 3, {}, { 1: Number.NaN }]) {
    const options = { classWeight: classWeight as never, verbose: 0 as const };
    const error = await t.throwsAsync(m.fit(x, y, options), { instanceOf: tf.errors.ConfigError });
    t.regex(error!.message, /classWeight/);
  }
});

test('callbacks are checked before training', async (t) => {
  const invalid = { instanceOf: tf.errors.ConfigError };
  t.throws(() => tf.callbacks.learningRateScheduler(undefined as never), invalid);
  t.throws(() => tf.callbacks.lambdaCallback({ onEpochEd() {} } as never), {
    ...invalid,
    message: /onEpochEnd/,
  });
  await t.throwsAsync(
    model().fit(x, y, { callbacks: { onEpochEnd: 3 as never }, verbose: 0 }),
    invalid,
  );
  const rates: number[] = [];
  const schedule = tf.callbacks.learningRateScheduler({ schedule: () => 0.125, verbose: 0 });
  const m = model();
  await m.fit(x, y, {
    callbacks: [schedule, { onEpochEnd: () => void rates.push(m.optimizer.learningRate) }],
    verbose: 0,
  });
  t.deepEqual(rates, [0.125]);
});

test('custom classes are found inside models; models know their shapes', async (t) => {
  class Custom extends tf.layers.Layer {
    static override className = 'CustomInside';
  }
  const m = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [3] }), new Custom()],
  });
  t.deepEqual(
    [m.inputShape, m.outputShape],
    [
      [null, 3],
      [null, 2],
    ],
  );
  const again = await tf.models.modelFromJSON(m.toJSON() as object, { CustomInside: Custom });
  t.true(again.layers[1] instanceof Custom);
  await t.throwsAsync(tf.models.modelFromJSON(m.toJSON() as object), {
    instanceOf: tf.errors.ConfigError,
  });
  await t.throwsAsync(tf.models.modelFromJSON('{oops'), { instanceOf: tf.errors.ConfigError });
});

test('strings are no input of a model of numbers', (t) => {
  t.throws(() => model().predict(tf.tensor([['a', 'b']])), { instanceOf: tf.errors.DTypeError });
});
