// `tf.layers`: convolutions, with their factories.
import { Conv1D, Conv2D, Conv3D, type ConvConfig } from './conv.js';
import {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  type ConvTransposeConfig,
} from './convTranspose.js';
import { DepthwiseConv1D, DepthwiseConv2D, type DepthwiseConvConfig } from './depthwiseConv.js';
import { SeparableConv1D, SeparableConv2D, type SeparableConvConfig } from './separableConv.js';

export {
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  DepthwiseConv1D,
  DepthwiseConv2D,
  SeparableConv1D,
  SeparableConv2D,
};

/** Convolution over sequences. */
export const conv1d = (config: ConvConfig) => new Conv1D(config);
/** Convolution over images. */
export const conv2d = (config: ConvConfig) => new Conv2D(config);
/** Convolution over volumes. */
export const conv3d = (config: ConvConfig) => new Conv3D(config);
/** A convolution over sequences backwards, to larger ones. */
export const conv1dTranspose = (config: ConvTransposeConfig) => new Conv1DTranspose(config);
/** A convolution over images backwards, to larger ones. */
export const conv2dTranspose = (config: ConvTransposeConfig) => new Conv2DTranspose(config);
/** A convolution over volumes backwards, to larger ones. */
export const conv3dTranspose = (config: ConvTransposeConfig) => new Conv3DTranspose(config);
/** Each channel convolved alone, over sequences. */
export const depthwiseConv1d = (config: DepthwiseConvConfig) => new DepthwiseConv1D(config);
/** Each channel convolved alone, over images. */
export const depthwiseConv2d = (config: DepthwiseConvConfig) => new DepthwiseConv2D(config);
/** Each channel convolved alone and all of them mixed, over sequences. */
export const separableConv1d = (config: SeparableConvConfig) => new SeparableConv1D(config);
/** Each channel convolved alone and all of them mixed, over images. */
export const separableConv2d = (config: SeparableConvConfig) => new SeparableConv2D(config);
