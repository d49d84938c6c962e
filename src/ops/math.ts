// `tf.math`: what tfjs has under that name.
export { confusionMatrix } from './confusionMatrix.js';
