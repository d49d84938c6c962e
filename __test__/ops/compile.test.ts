// tf.compile: traced once a shape, with variables, structures, and off the event loop.
import test from 'ava';
import * as tf from '../../index.js';

test('a function is traced once for each combination of shapes', (t) => {
  let calls = 0;
  const f = tf.compile((x: tf.Tensor, y: tf.Tensor) => {
    calls++;
    return { sum: x.add(y), parts: [x.mul(2)] };
  });
  t.deepEqual(f([1, 2], [3, 4]).sum.arraySync(), [4, 6]);
  t.deepEqual(f([5, 6], [0, 0]).parts[0].arraySync(), [10, 12]);
  t.is(calls, 1);
  f([1], [2]);
  t.is(calls, 2);
});

test('variables are read at each run, and assigned', async (t) => {
  const w = tf.variable(tf.scalar(1));
  const f = tf.compile((x: tf.Tensor) => {
    w.assign(w.add(x));
    return w.mul(10);
  });
  t.is(f(2).arraySync(), 30);
  t.is((await f.async(3)).arraySync(), 60);
  t.is(w.arraySync(), 6);
});

test('random ops draw anew at each run', (t) => {
  const f = tf.compile(() => tf.randomUniform([4]));
  t.notDeepEqual(f().arraySync(), f().arraySync());
});

test('gradients inside', (t) => {
  const f = tf.compile((x: tf.Tensor) => tf.grad((z) => z.square().sum())(x));
  t.deepEqual(f([1, 2]).arraySync(), [2, 4]);
});

test('a function that gives no tensors says so', (t) => {
  t.throws(() => tf.compile(() => 3 as never)(), { instanceOf: tf.errors.ValueError });
});

test('arguments may be lists, records and states; the rest is constant, and recorded anew for another value', (t) => {
  let traces = 0;
  interface Data {
    x: tf.Tensor;
    parts: tf.Tensor[];
    name: string;
  }
  const f = tf.compile((data: Data, square: boolean, w: tf.Variable, scale: tf.Tensor) => {
    traces += 1;
    const sum = data.parts.reduce((a, b) => a.add(b), data.x);
    return { [data.name]: (square ? sum.square() : sum).mul(w).mul(scale) };
  });
  const [w, v] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3))];
  const data = (x: number, name = 'y') => ({ x: tf.tensor([x]), parts: [tf.ones([1])], name });
  t.deepEqual(f(data(2), true, w, 1).y.arraySync(), [18]);
  t.deepEqual(f(data(3), true, w, 10).y.arraySync(), [320]);
  w.assign(tf.scalar(1));
  t.deepEqual(f(data(3), true, w, 1).y.arraySync(), [16]);
  t.is(traces, 1);
  t.deepEqual(f(data(3), false, w, 1).y.arraySync(), [4]);
  t.deepEqual(f(data(3), false, v, 1).y.arraySync(), [12]);
  t.deepEqual(f(data(3, 'z'), false, v, 1).z.arraySync(), [12]);
  t.is(traces, 4);
  const cell = new tf.nn.BasicLSTMCell(2);
  const step = tf.compile((x: tf.Tensor, state: tf.nn.LSTMState) => cell.apply(x, state));
  const zero = cell.zeroState(1);
  const [, once] = step([[1]], zero);
  const [output, twice] = step([[1]], once);
  t.deepEqual(output.arraySync(), twice.h.arraySync());
  t.notDeepEqual(twice.h.arraySync(), once.h.arraySync());
});

test('an object that is no record is a constant by its identity, and no result', (t) => {
  class Scale {
    readonly #factor: number;
    constructor(factor: number) {
      this.#factor = factor;
    }
    get factor(): number {
      return this.#factor;
    }
  }
  const f = tf.compile((x: tf.Tensor, scale: Scale) => x.mul(scale.factor));
  t.deepEqual(f([1], new Scale(2)).arraySync(), [2]);
  t.deepEqual(f([1], new Scale(3)).arraySync(), [3]);
  const g = tf.compile((x: tf.Tensor, map: Map<string, number>) => x.mul(map.get('k') as number));
  t.deepEqual(g([1], new Map([['k', 5]])).arraySync(), [5]);
  t.deepEqual(g([1], new Map([['k', 6]])).arraySync(), [6]);
  const total = tf.compile((xs: tf.Tensor[]) => xs.reduce((a, b) => a.add(b), tf.scalar(1)));
  t.is(total([]).arraySync(), 1);
  t.is(total([tf.scalar(1), tf.scalar(2)]).arraySync(), 4);
  const invalid = { instanceOf: tf.errors.ValueError };
  t.throws(() => tf.compile(async (x: tf.Tensor) => x)([1]), invalid);
  t.throws(() => tf.compile((x: tf.Tensor) => new Map([['x', x]]))([1]), invalid);
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  t.throws(() => tf.compile((_: unknown) => tf.scalar(1))(cyclic), invalid);
});

test('gradients go through a compiled function, as through any', (t) => {
  const [a, b] = [tf.variable(tf.scalar(2), true, 'a'), tf.variable(tf.scalar(3), true, 'b')];
  const f = tf.compile((x: tf.Tensor) => x.mul(a));
  const { grads } = tf.variableGrads(() => f([5]).mul(b).sum() as tf.Scalar, [a, b]);
  t.deepEqual([grads.a.arraySync(), grads.b.arraySync()], [15, 10]);
  t.deepEqual(
    tf
      .grad((x) => f(x).sum())([5])
      .arraySync(),
    [2],
  );
  t.deepEqual(
    tf
      .compile((x: tf.Tensor) => f(x).add(1))([5])
      .arraySync(),
    [11],
  );
});

test('a function may return nothing', (t) => {
  const w = tf.variable(tf.scalar(1));
  const optimizer = tf.train.sgd(0.25);
  const step = tf.compile((x: tf.Tensor) => {
    optimizer.minimize(() => w.mul(x).square().sum());
  });
  t.is(step([1]), undefined);
  t.is(step([1]), undefined);
  t.is(w.arraySync(), 0.25);
});

test('an optimizer steps inside, again and again, from what it assigned', (t) => {
  const steps = (compiled: boolean) => {
    const w = tf.variable(tf.tensor([3, -2]));
    const optimizer = tf.train.adam(0.1);
    const twice = (x: tf.Tensor) => {
      optimizer.minimize(() => w.mul(x).square().sum());
      return optimizer.minimize(() => w.mul(x).square().sum(), true) as tf.Tensor;
    };
    const run = compiled ? tf.compile(twice) : twice;
    const costs = [0, 1, 2].map(() => run(tf.tensor([1, 2])).arraySync());
    return [...costs, ...(w.arraySync() as number[]), optimizer.iterations];
  };
  const [eager, traced] = [steps(false), steps(true)];
  eager.forEach((value: number, i: number) => {
    t.true(Math.abs(traced[i] - value) < 1e-5, `${traced[i]} for ${value}`);
  });
  t.is(traced.at(-1), 6);
});

test('a variable made inside is made once, whatever it starts with', (t) => {
  const made: tf.Variable[] = [];
  const f = tf.compile((x: tf.Tensor) => {
    const count = tf.variable(tf.scalar(0));
    const w = tf.variable(tf.fill([1], 5));
    made.push(count, w);
    count.assign(count.add(1));
    return [count.read(), x.mul(w)];
  });
  f([1]);
  f([1]);
  const [count, both] = f([1, 1]);
  t.is(count.arraySync(), 3);
  t.deepEqual([...both.dataSync()], [5, 5]);
  t.is(made[0], made[2]);
  t.is(made[1], made[3]);
  t.throws(() => tf.compile((x: tf.Tensor) => tf.variable(x).read())([1]), {
    instanceOf: tf.errors.TraceError,
  });
});

test('a variable made inside starts with what random numbers and other variables give', (t) => {
  const scale = tf.variable(tf.scalar(3));
  const f = tf.compile((x: tf.Tensor) => {
    const w = tf.variable(tf.randomNormal([3]).mul(scale));
    return [x.add(w), scale.assign(scale.add(1))];
  });
  const [first] = f([0, 0, 0]);
  const [second] = f([0, 0, 0]);
  t.true(first.dataSync().every(Number.isFinite));
  t.not(first.dataSync()[0], first.dataSync()[1]);
  t.deepEqual(second.dataSync(), first.dataSync());
});

test('what a function takes and leaves is told by time and profile', async (t) => {
  const { wallMs } = await tf.time(() => tf.ones([100]).sum());
  t.true(wallMs >= 0);
  const { newTensors, newBytes } = await tf.profile(() => tf.ones([100]));
  t.deepEqual([newTensors, newBytes], [1, 400]);
});
