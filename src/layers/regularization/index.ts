// `tf.layers`: layers that regularize, with their factories.

import {
  ActivityRegularization,
  type ActivityRegularizationConfig,
} from './activityRegularization.js';
import { AlphaDropout, type AlphaDropoutConfig } from './alphaDropout.js';
import { Dropout, type DropoutConfig } from './dropout.js';
import { GaussianDropout, type GaussianDropoutConfig } from './gaussianDropout.js';
import { GaussianNoise, type GaussianNoiseConfig } from './gaussianNoise.js';
import {
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  type SpatialDropoutConfig,
} from './spatialDropout.js';

export {
  ActivityRegularization,
  AlphaDropout,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
};

/** Drops elements while training. */
export const dropout = (config: DropoutConfig | number) => new Dropout(config);
/** Adds a penalty for the size of its input to the loss. */
export const activityRegularization = (config?: ActivityRegularizationConfig) =>
  new ActivityRegularization(config);
/** Dropout that keeps selu's self-normalization. */
export const alphaDropout = (config: AlphaDropoutConfig | number) => new AlphaDropout(config);
/** Multiplies by normal noise of mean 1 while training. */
export const gaussianDropout = (config: GaussianDropoutConfig | number) =>
  new GaussianDropout(config);
/** Adds normal noise while training. */
export const gaussianNoise = (config: GaussianNoiseConfig | number) => new GaussianNoise(config);
/** Drops features over all steps of a sequence while training. */
export const spatialDropout1d = (config: SpatialDropoutConfig | number) =>
  new SpatialDropout1D(config);
/** Drops feature maps of images while training. */
export const spatialDropout2d = (config: SpatialDropoutConfig | number) =>
  new SpatialDropout2D(config);
/** Drops feature maps of volumes while training. */
export const spatialDropout3d = (config: SpatialDropoutConfig | number) =>
  new SpatialDropout3D(config);
