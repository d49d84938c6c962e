// What can't be traced: models with dynamic layers run eagerly, with the same results.
import test from 'ava';
import * as tf from '../../index.js';

/** Divides by the largest value where that is over 1: a branch on values. */
class Scale extends tf.layers.Layer {
  static override className = 'Scale';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const largest = x.abs().max().dataSync()[0];
    return largest > 1 ? tf.div(x, largest) : x;
  }
}

/** The same, traceable. */
class TracedScale extends tf.layers.Layer {
  static override className = 'TracedScale';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.div(x, tf.maximum(x.abs().max(), 1));
  }
}

const samples = () => {
  const x = tf.randomNormal([70, 3, 2], 0, 2, 'float32', 5);
  return { x, y: tf.sum(x, [1, 2]).reshape([70, 1]) };
};

function model(scale: tf.layers.Layer) {
  tf.utils.setRandomSeed(7);
  const result = tf.sequential({
    layers: [
      tf.layers.lstm({ units: 4, inputShape: [3, 2] }),
      scale,
      tf.layers.batchNormalization(),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.dense({ units: 1, kernelRegularizer: 'l2' }),
    ],
  });
  result.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  return result;
}

function close(
  t: { true(x: boolean, m?: string): void },
  a: ArrayLike<number>,
  b: ArrayLike<number>,
) {
  for (let i = 0; i < b.length; i += 1) {
    t.true(Math.abs(a[i] - b[i]) <= 1e-5 * (1 + Math.abs(b[i])), `${a[i]} and ${b[i]}`);
  }
}

test('a model with a dynamic layer trains, evaluates and predicts as a traced one does', async (t) => {
  const { x, y } = samples();
  const [dynamic, traced] = [model(new Scale({ dynamic: true })), model(new TracedScale())];
  const results = [];
  for (const each of [dynamic, traced]) {
    tf.utils.setRandomSeed(9);
    const { history } = await each.fit(x, y, {
      epochs: 3,
      batchSize: 16,
      validationSplit: 0.2,
      verbose: 0,
    });
    const losses = ['loss', 'mae', 'val_loss', 'val_mae'].flatMap(
      (key) => history[key] as number[],
    );
    const batch = (await each.trainOnBatch(x.rows(0, 8), y.rows(0, 8))) as number[];
    const tested = await each.evaluateAsync(x, y, { batchSize: 32 });
    const predicted = [...each.predict(x, { batchSize: 32 }).dataSync()];
    const later = [...(await each.predictAsync(x, { batchSize: 32 })).dataSync()];
    results.push([...losses, ...batch, ...tested, ...predicted, ...later]);
  }
  t.is(results[0].length, results[1].length);
  close(t, results[0], results[1]);
  dynamic.getWeights().forEach((weight, i) => {
    close(t, weight.dataSync(), traced.getWeights()[i].dataSync());
  });
});

test('without `dynamic` a layer that reads values is an error that names it', (t) => {
  const error = t.throws(() => model(new Scale()), { instanceOf: tf.errors.TraceError });
  t.regex(error.message, /dynamic: true/);
});

test('a dynamic layer inside a nested model and a subclassed one makes the whole model eager', async (t) => {
  const { x, y } = samples();
  const input = tf.input({ shape: [2] });
  const inner = tf.model({
    inputs: input,
    outputs: new Scale({ dynamic: true }).apply(input) as tf.SymbolicTensor,
  });
  class Own extends tf.Model {
    inner = tf.layers.timeDistributed({ layer: inner });
    flat = tf.layers.flatten();
    out = tf.layers.dense({ units: 1 });
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return this.out.apply(this.flat.apply(this.inner.apply(inputs as tf.Tensor))) as tf.Tensor;
    }
  }
  const own = new Own();
  own.compile({ optimizer: 'sgd', loss: 'mse' });
  const { history } = await own.fit(x, y, { epochs: 2, verbose: 0 });
  t.true(history.loss.every((loss) => Number.isFinite(loss as number)));
  t.deepEqual(own.predict(x).shape, [70, 1]);
});

test.serial(
  'training of a dynamic model hears callbacks, stops and aborts between steps',
  async (t) => {
    const { x, y } = samples();
    const dynamic = model(new Scale({ dynamic: true }));
    const batches: number[] = [];
    const controller = new AbortController();
    const callbacks = {
      onBatchEnd: (batch: number) => {
        batches.push(batch);
        if (batch === 2) controller.abort();
      },
    };
    const options = { batchSize: 10, verbose: 0 as const, callbacks, signal: controller.signal };
    await t.throwsAsync(dynamic.fit(x, y, options), { instanceOf: tf.errors.AbortError });
    t.deepEqual(batches, [0, 1, 2]);
    const before = tf.memory().numTensors;
    await dynamic.fit(x, y, { batchSize: 10, verbose: 0 });
    t.is(tf.memory().numTensors, before);
  },
);

/** Passes its input on, eagerly, and counts its calls in a weight. */
class Counting extends tf.layers.Layer {
  static override className = 'Counting';
  count!: tf.Variable;
  override build(): void {
    this.count = this.addWeight('count', [], 'float32', 'zeros', null, false);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    this.count.assign(tf.add(this.count.read(), 1));
    return tf.mul(Array.isArray(inputs) ? inputs[0] : inputs, 1);
  }
}

test('what a dynamic model does before its first step leaves nothing behind', async (t) => {
  const { x, y } = samples();
  const results = [];
  for (const dynamic of [true, false]) {
    tf.utils.setRandomSeed(3);
    const counting = new Counting({ dynamic });
    const m = tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [3, 2] }), tf.layers.dense({ units: 1 }), counting],
    });
    m.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['r2Score'] });
    const counts = [counting.count.arraySync()];
    m.predict(x.rows(0, 2));
    counts.push(counting.count.arraySync());
    const { history } = await m.fit(x, y, { batchSize: 35, verbose: 0, shuffle: false });
    counts.push(counting.count.arraySync());
    results.push([...counts, history.loss[0], history.r2Score[0]]);
  }
  t.deepEqual(results[0].slice(0, 3), [0, 1, 3]);
  close(t, results[0], results[1]);
});

test('a dynamic step that fails leaves the model as it was', async (t) => {
  const { x, y } = samples();
  const m = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [3, 2] }),
      tf.layers.batchNormalization(),
      new Counting({ dynamic: true }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  m.compile({ optimizer: 'adam', loss: 'mse', checkNumerics: true });
  await m.trainOnBatch(x, y);
  const before = m.getWeights().map((weight) => [...weight.dataSync()]);
  await t.throwsAsync(async () => m.trainOnBatch(x.mul(Number.POSITIVE_INFINITY), y), {
    instanceOf: tf.errors.NumericsError,
  });
  t.deepEqual(
    m.getWeights().map((weight) => [...weight.dataSync()]),
    before,
  );
});

test('a dynamic model trains without trainable weights, and without labels', async (t) => {
  const { x } = samples();
  const still = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [3, 2] }), new Counting({ dynamic: true })],
  });
  still.compile({ optimizer: 'adam', loss: 'mse' });
  const { history } = await still.fit(x, tf.zeros([70, 6]), { verbose: 0, batchSize: 35 });
  t.true(Math.abs(history.loss[0] - x.square().mean().dataSync()[0]) < 1e-4);
  t.is(still.optimizer.iterations, 2);
  class Own extends tf.layers.Layer {
    override dynamic = true;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const out = Array.isArray(inputs) ? inputs[0] : inputs;
      this.addLoss(tf.mean(tf.square(out)));
      return out;
    }
  }
  const unlabelled = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [3, 2] }), tf.layers.dense({ units: 1 }), new Own()],
  });
  unlabelled.compile({ optimizer: tf.train.sgd(0.01) });
  const first = (await unlabelled.trainOnBatch(x, null as never)) as number;
  t.true(((await unlabelled.trainOnBatch(x, null as never)) as number) < first);
});

test('`runEagerly` computes what a trace does, with values that layers can read', async (t) => {
  const { x, y } = samples();
  let read = 0;
  class Peeking extends tf.layers.Layer {
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const out = Array.isArray(inputs) ? inputs[0] : inputs;
      if (out.trace === undefined) read += out.dataSync().length;
      return out;
    }
  }
  const losses = [];
  for (const runEagerly of [true, false]) {
    const m = model(new Peeking());
    m.compile({ optimizer: 'adam', loss: 'meanSquaredError', runEagerly });
    tf.utils.setRandomSeed(4);
    losses.push((await m.fit(x, y, { epochs: 2, verbose: 0 })).history.loss as number[]);
    if (!runEagerly) continue;
    t.true(read > 0);
    read = 0;
  }
  t.is(read, 0);
  close(t, losses[0], losses[1]);
});

test('`dynamic` is part of the configuration', (t) => {
  const layer = new Counting({ dynamic: true });
  t.true(new Counting(layer.getConfig()).dynamic);
  t.false('dynamic' in tf.layers.dense({ units: 1 }).getConfig());
});
