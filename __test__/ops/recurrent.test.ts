// tfjs's basicLSTMCell and multiRNNCell.
import test from 'ava';
import * as tf from '../../index.js';
import { closeTo } from '../nn/closeTo.js';

const weights = (inputs: number, units: number) =>
  [tf.randomNormal([inputs + units, 4 * units]), tf.randomNormal([4 * units])] as const;

test('a stack of LSTMs is one after the other', (t) => {
  const [k1, b1] = weights(2, 3);
  const [k2, b2] = weights(3, 3);
  const data = tf.randomNormal([1, 2]);
  const [c, h] = [0, 1].map(() => [tf.randomNormal([1, 3]), tf.randomNormal([1, 3])]);
  const first: tf.LSTMCellFunc = (x, c, h) => tf.basicLSTMCell(1, k1, b1, x, c, h);
  const second: tf.LSTMCellFunc = (x, c, h) => tf.basicLSTMCell(1, k2, b2, x, c, h);
  const [newC, newH] = tf.multiRNNCell([first, second], data, c, h);
  const [c1, h1] = first(data, c[0], h[0]);
  const [c2, h2] = second(h1, c[1], h[1]);
  [c1, c2, h1, h2].forEach((expected, i) => {
    closeTo(t, [...newC, ...newH][i], expected);
  });
});
