// Options and arguments of the wrong kind: each is a typed error when it is given, not a TypeError later.
import test from 'ava';
import * as tf from '../index.js';

/** What JavaScript lets through. */
// biome-ignore lint/suspicious/noExplicitAny: that is what is tested
const { layers, callbacks, ...rest } = tf as any;
const small = () => rest.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
class Weighted extends tf.layers.Layer {
  override build() {
    // biome-ignore lint/suspicious/noExplicitAny: that is what is tested
    (this as any).addWeight({ name: 'w', shape: [3] });
  }
}

const cases: Record<string, () => unknown> = {
  'model.setWeights()': () => small().setWeights(),
  'layer.setWeights()': () => small().layers[0].setWeights(),
  'tf.model()': () => rest.model(),
  'tf.input()': () => rest.input(),
  'tf.input of fractions': () => rest.input({ shape: [1.5, -2] }),
  'tf.input of letters': () => rest.input({ shape: 'abc' }),
  'inputShape: 3': () => layers.dense({ units: 2, inputShape: 3 }),
  'batchInputShape of letters': () => layers.dense({ units: 2, batchInputShape: ['a', 2] }),
  'units: null': () => layers.lstm({ units: null }),
  "rate: '0.5'": () => layers.dropout({ rate: '0.5' }),
  "useBias: 'false'": () => layers.dense({ units: 2, useBias: 'false' }),
  "maskValue: 'x'": () => layers.masking({ maskValue: 'x' }),
  'activation: 3': () => layers.dense({ units: 2, activation: 3 }),
  'targetShape of letters': () => layers.reshape({ targetShape: [3, 'a'] }),
  'targetShape of two unknowns': () => layers.reshape({ targetShape: [-1, -1] }),
  'repeatVector of -1': () => layers.repeatVector({ n: -1 }),
  'cell: []': () => layers.rnn({ cell: [] }),
  'cell: {}': () => layers.rnn({ cell: {} }),
  'cell: [dense]': () => layers.rnn({ cell: [layers.dense({ units: 2 })] }),
  'addWeight of an object': () => new Weighted().apply(tf.ones([2, 3])),
  'sequential({layers: 3})': () => rest.sequential({ layers: 3 }),
  'summary of -5 columns': () => small().summary(-5, undefined, () => {}),
  'csvLogger()': () => callbacks.csvLogger(),
  'earlyStopping(3)': () => callbacks.earlyStopping(3),
  "patience: 'x'": () => callbacks.earlyStopping({ patience: 'x' }),
  "factor: '0.1'": () => callbacks.reduceLROnPlateau({ factor: '0.1' }),
  'tf.compile()': () => rest.compile(),
};

for (const [what, give] of Object.entries(cases)) {
  test(what, (t) => {
    const error = t.throws(give, { any: true });
    t.true(error instanceof tf.errors.CortenError, String(error));
  });
}

test('an optimizer names itself in its errors as it is made', (t) => {
  t.throws(() => tf.train.sgd(-1), { message: /^sgd\.learningRate/ });
});
