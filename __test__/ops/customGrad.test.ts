// tf.customGrad and tf.stopGradient: first and second gradients, eager and traced, and what is refused.
import test from 'ava';
import * as tf from '../../index.js';

const square = tf.customGrad((x: tf.Tensor, save: (tensors: tf.Tensor[]) => void) => {
  save([x]);
  return { value: x.square(), gradFunc: (dy, [saved]) => dy.mul(saved.abs()) };
});

test('the gradient is the one given, of whatever surrounds it', (t) => {
  const x = tf.tensor([-1, -2, 3]);
  t.deepEqual(square(x).arraySync(), [1, 4, 9]);
  t.deepEqual(
    tf
      .grad((y) => square(y))(x)
      .arraySync(),
    [1, 2, 3],
  );
  t.deepEqual(
    tf
      .grad((y) => square(y.mul(2)).mul(10))(x)
      .arraySync(),
    [40, 80, 120],
  );
  t.deepEqual(
    tf
      .grad((y) => square(square(y)))(x)
      .arraySync(),
    [1, 8, 27],
  );
});

test('second gradients differentiate the gradient that was given', (t) => {
  const second = tf.grad(tf.grad((y) => square(y)));
  t.deepEqual(second(tf.tensor([2, -3])).arraySync(), [1, -1]);
});

test('a traced function takes it too', (t) => {
  const gradient = tf.compile((x: tf.Tensor) => tf.grad((y) => square(y))(x));
  t.deepEqual(gradient(tf.tensor([-1, 3])).arraySync(), [1, 3]);
});

test('what f or gradFunc must return', (t) => {
  const x = tf.scalar(1);
  t.throws(() => tf.customGrad(() => ({}) as never)(x), { message: /`obj.value` is a tensor/ });
  const none = tf.customGrad((y: tf.Tensor) => ({ value: y, gradFunc: () => [] }));
  t.throws(() => tf.grad((y) => none(y))(x), { message: /the same number of tensors/ });
  const wide = tf.customGrad((y: tf.Tensor) => ({ value: y, gradFunc: () => tf.zeros([2]) }));
  t.throws(() => tf.grad((y) => wide(y))(x), { message: /the input's shape/ });
});

test('stopGradient is the identity, and a constant', (t) => {
  const g = tf.grad((x) => x.mul(tf.stopGradient(x)));
  t.deepEqual(g(tf.tensor([2, 3])).arraySync(), [2, 3]);
});
