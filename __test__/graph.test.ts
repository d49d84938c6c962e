// Traces: recording, constants, variables, assignments, loops, gradients, and what a trace refuses.
import test from 'ava';
import * as tf from '../index.js';
import { Trace } from '../src/graph.js';

test('a recorded function runs on other values', (t) => {
  const trace = new Trace();
  const x = trace.input('float32', [2]);
  const y = tf.add(tf.mul(x, 3), tf.tensor([1, 2]));
  const plan = trace.compile([y]);
  t.deepEqual(plan.run([Float32Array.of(1, 2)])[0].arraySync(), [4, 8]);
  t.deepEqual(plan.run([Float32Array.of(0, 0)])[0].arraySync(), [1, 2]);
});

test('reading a symbolic value says what to do instead', (t) => {
  const trace = new Trace();
  const x = trace.input('float32', [2]);
  const error = t.throws(() => x.dataSync(), { instanceOf: tf.errors.TraceError });
  t.regex(error?.message ?? '', /tf ops .* `dynamic: true`/);
  t.throws(() => tf.add(x, new Trace().input('float32', [2])), {
    instanceOf: tf.errors.TraceError,
  });
});

test('variables are read at the start of a step and written at its end', (t) => {
  const count = tf.variable(tf.scalar(1));
  const trace = new Trace();
  const seen = trace.record(() => {
    const before = count.read();
    count.assign(tf.add(count, 1));
    return [before, count.read()];
  });
  const plan = trace.compile(seen);
  const values = () => plan.run([]).map((value) => value.arraySync());
  t.deepEqual(values(), [1, 2]);
  t.deepEqual(values(), [2, 3]);
  t.is(count.arraySync(), 3);
  count.assign(tf.scalar(10));
  t.deepEqual(values(), [10, 11]);
});

test('gradients are of the value before an assignment', (t) => {
  const w = tf.variable(tf.tensor([2, 3]));
  const trace = new Trace();
  const plan = trace.record(() => {
    const loss = tf.sum(tf.square(w));
    const [gradient] = trace.gradients(loss, [trace.initial(w)]);
    w.assign(tf.sub(w, tf.mul(gradient!, 0.5)));
    return trace.compile([loss]);
  });
  t.is(plan.run([])[0].arraySync(), 13);
  t.deepEqual(w.arraySync(), [0, 0]);
});

test('a loop carries values, reads slices and captures what is around it', (t) => {
  const factor = tf.variable(tf.scalar(2));
  const trace = new Trace();
  const x = trace.input('float32', [3, 2]);
  const { carries, outputs } = trace.record(() => {
    const offset = tf.mul(x.at(0), 0);
    const body = ([sum]: tf.Tensor[], [row]: tf.Tensor[]) => {
      const next = tf.add(tf.add(sum, tf.mul(row, factor)), offset);
      return { carries: [next], outputs: [next] };
    };
    return trace.scan(body, [tf.zeros([2])], [x], { length: 3 });
  });
  const total = tf.sum(outputs[0]);
  const [byX, byFactor] = trace.gradients(total, [x, trace.initial(factor)]);
  const plan = trace.compile([carries[0], outputs[0], byX!, byFactor!]);
  const results = plan.run([Float32Array.of(1, 2, 3, 4, 5, 6)]).map((value) => value.arraySync());
  t.deepEqual(results[0], [18, 24]);
  t.deepEqual(results[1], [
    [2, 4],
    [8, 12],
    [18, 24],
  ]);
  t.deepEqual(results[2], [
    [6, 6],
    [4, 4],
    [2, 2],
  ]);
  t.is(results[3], 34);
});

test('a plan prints itself', (t) => {
  const trace = new Trace();
  const plan = trace.compile([tf.exp(trace.input('float32', [2]))]);
  t.regex(plan.toString(), /exp/i);
  t.regex(trace.toString(), /input/);
});
