// Graphs that TensorFlow froze (fixtures/freeze.py), against what TensorFlow computed.
import { readFileSync } from 'node:fs';
import test from 'ava';
import * as tf from '../../index.js';
import type { ModelArtifacts } from '../../src/io/handlers/types.js';
import { list } from './builders.js';

interface Values {
  shape: number[];
  values: number[];
}
interface Fixture extends ModelArtifacts {
  weights: string;
  signature: { inputs: Record<string, { dtype: string }> };
  cases: { x: Values[]; y: Values[] }[];
}

function read(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
}

for (const name of ['convNet', 'whileFunctions', 'whileFrames']) {
  test(name, async (t) => {
    const { weights, cases, ...fixture } = read(name);
    const weightData = new Uint8Array(Buffer.from(weights, 'base64')).buffer;
    const model = tf.loadGraphModelSync({ ...fixture, weightData });
    const types = Object.values(fixture.signature.inputs).map(({ dtype }) => dtype);
    for (const { x, y } of cases) {
      const inputs = x.map(({ values, shape }, i) =>
        tf.tensor(values, shape, types[i] === 'DT_INT32' ? 'int32' : 'float32'),
      );
      for (const result of [model.execute(inputs), await model.executeAsync(inputs)]) {
        list(result).forEach((output, i) => {
          t.deepEqual(output.shape, y[i].shape);
          const error = tf.max(tf.abs(output.sub(tf.tensor(y[i].values, y[i].shape))));
          t.true(
            output.size === 0 ||
              error.dataSync()[0] <= 1e-5 * Math.max(1, ...y[i].values.map(Math.abs)),
          );
        });
      }
    }
  });
}

test('a plan computes what the ops compute one by one', (t) => {
  const { weights, cases, ...fixture } = read('convNet');
  const weightData = new Uint8Array(Buffer.from(weights, 'base64')).buffer;
  const model = tf.loadGraphModelSync({ ...fixture, weightData });
  const x = tf.tensor(cases[0].x[0].values, cases[0].x[0].shape);
  const planned = (model.predict(x) as tf.Tensor).dataSync();
  // A tape records ops, not plans.
  let eager: tf.Tensor | undefined;
  tf.grad((input) => {
    eager = model.predict(input) as tf.Tensor;
    return eager.sum();
  })(x);
  const values = eager!.dataSync();
  t.true(planned.every((value, i) => Math.abs(value - values[i]) < 1e-6));
});
