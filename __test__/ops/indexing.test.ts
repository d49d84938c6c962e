// Indexing, order, counting, arranging, loops: values, gradients, traced as eager, bad input.
import test from 'ava';
import * as tf from '../../index.js';

const x = () =>
  tf.tensor([
    [3, 1, 2, 1],
    [0, -1, 5, 4],
  ]);

/** Each: the function, its value at x, and the gradient of its sum. */
const functions: Record<string, [(x: tf.Tensor) => tf.Tensor, unknown, unknown?]> = {
  sort: [
    (a) => tf.sort(a),
    [
      [1, 1, 2, 3],
      [-1, 0, 4, 5],
    ],
    [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ],
  ],
  'argsort, descending': [
    (a) => tf.argsort(a, 1, 'descending'),
    [
      [0, 2, 1, 3],
      [2, 3, 0, 1],
    ],
  ],
  topk: [
    (a) => tf.topk(a, 2).values,
    [
      [3, 2],
      [5, 4],
    ],
    [
      [1, 0, 1, 0],
      [0, 0, 1, 1],
    ],
  ],
  inTopK: [(a) => tf.inTopK(a, [2, 1], 2), [1, 0]],
  searchSorted: [
    (a) =>
      tf.searchSorted(
        [
          [0, 1, 2],
          [0, 2, 4],
        ],
        a,
      ),
    [
      [3, 1, 2, 1],
      [0, 0, 3, 2],
    ],
  ],
  gatherND: [
    (a) =>
      tf.gatherND(a, [
        [1, 2],
        [1, 2],
      ]),
    [5, 5],
    [
      [0, 0, 0, 0],
      [0, 0, 2, 0],
    ],
  ],
  scatterND: [
    (a) => tf.scatterND([2, 0], a.at(0).slice(0, 2), [3]),
    [1, 0, 3],
    [
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ],
  ],
  tensorScatterUpdate: [
    (a) => tf.tensorScatterUpdate(a, [[0, 1]], [9]),
    [
      [3, 9, 2, 1],
      [0, -1, 5, 4],
    ],
    [
      [1, 0, 1, 1],
      [1, 1, 1, 1],
    ],
  ],
  sparseToDense: [
    (a) => tf.sparseToDense([[0], [2]], a.at(0).slice(0, 2), [3], 7),
    [3, 7, 1],
    [
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ],
  ],
  takeAlongAxis: [
    (a) => tf.takeAlongAxis(a, [[0], [-1]], 1),
    [[3], [4]],
    [
      [1, 0, 0, 0],
      [0, 0, 0, 1],
    ],
  ],
  unsortedSegmentSum: [
    (a) => tf.unsortedSegmentSum(a, [1, -1], 2),
    [
      [0, 0, 0, 0],
      [3, 1, 2, 1],
    ],
    [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ],
  ],
  stridedSlice: [
    (a) => tf.stridedSlice(a, [0, 3], [0, 0], [1, -2], 1, 1),
    [
      [1, 1],
      [4, -1],
    ],
    [
      [0, 1, 0, 1],
      [0, 1, 0, 1],
    ],
  ],
  'a slice with every mask': [
    (a) => tf.stridedSlice(a, [0, 0, 1], [0, 0, 2], [1, 1, 1], 0, 0, 1, 2, 4),
    [[1], [-1]],
    [
      [0, 1, 0, 0],
      [0, 1, 0, 0],
    ],
  ],
  repeat: [
    (a) => tf.repeat(a, [2, 0], 0),
    [
      [3, 1, 2, 1],
      [3, 1, 2, 1],
    ],
    [
      [2, 2, 2, 2],
      [0, 0, 0, 0],
    ],
  ],
  roll: [
    (a) => tf.roll(a, [1, -1], [0, 1]),
    [
      [-1, 5, 4, 0],
      [1, 2, 1, 3],
    ],
    [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ],
  ],
  reverseSequence: [
    (a) => tf.reverseSequence(a, [2, 3], 1),
    [
      [1, 3, 2, 1],
      [5, -1, 0, 4],
    ],
    [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ],
  ],
  meshgrid: [
    (a) => tf.meshgrid(a.at(0).slice(0, 2), [1, 2, 3])[0],
    [
      [3, 1],
      [3, 1],
      [3, 1],
    ],
    [
      [3, 3, 0, 0],
      [0, 0, 0, 0],
    ],
  ],
  'bincount, weighted': [
    (a) => tf.bincount([0, 2, 2, 9], a.at(0), 3),
    [3, 0, 3],
    [
      [1, 1, 1, 0],
      [0, 0, 0, 0],
    ],
  ],
  'stopGradient beside what it stops': [
    (a) => a.mul(tf.stopGradient(a)),
    [
      [9, 1, 4, 1],
      [0, 1, 25, 16],
    ],
    [
      [3, 1, 2, 1],
      [0, -1, 5, 4],
    ],
  ],
  scan: [
    (a) => tf.scan((c, s) => [c.add(s), c.mul(s)], tf.ones([4]), a)[1],
    [
      [3, 1, 2, 1],
      [0, -2, 15, 8],
    ],
    [
      [1, 0, 6, 5],
      [4, 2, 3, 2],
    ],
  ],
  'scan, backwards': [
    (a) => tf.scan((c, s) => [c.add(s), c], tf.zeros([4]), a, { reverse: true })[1],
    [
      [0, -1, 5, 4],
      [0, 0, 0, 0],
    ],
    [
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ],
  ],
};

for (const [name, [f, value, gradient]] of Object.entries(functions)) {
  test(`${name}: its value, traced as eager, its gradient`, (t) => {
    t.deepEqual(f(x()).arraySync(), value);
    t.deepEqual(tf.compile(f)(x()).arraySync(), value);
    if (gradient)
      t.deepEqual(
        tf
          .grad((a) => f(a).sum())(x())
          .arraySync(),
        gradient,
      );
  });
}

test('bits, masks of lengths, shapes', (t) => {
  const [a, b] = [tf.tensor1d([6, 5], 'int32'), tf.tensor1d([3, 3], 'int32')];
  t.deepEqual(
    [tf.bitwiseAnd(a, b), tf.bitwiseOr(a, b), tf.bitwiseXor(a, b)].map((y) => y.arraySync()),
    [
      [2, 1],
      [7, 7],
      [5, 6],
    ],
  );
  t.deepEqual(tf.sequenceMask([1, 3]).arraySync(), [
    [1, 0, 0],
    [1, 1, 1],
  ]);
  t.deepEqual(tf.broadcastArgs([2, 1], [3]).arraySync(), [2, 3]);
  t.throws(() => tf.ensureShape(a, [null, 2]), { instanceOf: tf.errors.ShapeError });
});

test('indices are whole numbers inside', (t) => {
  const { DTypeError, ValueError, ShapeError } = tf.errors;
  t.throws(() => tf.gather(x(), tf.tensor1d([0])), { instanceOf: DTypeError });
  t.throws(() => tf.gather(x(), [0.5]), { instanceOf: ValueError });
  t.throws(() => tf.gather(x(), [2]), { instanceOf: ValueError, message: /2 is not in \[0, 1\]/ });
  t.throws(() => tf.gatherND(x(), [[0, 4]]), { instanceOf: ValueError });
  t.throws(() => tf.scatterND([0], [[1, 2]], [3]), { instanceOf: ShapeError });
  t.throws(() => tf.topk(x(), 5), { instanceOf: ValueError });
  t.throws(() => tf.stridedSlice(x(), [0], [1], [0]), { instanceOf: ValueError });
});
