// Columns and tables of apache-arrow and nodejs-polars, by stand-ins that have of them what is read.
import test from 'ava';
import * as tf from '../index.js';

/** apache-arrow's Vector: `toArray` gives what is stored, iteration what is meant. */
class Vector {
  readonly type: { toString(): string };
  constructor(
    type: string,
    readonly values: readonly unknown[],
    readonly stored: unknown = values,
  ) {
    this.type = { toString: () => type };
  }
  get length() {
    return this.values.length;
  }
  get nullCount() {
    return this.values.filter((value) => value === null).length;
  }
  toArray() {
    return this.stored;
  }
  [Symbol.iterator]() {
    return this.values[Symbol.iterator]();
  }
}

class Table {
  constructor(readonly columns: readonly unknown[]) {}
  get numRows() {
    return 2;
  }
  get numCols() {
    return this.columns.length;
  }
  getChildAt(i: number) {
    return this.columns[i] ?? null;
  }
}

/** nodejs-polars's Series. */
class Series {
  readonly dtype: { variant: string };
  constructor(
    variant: string,
    readonly values: readonly unknown[],
    readonly typed?: ArrayBufferView,
  ) {
    this.dtype = { variant };
  }
  get length() {
    return this.values.length;
  }
  nullCount() {
    return this.values.filter((value) => value === null).length;
  }
  toArray() {
    return [...this.values];
  }
  toTypedArray() {
    if (!this.typed) throw new Error('not for this type');
    return this.typed;
  }
  [Symbol.iterator]() {
    return this.values[Symbol.iterator]();
  }
}

class DataFrame {
  readonly height = 2;
  constructor(readonly series: readonly Series[]) {}
  getColumns() {
    return [...this.series];
  }
}

const float32 = (...values: number[]) => new Vector('Float32', values, Float32Array.from(values));
const facts = (x: tf.Tensor) => [x.dtype, x.shape, [...x.dataSync()]];

test('a column is a tensor of one axis', (t) => {
  const cases: [tf.TensorLike, unknown[]][] = [
    [float32(1, 2.5), ['float32', [2], [1, 2.5]]],
    [new Vector('Float64', [1], Float64Array.of(1)), ['float64', [1], [1]]],
    [new Vector('Float16', [1.5], Uint16Array.of(0x3e00)), ['float32', [1], [1.5]]],
    [new Vector('Int16', [-1], Int16Array.of(-1)), ['int32', [1], [-1]]],
    [new Vector('Uint32', [7], Uint32Array.of(7)), ['int64', [1], [7n]]],
    [new Vector('Int64', [7n], BigInt64Array.of(7n)), ['int64', [1], [7n]]],
    [new Vector('Bool', [true, false]), ['bool', [2], [1, 0]]],
    [new Vector('Float64', [1, null], Float64Array.of(1, 0)), ['float64', [2], [1, Number.NaN]]],
    [new Series('Float32', [1, null]), ['float32', [2], [1, Number.NaN]]],
    [new Series('Int32', [3], Int32Array.of(3)), ['int32', [1], [3]]],
    [new Series('UInt64', [3n], BigUint64Array.of(3n)), ['int64', [1], [3n]]],
    [new Series('Bool', [false]), ['bool', [1], [0]]],
    [new Vector('Dictionary<Int32, Utf8>', ['a', 'b']), ['string', [2], ['a', 'b']]],
    [new Series('String', ['a']), ['string', [1], ['a']]],
  ];
  for (const [column, expected] of cases) t.deepEqual(facts(tf.tensor(column)), expected);
  t.deepEqual(facts(tf.tensor1d(float32(1.5), 'int32')), ['int32', [1], [1]]);
});

test('a column of lists has two axes', (t) => {
  const rows = new Vector('FixedSizeList[2]<Float32>', [float32(1, 2), float32(3, 4)]);
  t.deepEqual(facts(tf.tensor2d(rows)), ['float32', [2, 2], [1, 2, 3, 4]]);
  const lists = new Series('List', [[1], [2]]);
  t.deepEqual(tf.tensor(lists).arraySync(), [[1], [2]]);
  const ragged = new Vector('List<Float32>', [float32(1, 2), float32(3)]);
  t.throws(() => tf.tensor(ragged), { instanceOf: tf.errors.ShapeError });
});

test('a table is rows by columns, in the widest dtype', (t) => {
  const ints = new Vector('Int32', [5, 6], Int32Array.of(5, 6));
  const table = new Table([float32(1, 2), ints]);
  t.deepEqual(facts(tf.tensor2d(table)), ['float32', [2, 2], [1, 5, 2, 6]]);
  t.deepEqual(facts(tf.tensor2d(table, undefined, 'int32')), ['int32', [2, 2], [1, 5, 2, 6]]);
  const frame = new DataFrame([
    new Series('Float64', [1, 2], Float64Array.of(1, 2)),
    new Series('Bool', [true, false]),
  ]);
  t.deepEqual(facts(tf.tensor(frame)), ['float64', [2, 2], [1, 1, 2, 0]]);
  t.throws(() => tf.tensor(new Table([])), { instanceOf: tf.errors.ShapeError });
});

test('they go wherever tensors do', async (t) => {
  t.deepEqual(tf.add(float32(1, 2), float32(3, 4)).arraySync(), [4, 6]);
  t.deepEqual(tf.mean(new Table([float32(1, 3), float32(2, 2)]), 0).arraySync(), [2, 2]);
  const m = tf.sequential([tf.layers.dense({ units: 1, inputShape: [2] })]);
  m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const table = new Table([float32(1, 2), float32(3, 4)]);
  const { history } = await m.fit(table, float32(1, 2), { verbose: 0 });
  t.is(history.loss.length, 1);
  t.deepEqual(m.predict(table).shape, [2, 1]);
  const [batch] = await tf.data
    .array([float32(1, 2), float32(3, 4)])
    .batch(2)
    .toArray();
  t.deepEqual(batch.arraySync(), [
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual(tf.io.decodeNpy(tf.io.encodeNpy(table)).shape, [2, 2]);
});

test('what has no numbers is said', (t) => {
  const nulls = { instanceOf: tf.errors.ValueError, message: /Int32 without nulls, received 1 / };
  t.throws(() => tf.tensor(new Vector('Int32', [1, null], Int32Array.of(1, 0))), nulls);
  t.throws(() => tf.tensor(new Series('Int32', [1, null])), nulls);
  t.throws(() => tf.tensor(new Vector('Timestamp<MILLISECOND>', [0])), {
    instanceOf: tf.errors.DTypeError,
    message: /received Timestamp<MILLISECOND>/,
  });
  t.throws(() => tf.tensor(new Vector('Uint64', [2n ** 63n], BigUint64Array.of(2n ** 63n))), {
    instanceOf: tf.errors.ValueError,
    message: /below 2\*\*63/,
  });
  t.throws(() => tf.tensor(new Table([float32(1), new Vector('Utf8', ['a'])])), {
    instanceOf: tf.errors.DTypeError,
    message: /column 1: .*received Utf8. Select/,
  });
});
