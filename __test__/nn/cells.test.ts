// TensorFlow 1's cells: steps, variables, states, and what they refuse; their values are in the golden family tf1_rnn.
import test from 'ava';
import * as tf from '../../index.js';

const { nn } = tf;
const shapes = (cell: tf.nn.RNNCell) => cell.weights.map(({ shape }) => shape);
const names = (cell: tf.nn.RNNCell) => cell.weights.map(({ name }) => name);

test.beforeEach(() => tf.utils.clearSession());

test('a step of BasicLSTMCell is tf.basicLSTMCell', (t) => {
  const cell = new nn.BasicLSTMCell(3, { forgetBias: 0.5 });
  const x = tf.randomNormal([2, 4]);
  const state = { c: tf.randomNormal([2, 3]), h: tf.randomNormal([2, 3]) };
  const [output, next] = cell.apply(x, state);
  const [c, h] = tf.basicLSTMCell(0.5, cell.kernel, cell.bias, x, state.c, state.h);
  t.deepEqual([next.c.arraySync(), next.h.arraySync()], [c.arraySync(), h.arraySync()]);
  t.deepEqual(output.arraySync(), h.arraySync());
  t.deepEqual(shapes(cell), [[7, 12], [12]]);
  t.deepEqual(names(cell), ['basic_lstm_cell/kernel', 'basic_lstm_cell/bias']);
});

test('an LSTM state is {c, h}, [0] and [1], and a pair to destructure', (t) => {
  const state = new nn.BasicLSTMCell(3).zeroState(2, 'float32');
  const [c, h] = state;
  t.is(state.c, c);
  t.is(state[0], c);
  t.is(state.h, h);
  t.is(state[1], h);
  t.deepEqual(c.shape, [2, 3]);
  t.deepEqual(Object.keys(state), ['c', 'h']);
});

test('the variables of the other cells, and where they start', (t) => {
  const gru = new nn.GRUCell(3);
  gru.apply(tf.zeros([1, 4]), gru.zeroState(1));
  t.deepEqual(names(gru), [
    'gru_cell/gates/kernel',
    'gru_cell/gates/bias',
    'gru_cell/candidate/kernel',
    'gru_cell/candidate/bias',
  ]);
  t.deepEqual(shapes(gru), [[7, 6], [6], [7, 3], [3]]);
  t.deepEqual(gru.gateBias.arraySync(), [1, 1, 1, 1, 1, 1]);
  t.deepEqual(gru.candidateBias.arraySync(), [0, 0, 0]);

  const lstm = new nn.LSTMCell(3, { usePeepholes: true, numProj: 2, initializer: 'ones' });
  lstm.apply(tf.zeros([1, 4]), lstm.zeroState(1));
  t.deepEqual(shapes(lstm), [[6, 12], [12], [3], [3], [3], [3, 2]]);
  t.deepEqual(lstm.projection?.arraySync(), [
    [1, 1],
    [1, 1],
    [1, 1],
  ]);

  const stack = new nn.MultiRNNCell([new nn.BasicRNNCell(3), new nn.BasicRNNCell(2)]);
  stack.apply(tf.zeros([1, 4]), stack.zeroState(1));
  t.deepEqual(names(stack).slice(0, 3), [
    'multi_rnn_cell/cell_0/basic_rnn_cell/kernel',
    'multi_rnn_cell/cell_0/basic_rnn_cell/bias',
    'multi_rnn_cell/cell_1/basic_rnn_cell/kernel',
  ]);
  t.deepEqual(shapes(stack), [[7, 3], [3], [5, 2], [2]]);
});

test('cells that are not trainable are left alone', (t) => {
  const cell = new nn.BasicRNNCell(2, { trainable: false });
  cell.apply(tf.zeros([1, 2]), cell.zeroState(1));
  t.false(cell.kernel.trainable);
  t.deepEqual(cell.trainableWeights, []);
});

test('options that there are not, and values that make no sense', (t) => {
  t.throws(() => new nn.BasicLSTMCell(3, { forgetBais: 1 } as object), {
    instanceOf: tf.errors.ConfigError,
    message: /Did you mean "forgetBias"/,
  });
  t.throws(() => new nn.GRUCell(0), { instanceOf: tf.errors.ConfigError });
  t.throws(() => new nn.LSTMCell(2, { stateIsTuple: false } as object), {
    instanceOf: tf.errors.ConfigError,
    message: /concat/,
  });
  t.throws(() => new nn.MultiRNNCell([]), { instanceOf: tf.errors.ConfigError });
});

test('a state of another structure or batch is a ShapeError that shows both', (t) => {
  const cell = new nn.BasicLSTMCell(3);
  const x = tf.zeros([2, 4]);
  const message =
    /expected a state {c: \[2, 3\], h: \[2, 3\]}, received {c: \[1, 3\], h: \[1, 3\]}/;
  t.throws(() => cell.apply(x, cell.zeroState(1)), { instanceOf: tf.errors.ShapeError, message });
  t.throws(() => cell.apply(x, tf.zeros([2, 3])), { instanceOf: tf.errors.ShapeError });
  const stack = new nn.MultiRNNCell([cell, new nn.GRUCell(2)]);
  t.throws(() => stack.apply(x, [cell.zeroState(2)]), { instanceOf: tf.errors.ShapeError });
});

test('cells in float64', (t) => {
  const cell = new nn.GRUCell(2, { dtype: 'float64' });
  const { outputs } = nn.dynamicRNN(cell, tf.ones([1, 2, 3]), { dtype: 'float64' });
  t.is(outputs.dtype, 'float64');
});
