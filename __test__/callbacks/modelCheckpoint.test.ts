// ModelCheckpoint writes weights so that a crash leaves a whole file, under names with placeholders.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import * as tf from '../../index.js';

test('each epoch has its file, with the weights under their names', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'corten-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const model = tf.sequential([tf.layers.dense({ units: 2, inputShape: [3], name: 'out' })]);
  model.compile({ loss: 'mse' });
  const filepath = join(folder, 'w-{epoch:02d}.safetensors');
  await model.fit(tf.ones([4, 3]), tf.ones([4, 2]), {
    epochs: 2,
    verbose: 0,
    callbacks: tf.callbacks.modelCheckpoint({ filepath }),
  });
  t.deepEqual(readdirSync(folder).sort(), ['w-01.safetensors', 'w-02.safetensors']);
  const file = readFileSync(join(folder, 'w-02.safetensors'));
  const length = Number(file.readBigUInt64LE(0));
  t.is(length % 8, 0);
  const header = JSON.parse(file.toString('utf8', 8, 8 + length));
  t.deepEqual(Object.keys(header), ['out/kernel', 'out/bias']);
  const {
    shape,
    data_offsets: [from, to],
  } = header['out/kernel'];
  t.deepEqual(shape, [3, 2]);
  const bytes = file.subarray(8 + length + from, 8 + length + to);
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  t.deepEqual([...values], [...model.getWeights()[0].dataSync()]);
});
