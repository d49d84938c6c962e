// `tf.layers`: pooling layers, with their factories.
import {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  type AdaptivePoolingConfig,
} from './adaptivePooling.js';
import {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  type GlobalPoolingConfig,
} from './globalPooling.js';
import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  type PoolingConfig,
} from './pooling.js';

export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
};

/** The means of equal parts of sequences. */
export const adaptiveAveragePooling1d = (config: AdaptivePoolingConfig) =>
  new AdaptiveAveragePooling1D(config);
/** The means of equal parts of images. */
export const adaptiveAveragePooling2d = (config: AdaptivePoolingConfig) =>
  new AdaptiveAveragePooling2D(config);
/** The means of equal parts of volumes. */
export const adaptiveAveragePooling3d = (config: AdaptivePoolingConfig) =>
  new AdaptiveAveragePooling3D(config);
/** The largest of equal parts of sequences. */
export const adaptiveMaxPooling1d = (config: AdaptivePoolingConfig) =>
  new AdaptiveMaxPooling1D(config);
/** The largest of equal parts of images. */
export const adaptiveMaxPooling2d = (config: AdaptivePoolingConfig) =>
  new AdaptiveMaxPooling2D(config);
/** The largest of equal parts of volumes. */
export const adaptiveMaxPooling3d = (config: AdaptivePoolingConfig) =>
  new AdaptiveMaxPooling3D(config);
/** The mean of each channel of sequences. */
export const globalAveragePooling1d = (config?: GlobalPoolingConfig) =>
  new GlobalAveragePooling1D(config);
/** The mean of each channel of images. */
export const globalAveragePooling2d = (config?: GlobalPoolingConfig) =>
  new GlobalAveragePooling2D(config);
/** The mean of each channel of volumes. */
export const globalAveragePooling3d = (config?: GlobalPoolingConfig) =>
  new GlobalAveragePooling3D(config);
/** The largest of each channel of sequences. */
export const globalMaxPooling1d = (config?: GlobalPoolingConfig) => new GlobalMaxPooling1D(config);
/** The largest of each channel of images. */
export const globalMaxPooling2d = (config?: GlobalPoolingConfig) => new GlobalMaxPooling2D(config);
/** The largest of each channel of volumes. */
export const globalMaxPooling3d = (config?: GlobalPoolingConfig) => new GlobalMaxPooling3D(config);
/** The means of windows of sequences. */
export const averagePooling1d = (config?: PoolingConfig) => new AveragePooling1D(config);
/** The means of windows of images. */
export const averagePooling2d = (config?: PoolingConfig) => new AveragePooling2D(config);
/** The means of windows of volumes. */
export const averagePooling3d = (config?: PoolingConfig) => new AveragePooling3D(config);
/** The largest of windows of sequences. */
export const maxPooling1d = (config?: PoolingConfig) => new MaxPooling1D(config);
/** The largest of windows of images. */
export const maxPooling2d = (config?: PoolingConfig) => new MaxPooling2D(config);
/** The largest of windows of volumes. */
export const maxPooling3d = (config?: PoolingConfig) => new MaxPooling3D(config);

// Other spellings that tfjs and Keras know.
export {
  averagePooling1d as avgPool1d,
  averagePooling1d as avgPooling1d,
  averagePooling2d as avgPool2d,
  averagePooling2d as avgPooling2d,
  averagePooling3d as avgPool3d,
  averagePooling3d as avgPooling3d,
  globalMaxPooling1d as globalMaxPool1d,
  globalMaxPooling2d as globalMaxPool2d,
  maxPooling1d as maxPool1d,
  maxPooling2d as maxPool2d,
  maxPooling3d as maxPool3d,
};
