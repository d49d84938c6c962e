// `tf.image`: ops on batches of images, [batch, height, width, channels].
export { grayscaleToRGB, rgbToGrayscale, threshold } from './color.js';
export { cropAndResize } from './cropAndResize.js';
export {
  nonMaxSuppression,
  nonMaxSuppressionAsync,
  nonMaxSuppressionPadded,
  nonMaxSuppressionPaddedAsync,
  nonMaxSuppressionWithScore,
  nonMaxSuppressionWithScoreAsync,
} from './nonMaxSuppression.js';
export { resizeBilinear, resizeNearestNeighbor } from './resize.js';
export { type FillMode, flipLeftRight, rotateWithOffset, transform } from './transform.js';
