// dynamicRNN, staticRNN, bidirectionalDynamicRNN: their results' shape, training, tracing, and what they refuse.
import test from 'ava';
import * as tf from '../../index.js';
import { closeTo } from './closeTo.js';

const { nn } = tf;

/** Exponential smoothing: a cell that no op of the engine knows. */
class Smoothing extends nn.RNNCell<tf.Tensor> {
  readonly stateSize = 3;
  readonly outputSize = 3;
  share!: tf.Variable;

  override build(): void {
    this.share = this.addVariable('share', [3], 'ones');
  }

  override call(inputs: tf.Tensor, state: tf.Tensor): [tf.Tensor, tf.Tensor] {
    const next = inputs.mul(this.share).add(state).div(2);
    return [next, next];
  }
}

const makers: Record<string, () => tf.nn.RNNCell> = {
  'basic RNN': () => new nn.BasicRNNCell(3),
  'basic LSTM': () => new nn.BasicLSTMCell(3),
  'LSTM with all options': () =>
    new nn.LSTMCell(4, { usePeepholes: true, cellClip: 0.3, numProj: 3, projClip: 0.2 }),
  'LSTM with an activation that the op has not': () =>
    new nn.LSTMCell(3, { activation: 'mish', forgetBias: 0 }),
  GRU: () => new nn.GRUCell(3),
  stack: () => new nn.MultiRNNCell([new nn.GRUCell(4), new nn.BasicLSTMCell(3)]),
  "a user's": () => new Smoothing(),
};

const leaves = (state: unknown): tf.Tensor[] =>
  state instanceof tf.Tensor ? [state] : [...(state as Iterable<unknown>)].flatMap(leaves);

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: a loop is its steps, eagerly and traced, with lengths and without`, (t) => {
    const x = tf.randomNormal([2, 4, 3]);
    const cell = make();
    const lengths = [4, 2];
    const options = { sequenceLength: lengths };
    const { outputs, state } = nn.dynamicRNN(cell, x, options);

    let expected = cell.zeroState(2);
    const steps = tf.unstack(x, 1).map((slice, step) => {
      const [output, next] = cell.apply(slice, expected);
      const counts = tf.tensor(lengths.map((length) => [step < length]));
      const old = leaves(expected);
      const kept = leaves(next).map((value, i) => tf.where(counts, value, old[i]));
      expected = pack(expected, kept);
      return tf.where(counts, output, tf.zerosLike(output));
    });
    closeTo(t, outputs, tf.stack(steps, 1));
    leaves(state).forEach((value, i) => {
      closeTo(t, value, leaves(expected)[i]);
    });

    const traced = tf.compile((input: tf.Tensor, count: tf.Tensor) => {
      const result = nn.dynamicRNN(cell, input, { sequenceLength: count });
      return [result.outputs, ...leaves(result.state)];
    })(x, tf.tensor1d(lengths, 'int32'));
    [outputs, ...leaves(state)].forEach((value, i) => {
      closeTo(t, traced[i], value);
    });

    const timeMajor = nn.dynamicRNN(cell, x.transpose([1, 0, 2]), { ...options, timeMajor: true });
    closeTo(t, timeMajor.outputs, outputs.transpose([1, 0, 2]));
    const list = nn.staticRNN(cell, tf.unstack(x, 1), options);
    closeTo(t, tf.stack(list.outputs, 1), outputs);

    // Backward is forward on the sequences turned round.
    const turned = tf.stack([
      x.at(0).reverse(0),
      tf.concat([x.at(1).rows(0, 2).reverse(0), x.at(1).rows(2, 4)]),
    ]);
    const [, backwards] = nn.bidirectionalDynamicRNN(cell, cell, x, options).outputs;
    const forwards = nn.dynamicRNN(cell, turned, options).outputs;
    closeTo(t, backwards.at(0), forwards.at(0).reverse(0));
    closeTo(t, backwards.at(1).rows(0, 2), forwards.at(1).rows(0, 2).reverse(0));
  });

  test(`${name}: learns eagerly and in a compiled step, alike`, (t) => {
    const x = tf.randomNormal([2, 4, 3]);
    const cell = make();
    nn.dynamicRNN(cell, x);
    const start = cell.getWeights();
    const cost = (input: tf.Tensor) => nn.dynamicRNN(cell, input).outputs.sub(1).square().mean();
    const eager = tf.train.sgd(0.1);
    const costs = [0, 1, 2].map(() => eager.minimize(() => cost(x), true)!.arraySync() as number);
    t.true(costs[2] < costs[0]);
    const after = cell.getWeights();

    cell.setWeights(start);
    const optimizer = tf.train.sgd(0.1);
    const step = tf.compile((input: tf.Tensor) => optimizer.minimize(() => cost(input), true)!);
    costs.forEach((expected) => {
      t.true(Math.abs(step(x).arraySync() - expected) < 1e-5);
    });
    after.forEach((weight, i) => {
      closeTo(t, cell.weights[i], weight);
    });
  });
}

function pack(structure: unknown, flat: tf.Tensor[]): tf.nn.State {
  const next = (part: unknown): tf.nn.State => {
    if (part instanceof tf.Tensor) return flat.shift()!;
    if (part instanceof nn.LSTMState) return new nn.LSTMState(flat.shift()!, flat.shift()!);
    return (part as unknown[]).map(next);
  };
  return next(structure);
}

test('the result is {outputs, state}, [0] and [1], and a pair to destructure', (t) => {
  const cell = new nn.BasicLSTMCell(3);
  const result = nn.dynamicRNN(cell, tf.ones([2, 4, 5]), { initialState: cell.zeroState(2) });
  const [outputs, state] = result;
  t.is(outputs, result.outputs);
  t.is(result[1], state);
  t.deepEqual(outputs.shape, [2, 4, 3]);
  t.deepEqual(state.h.arraySync(), outputs.slice([0, 3], [-1, 1]).squeeze([1]).arraySync());
});

test('a compiled function gives the result and the state as what they are', (t) => {
  const cell = new nn.BasicLSTMCell(3);
  const f = tf.compile((x: tf.Tensor) => nn.dynamicRNN(cell, x));
  const [outputs, { c, h }] = f(tf.ones([2, 4, 5]));
  t.deepEqual(
    [outputs.shape, c.shape, h.shape],
    [
      [2, 4, 3],
      [2, 3],
      [2, 3],
    ],
  );
  t.deepEqual(
    nn.dynamicRNN(cell, tf.ones([2, 1, 5]), { initialState: f(tf.ones([2, 4, 5])).state }).state.c
      .shape,
    [2, 3],
  );
});

test('a cell keeps its variables from loop to loop', (t) => {
  tf.utils.clearSession();
  const cell = new nn.GRUCell(2);
  const x = tf.ones([1, 2, 2]);
  const first = nn.dynamicRNN(cell, x).outputs.arraySync();
  t.deepEqual(nn.dynamicRNN(cell, x).outputs.arraySync(), first);
  t.is(cell.weights.length, 4);
  t.is(cell.weights[0].name, 'rnn/gru_cell/gates/kernel');
});

test('a sequence length must be a vector of length batch_size', (t) => {
  const cell = new nn.BasicLSTMCell(3);
  const x = tf.ones([2, 4, 5]);
  const state = cell.zeroState(2);
  const refused = (sequenceLength: unknown, message: RegExp) => {
    t.throws(() => nn.dynamicRNN(cell, x, { sequenceLength } as object), {
      instanceOf: tf.errors.ShapeError,
      message,
    });
  };
  refused([1, 2, 3], /must be a vector of length batch_size, 2, received \[3\]/);
  refused(tf.ones([2, 2]), /must be a vector of length batch_size, 2, received \[2, 2\]/);
  refused(4, /must be a vector of length batch_size, 2, received \[\]/);
  refused(state, /length batch_size, 2, received a state {c: \[2, 3\], h: \[2, 3\]}.*initialState/);
  // TensorFlow 1's third argument.
  t.throws(() => nn.dynamicRNN(cell, x, state as object), {
    message: /must be a vector of length batch_size, 2, received a state/,
  });
  t.throws(() => nn.dynamicRNN(cell, x, state.h as object), {
    message: /must be a vector of length batch_size, 2, received \[2, 3\]/,
  });
});

test('inputs, states and options that do not fit', (t) => {
  const cell = new nn.BasicLSTMCell(3);
  const x = tf.ones([2, 4, 5]);
  t.throws(() => nn.dynamicRNN(cell, tf.ones([4, 5])), { instanceOf: tf.errors.ShapeError });
  t.throws(() => nn.dynamicRNN(cell, tf.ones([2, 0, 5])), { instanceOf: tf.errors.ShapeError });
  t.throws(() => nn.staticRNN(cell, []), { instanceOf: tf.errors.ShapeError });
  t.throws(() => nn.dynamicRNN(cell, x, { initialState: cell.zeroState(3) }), {
    instanceOf: tf.errors.ShapeError,
    message: /initialState/,
  });
  t.throws(() => nn.dynamicRNN(cell, x, { initialSate: 1 } as object), {
    instanceOf: tf.errors.ConfigError,
    message: /Did you mean "initialState"/,
  });
  t.throws(() => nn.dynamicRNN(tf.layers.lstm(3) as never, x), {
    instanceOf: tf.errors.ConfigError,
  });
  t.throws(() => nn.dynamicRNN(cell, x, { dtype: 'float64' }), {
    instanceOf: tf.errors.DTypeError,
  });
});

test('a loop leaves no tensors but its results', (t) => {
  const cell = new nn.MultiRNNCell([new nn.BasicLSTMCell(3), new Smoothing()]);
  const x = tf.ones([2, 4, 5]);
  nn.dynamicRNN(cell, x);
  const before = tf.memory().numTensors;
  const { outputs, state } = nn.dynamicRNN(cell, x, { sequenceLength: [1, 2] });
  t.is(tf.memory().numTensors, before + 4);
  tf.dispose([outputs, state]);
  t.is(tf.memory().numTensors, before);
});
