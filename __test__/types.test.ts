// Types as a user's program sees them: tsc checks most of this file, and `npm run typecheck` fails where it is wrong.
import test from 'ava';
import * as tf from '../index.js';

/** `true` if A and B are the same type, else nothing is. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;

/** Compiles only for two equal types. */
function same<A, B>(equal: Same<A, B>): void {
  void equal;
}

/** Never called. */
async function typesOfResults() {
  const model = tf.sequential([tf.layers.dense({ units: 1, inputShape: [2] })]);
  const x = tf.ones([4, 2]);
  const prediction = model.predict(x);
  same<typeof prediction, tf.Tensor>(true);
  const later = await model.predictAsync(x);
  same<typeof later, tf.Tensor>(true);
  const onBatch = model.predictOnBatch(x);
  same<typeof onBatch, tf.Tensor>(true);
  const numbers = await model.evaluateAsync(x, x);
  same<typeof numbers, number[]>(true);
  const record = await model.evaluateAsync(x, x, { returnDict: true });
  same<typeof record, Record<string, number>>(true);
  const scalars = model.evaluate(x, x);
  same<typeof scalars, tf.Tensor | tf.Tensor[]>(true);
  const loss = await model.trainOnBatch(x, x);
  same<typeof loss, number | number[]>(true);
  const { history } = await model.fit(x, x);
  same<typeof history, Record<string, number[]>>(true);
}

/** Never called: none of these calls compiles. */
async function wrongNames() {
  // @ts-expect-error units, not unit
  tf.layers.dense({ unit: 50 });
  // @ts-expect-error units is missing
  tf.layers.simpleRNN({ returnSequences: true });
  // @ts-expect-error kernelSize, not kernelsize
  tf.layers.conv2d({ filters: 8, kernelsize: 3 });
  const model = tf.sequential();
  // @ts-expect-error optimizer, not optimiser
  model.compile({ optimiser: 'adam', loss: 'meanSquaredError' });
  // @ts-expect-error batchSize, not batch_sise
  await model.fit(tf.ones([1, 1]), tf.ones([1, 1]), { batch_sise: 50 });
  // @ts-expect-error batchSize, not batchsize
  model.predict(tf.ones([1, 1]), { batchsize: 50 });
  // @ts-expect-error monitor, not monitors
  tf.callbacks.earlyStopping({ monitors: 'val_loss' });
  // @ts-expect-error learningRate, not learningrate
  tf.train.adam({ learningrate: 0.1 });
}

test('types are checked by tsc', (t) => {
  t.deepEqual([typesOfResults.name, wrongNames.name], ['typesOfResults', 'wrongNames']);
});

test('what does not compile is refused at run time too', (t) => {
  const config = { unit: 50 } as unknown as { units: number };
  t.throws(() => tf.layers.dense(config), { instanceOf: tf.errors.ConfigError });
});
