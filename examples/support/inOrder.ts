// The tutorials' loop: batches taken in order and wrapped around, a test every so many steps.
import type * as tf from 'corten';

/** Images and labels to train on and to test with. */
export interface Digits {
  x: tf.Tensor;
  y: tf.Tensor;
  xTest: tf.Tensor;
  yTest: tf.Tensor;
}

/** Trains `steps` batches and prints test loss and accuracy at every `testEvery`-th, the first included. */
export async function trainInOrder(
  model: tf.Sequential,
  { x, y, xTest, yTest }: Digits,
  {
    steps,
    batchSize = 50,
    testEvery = 500,
  }: { steps: number; batchSize?: number; testEvery?: number },
) {
  const started = performance.now();
  let first = 0;
  for (let step = 0; step < steps; step += 1) {
    const last = first + batchSize;
    await model.trainOnBatch(x.rows(first, last), y.rows(first, last));
    first = last >= x.shape[0] ? 0 : last;
    if (step % testEvery === 0) {
      const [loss, accuracy] = await model.evaluateAsync(xTest, yTest, {
        batchSize: xTest.shape[0],
        verbose: 0,
      });
      console.log(`test loss: ${loss.toFixed(4)} test accuracy: ${accuracy.toFixed(4)}`);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(`${Math.round(steps / seconds)} steps per second`);
}
