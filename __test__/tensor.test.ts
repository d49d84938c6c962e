// Eager tensors: values, views, printing, errors, and the bookkeeping of memory.
import { inspect } from 'node:util';
import vm from 'node:vm';
import test from 'ava';
import * as tf from '../index.js';
import { uncounted } from '../src/memory.js';

test('values, shape and dtype follow from what a tensor is made of', (t) => {
  const x = tf.tensor([
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual([x.shape, x.dtype, x.size, x.rank], [[2, 2], 'float32', 4, 2]);
  t.deepEqual(x.arraySync(), [
    [1, 2],
    [3, 4],
  ]);
  t.is(tf.tensor([true, false]).dtype, 'bool');
  t.is(tf.tensor(new Uint8Array(4), [2, 2]).dtype, 'uint8');
  t.deepEqual(tf.tensor2d([1, 2, 3, 4], [2, -1]).shape, [2, 2]);
  t.deepEqual(tf.tensor([1.7, -1.7], undefined, 'int32').arraySync(), [1, -1]);
  t.is(tf.scalar(3).arraySync(), 3);
});

test('a tensor does not change with the array that it was made of', (t) => {
  const values = new Float32Array([1, 2]);
  const x = tf.tensor(values);
  values[0] = 9;
  t.deepEqual(x.arraySync(), [1, 2]);
});

test('ragged arrays, wrong sizes and wrong ranks say so', (t) => {
  t.throws(() => tf.tensor([[1, 2], [3]]), { instanceOf: tf.errors.ShapeError });
  t.throws(() => tf.tensor([1, 2, 3], [2, 2]), { instanceOf: tf.errors.ShapeError });
  t.throws(() => tf.tensor2d([1, 2, 3]), { instanceOf: tf.errors.ShapeError });
  t.throws(() => tf.tensor(['a', 1] as never), { instanceOf: tf.errors.DTypeError });
});

test('strings are moved, compared and printed, and refused by arithmetic', (t) => {
  const x = tf.tensor([
    ['a', 'bb'],
    ['ccc', 'ü'],
  ]);
  t.deepEqual([x.dtype, x.shape], ['string', [2, 2]]);
  t.deepEqual(x.transpose().arraySync(), [
    ['a', 'ccc'],
    ['bb', 'ü'],
  ]);
  t.deepEqual(
    tf
      .concat([x, x.slice([1, 0], [1, 2])])
      .dataSync<'string'>()
      .slice(4),
    ['ccc', 'ü'],
  );
  t.deepEqual(x.equal(tf.scalar('bb')).arraySync(), [
    [0, 1],
    [0, 0],
  ]);
  t.is(inspect(x.at(1)), "Tensor(string, [2]) ['ccc', 'ü']");
  t.throws(() => x.add(x), { instanceOf: tf.errors.DTypeError, message: /must be numeric tensor/ });
  t.throws(() => x.cast('float32'), { instanceOf: tf.errors.DTypeError });
});

test('complex numbers are pairs of floats, in eager ops, plans and gradients', (t) => {
  const z = tf.complex([3, 0], [4, -1]);
  t.deepEqual([...z.mul(z).dataSync()], [-7, 24, -1, -0]);
  t.deepEqual([...tf.abs(z).dataSync()], [5, 1]);
  t.deepEqual([...tf.div(z, z).dataSync()], [1, 0, 1, 0]);
  t.deepEqual([...z.reverse().dataSync()], [0, -1, 3, 4]);
  t.deepEqual([...tf.add(z, 1).dataSync()], [4, 4, 1, -1]);
  const traced = tf.compile((x: tf.Tensor) => [
    tf.real(x.mul(x)),
    tf.concat([x, x]).slice([1], [2]),
  ]);
  const [real, moved] = traced(z);
  t.deepEqual([...real.dataSync()], [-7, -1]);
  t.deepEqual([...moved.dataSync()], [0, -1, 3, 4]);
  const gradient = tf.grad((x: tf.Tensor) => tf.square(tf.abs(x)))(z);
  t.is(gradient.dtype, 'complex64');
  t.deepEqual(
    [...gradient.dataSync()].map((x) => Math.round(x)),
    [6, 8, 0, -2],
  );
});

test('a buffer is filled and made a tensor', (t) => {
  const b = tf.buffer([2, 2]);
  b.set(3, 0, 1);
  t.is(b.get(0, 1), 3);
  const x = b.toTensor();
  b.set(4, 0, 1);
  t.deepEqual(x.arraySync(), [
    [0, 3],
    [0, 0],
  ]);
  t.throws(() => b.get(0, 2), { instanceOf: tf.errors.ValueError });
  t.deepEqual(b.indexToLoc(3), [1, 1]);
});

test('rows are views that clamp, slices throw past the end', (t) => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const rows = x.rows(1, 9);
  t.deepEqual(rows.arraySync(), [
    [3, 4],
    [5, 6],
  ]);
  t.is(rows.dataSync().buffer, x.dataSync().buffer);
  t.deepEqual(x.rows(-1).arraySync(), [[5, 6]]);
  t.deepEqual(x.slice([1, 1], [2, 1]).arraySync(), [[4], [6]]);
  const error = t.throws(() => x.slice([2], [2]), { instanceOf: tf.errors.ShapeError });
  t.regex(error?.message ?? '', /begin \[2, 0\], size \[2, 2\]/);
  t.is(x.at(1, -1).arraySync(), 4);
  t.throws(() => x.at(3), { instanceOf: tf.errors.ShapeError });
  t.deepEqual(
    [...x].map((row) => row.arraySync()),
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  );
});

test('printing shows shape, dtype and values', (t) => {
  t.is(inspect(tf.tensor([1.5, 2])), 'Tensor(float32, [2]) [1.5, 2]');
  t.is(inspect(tf.tensor([[1], [20]])), 'Tensor(float32, [2, 1])\n[[1],\n [20]]');
  t.is(inspect(tf.scalar(true)), 'Tensor(bool, []) true');
  t.is(tf.range(0, 100).toString(), 'Tensor\n    [0, 1, 2, ..., 97, 98, 99]');
  t.is(tf.zeros([0, 3]).toString(), 'Tensor\n     []');
  t.deepEqual(tf.concat([tf.zeros([0, 2]), tf.zeros([0, 2])]).shape, [0, 2]);
  t.deepEqual(tf.gather(tf.zeros([3, 0]), [1]).shape, [1, 0]);
});

test('a disposed tensor can not be read, and disposing twice is nothing', (t) => {
  const x = tf.tensor([1]);
  x.dispose();
  x.dispose();
  t.true(x.isDisposed);
  t.throws(() => x.dataSync(), { instanceOf: tf.errors.DisposedError });
});

test.serial(
  'numTensors counts created minus disposed, and tidy disposes what is not returned or kept',
  (t) => {
    const before = tf.memory().numTensors;
    let kept: tf.Tensor | undefined;
    const y = tf.tidy(() => {
      const a = tf.tensor([1, 2]);
      kept = tf.keep(a.add(1));
      tf.variable(a);
      return a.mul(2);
    });
    // The result, the kept one and the variable.
    t.is(tf.memory().numTensors - before, 3);
    t.deepEqual(y.arraySync(), [2, 4]);
    t.deepEqual(kept?.arraySync(), [2, 3]);
    tf.dispose([y, { kept }]);
    t.is(tf.memory().numTensors - before, 1);
  },
);

test.serial('what an op or a layer makes on the way is not counted', (t) => {
  const x = tf.tensor([[1, 2]]);
  const made = (fn: () => unknown) => {
    const before = tf.memory().numTensors;
    fn();
    return tf.memory().numTensors - before;
  };
  t.is(
    made(() => x.add(1)),
    1,
  );
  t.is(
    made(() => tf.add([1, 2], x.cast('int32'))),
    2,
  );
  t.is(
    made(() => tf.stack([x, x])),
    1,
  );
  t.is(
    made(() => tf.moments(x)),
    2,
  );
  t.is(
    made(() => tf.randomUniform([2], 1, 3)),
    1,
  );
  // Kernel and bias.
  const dense = tf.layers.dense(3);
  t.is(
    made(() => dense.ensureBuilt([[null, 2]])),
    2,
  );
});

test('dtypes combine as documented', (t) => {
  const dtype = (a: tf.DType, b: tf.DType) => tf.add(tf.zeros([1], a), tf.zeros([1], b)).dtype;
  t.is(dtype('uint8', 'uint8'), 'float32');
  t.is(dtype('int32', 'int32'), 'int32');
  t.is(dtype('bool', 'bool'), 'int32');
  t.is(dtype('int32', 'float32'), 'float32');
  t.is(dtype('float32', 'float64'), 'float64');
  t.is(tf.tensor([7], [1], 'int32').div(2).arraySync()[0], 3);
  t.is(tf.tensor([7], [1], 'uint8').div(2).arraySync()[0], 3.5);
  t.is(tf.tensor([1, 2], [2], 'int32').mean().arraySync(), 1.5);
  t.is(tf.tensor([true, true]).sum().dtype, 'int32');
  t.is(tf.tensor([3], [1], 'int32').add(0.5).arraySync()[0], 3.5);
});

test('disposing what was made uncounted leaves the counts as they were', (t) => {
  const before = tf.memory();
  const x = uncounted(() => tf.ones([3]));
  t.deepEqual(tf.memory(), before);
  x.dispose();
  t.deepEqual(tf.memory(), before);
});

test('typed arrays of every kind become tensors of a dtype that holds their values, and are copied', (t) => {
  const kinds: [ArrayBufferView, string, (number | bigint)[]][] = [
    [Int8Array.of(-1, 2), 'int32', [-1, 2]],
    [Int16Array.of(-300, 2), 'int32', [-300, 2]],
    [Uint16Array.of(65535, 2), 'int32', [65535, 2]],
    [Uint32Array.of(4294967295, 2), 'int64', [4294967295n, 2n]],
    [BigUint64Array.of(1n, 2n), 'int64', [1n, 2n]],
    [Uint8ClampedArray.of(255, 2), 'uint8', [255, 2]],
    [Buffer.from([7, 8]), 'uint8', [7, 8]],
    [vm.runInNewContext('Int32Array.of(5, 6)'), 'int32', [5, 6]],
    [vm.runInNewContext('Float32Array.of(0.5, 6)'), 'float32', [0.5, 6]],
  ];
  for (const [array, dtype, values] of kinds) {
    const tensor = tf.tensor(array as Float32Array);
    t.is(tensor.dtype, dtype as tf.DType);
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).fill(9);
    t.deepEqual([...(tensor.dataSync() as Iterable<number | bigint>)], values);
  }
  t.deepEqual([...tf.tensor(Int16Array.of(1, 2) as never, [2], 'float32').dataSync()], [1, 2]);
});
