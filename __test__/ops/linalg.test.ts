// Linear algebra, norms and einsum: values, gradients against slopes, traced as eager, bad input.
import test from 'ava';
import * as tf from '../../index.js';

type Fn = (x: tf.Tensor) => tf.Tensor;

const near = (a: tf.Tensor, b: tf.Tensor, tolerance = 1e-4) =>
  a.sub(b).abs().max().dataSync()[0] <= tolerance;

/** A positive definite matrix for each of a batch. */
const spd = () =>
  tf.tensor([
    [
      [4, 1, 0.5],
      [1, 3, -0.2],
      [0.5, -0.2, 2],
    ],
    [
      [2, 0, 0.3],
      [0, 1, 0],
      [0.3, 0, 5],
    ],
  ]);

const functions: Record<string, [Fn, () => tf.Tensor]> = {
  cholesky: [tf.linalg.cholesky, spd],
  inv: [tf.linalg.inv, spd],
  det: [tf.linalg.det, spd],
  solve: [(x) => tf.linalg.solve(x, tf.ones([2, 3, 2])), spd],
  'solve, transposed': [(x) => tf.linalg.solve(x, tf.ones([2, 3, 2]), true), spd],
  triangularSolve: [(x) => tf.linalg.triangularSolve(x, tf.ones([3, 1])), spd],
  'the q of qr': [(x) => tf.linalg.qr(x)[0], spd],
  'the r of qr': [(x) => tf.linalg.qr(x)[1], spd],
  gramSchmidt: [(x) => tf.linalg.gramSchmidt(x.at(0)), spd],
  bandPart: [(x) => tf.linalg.bandPart(x, 1, 0), spd],
  diagPart: [tf.linalg.diagPart, spd],
  trace: [tf.linalg.trace, spd],
  norm: [(x) => tf.norm(x, 'euclidean', 1), spd],
  'the 1-norm of matrices': [(x) => tf.norm(x, 1, [1, 2]), spd],
  clipByNorm: [(x) => tf.clipByNorm(x, 2), spd],
  std: [(x) => tf.std(x, 1), spd],
  einsum: [(x) => tf.einsum('bij,bkj,i->kb', x, x, tf.tensor([1, 2, 3])), spd],
  tensordot: [
    (x) =>
      tf.tensordot(x, tf.ones([3, 2, 2]), [
        [2, 0],
        [0, 1],
      ]),
    spd,
  ],
  diag: [(x) => tf.diag(x.at(0, 1)), spd],
};

for (const [name, [f, make]] of Object.entries(functions)) {
  test(`${name}: traced as eager, and its gradient is its slope`, (t) => {
    const x = tf.cast(make(), 'float64');
    const y = f(x);
    t.true(near(tf.compile(f as (x: tf.Tensor) => tf.Tensor)(x), y, 1e-12));
    const weights = tf.cast(tf.reshape(tf.linspace(-1, 1, y.size), y.shape), 'float64');
    const loss: Fn = (v) => f(v).mul(weights).sum();
    const direction = tf.cast(tf.reshape(tf.linspace(0.3, -0.7, x.size), x.shape), 'float64');
    const along = (h: number) => loss(x.add(direction.mul(h))).dataSync()[0];
    const slope = (along(1e-5) - along(-1e-5)) / 2e-5;
    const found = tf.grad(loss)(x).mul(direction).sum().dataSync()[0];
    t.true(Math.abs(found - slope) <= 1e-5 * Math.max(1, Math.abs(slope)), `${found} and ${slope}`);
  });
}

test('factors and solutions are what they say', (t) => {
  const a = spd();
  const l = tf.linalg.cholesky(a);
  t.true(near(l.matMul(l, false, true), a));
  t.true(near(tf.linalg.inv(a).matMul(a), tf.eye(3)));
  const [q, r] = tf.linalg.qr(a);
  t.true(near(q.matMul(r), a));
  t.true(near(q.matMul(q, true), tf.eye(3)));
  const full = tf.linalg.qr(tf.ones([4, 2]), true);
  t.deepEqual(
    full.map((x) => x.shape),
    [
      [4, 4],
      [4, 2],
    ],
  );
});

test('the gradient of a norm at 0 is 0', (t) => {
  t.deepEqual(
    tf
      .grad((x) => tf.norm(x))(tf.zeros([2]))
      .arraySync(),
    [0, 0],
  );
});

test('what has no solution, and shapes that do not fit, are errors', (t) => {
  const { ValueError, ShapeError, ConfigError } = tf.errors;
  t.throws(() => tf.linalg.inv(tf.ones([2, 2])), { instanceOf: ValueError });
  t.throws(() => tf.linalg.cholesky(tf.tensor([[-1]])), { instanceOf: ValueError });
  t.throws(() => tf.linalg.solve(tf.ones([2, 3]), tf.ones([2, 1])), { instanceOf: ShapeError });
  t.throws(() => tf.linalg.trace(tf.ones([2])), { instanceOf: ShapeError });
  t.throws(() => tf.norm(tf.ones([2]), 3), { instanceOf: ConfigError });
  t.throws(() => tf.einsum('ij,jk', tf.ones([2, 2]), tf.ones([2, 2])), { instanceOf: ConfigError });
  t.throws(() => tf.einsum('ij,jk->ik', tf.ones([2, 2]), tf.ones([3, 2])), {
    instanceOf: ShapeError,
  });
});

test('an ellipsis of einsum stands for axes that broadcast', (t) => {
  const a = tf.reshape(tf.range(0, 12), [2, 3, 2]);
  const b = tf.reshape(tf.range(0, 4), [1, 2, 2]);
  t.true(near(tf.einsum('...ij,...jk->...ik', a, b), a.matMul(b), 0));
});

test('products of integers are integers', (t) => {
  const a = tf.tensor2d(
    [
      [1, 2],
      [3, 4],
    ],
    [2, 2],
    'int32',
  );
  t.is(tf.matMul(a, a).dtype, 'int32');
  t.deepEqual(tf.matMul(a, a).arraySync(), [
    [7, 10],
    [15, 22],
  ]);
});
