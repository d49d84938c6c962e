// What a workload is: a model, compiled, and one batch of data for it.
import * as tf from '../../index.js';

export interface Workload {
  /** What is timed: a training step, a step of `fit`, a prediction of the batch. */
  modes: ('train' | 'fit' | 'predict')[];
  /** The model, compiled. */
  model(): tf.Sequential;
  /** A training step of the same model written below the layers, with tf.nn, and compiled. */
  compiled?(): (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
  /** One batch. */
  batch(): { x: tf.Tensor; y: tf.Tensor };
}

const CLASSES = 10;

/** Random images with random one-hot labels. */
export function images(...shape: number[]): { x: tf.Tensor; y: tf.Tensor } {
  const labels = tf.randomUniform([shape[0]], 0, CLASSES, 'int32');
  return { x: tf.randomUniform(shape), y: tf.oneHot(labels, CLASSES) };
}

/** A Sequential of these layers that tells classes apart, compiled as the tutorials do. */
export function classifier(layers: tf.Layer[]): tf.Sequential {
  const model = tf.sequential(layers);
  model.compile({
    optimizer: tf.train.adam(0.001),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}
