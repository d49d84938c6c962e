// Fourier transforms and frames of signals: values, gradients, and the same in a trace.
import test from 'ava';
import * as tf from '../../index.js';

const close = (t: import('ava').ExecutionContext, x: tf.Tensor, expected: number[], by = 1e-4) => {
  const values = [...x.dataSync()];
  t.is(values.length, expected.length);
  values.forEach((value, i) => void t.true(Math.abs(value - expected[i]) < by, `${values}`));
};

test('a transform of any length, its inverse, and the halves of real signals', (t) => {
  const z = tf.complex([1, 2, 3], [0, -1, 1]);
  const root = Math.sqrt(3) / 2;
  close(t, tf.spectral.fft(z), [6, 0, -1.5 - 2 * root, 1 * root, -1.5 + 2 * root, -1 * root]);
  close(t, tf.spectral.ifft(tf.spectral.fft(z)), [1, 0, 2, -1, 3, 1]);
  const x = tf.tensor([
    [1, -2, 3, 4],
    [0, 1, 0, 0],
  ]);
  const half = tf.spectral.rfft(x);
  t.deepEqual([half.dtype, half.shape], ['complex64', [2, 3]]);
  close(t, tf.spectral.irfft(half), [...x.dataSync()]);
  close(t, tf.compile((y: tf.Tensor) => tf.spectral.irfft(tf.spectral.rfft(y)))(x), [
    ...x.dataSync(),
  ]);
  t.throws(() => tf.spectral.fft([1, 2]), { instanceOf: tf.errors.DTypeError });
});

test("the power of a spectrum is n times a signal's, and so is its gradient", (t) => {
  const x = tf.tensor([1, -2, 3, 4, 0.5]);
  const power = (y: tf.Tensor) =>
    tf.sum(tf.square(tf.abs(tf.spectral.fft(tf.complex(y, tf.zerosLike(y))))));
  close(t, power(x), [5 * (1 + 4 + 9 + 16 + 0.25)], 1e-3);
  close(t, tf.grad(power)(x), [10, -20, 30, 40, 5], 1e-3);
});

test('frames overlap, and are filled at the end if asked to be', (t) => {
  const x = tf.tensor([1, 2, 3, 4, 5]);
  t.deepEqual(tf.signal.frame(x, 2, 2).arraySync(), [
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual(tf.signal.frame(x, 3, 2, true, 9).arraySync(), [
    [1, 2, 3],
    [3, 4, 5],
    [5, 9, 9],
  ]);
  t.deepEqual(tf.signal.frame(x, 6, 1).shape, [0, 6]);
  t.deepEqual(tf.signal.stft(tf.ones([16]), 4, 2).shape, [7, 3]);
  close(t, tf.signal.hannWindow(4), [0, 0.5, 1, 0.5]);
  close(t, tf.signal.hannWindow(3), [0, 1, 0]);
});
