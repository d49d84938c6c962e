// MNIST where it can be had, digits drawn by the library where it can't.
import * as tf from 'corten';

/** `[[x, y], [xTest, yTest]]`: images uint8 (n, 28, 28), labels int32 (n). */
async function loadDigits() {
  try {
    return await tf.datasets.mnist.loadData();
  } catch (error) {
    if (!(error instanceof tf.errors.UnavailableError)) throw error;
    console.log('No MNIST here and no network: training on digits that corten draws itself.');
    return tf.datasets.syntheticDigits({ seed: 1 });
  }
}

/** The digits as float32 images of this shape between 0 and 1, and one-hot labels. */
export async function digits(shape: number[]) {
  const [[images, labels], [testImages, testLabels]] = await loadDigits();
  return {
    x: images.reshape([-1, ...shape]).div(255),
    y: tf.utils.toCategorical(labels, 10),
    xTest: testImages.reshape([-1, ...shape]).div(255),
    yTest: tf.utils.toCategorical(testLabels, 10),
  };
}

/** The digits as TensorFlow 1's tutorials have them: flat images, one-hot labels, batches one after the other. */
export async function dataSets(seed: number) {
  return tf.datasets.mnist.readDataSets({ oneHot: true, seed, from: await loadDigits() });
}
