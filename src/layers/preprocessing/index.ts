// `tf.layers`: layers that prepare data, with their factories.
import { CategoryEncoding, type CategoryEncodingConfig } from './categoryEncoding.js';
import { CenterCrop, type CenterCropConfig } from './centerCrop.js';
import { Discretization, type DiscretizationConfig } from './discretization.js';
import { Normalization, type NormalizationConfig } from './normalization.js';
import { RandomWidth, type RandomWidthConfig } from './randomWidth.js';
import { Rescaling, type RescalingConfig } from './rescaling.js';
import { Resizing, type ResizingConfig } from './resizing.js';

export {
  CategoryEncoding,
  CenterCrop,
  Discretization,
  Normalization,
  RandomWidth,
  Rescaling,
  Resizing,
};

/** Whole numbers as one-hot rows, or which occur in a sample, or how often. */
export const categoryEncoding = (config: CategoryEncodingConfig) => new CategoryEncoding(config);
/** The middle of images. */
export const centerCrop = (config: CenterCropConfig) => new CenterCrop(config);
/** The bins that numbers are in. */
export const discretization = (config: DiscretizationConfig) => new Discretization(config);
/** Features brought to mean 0 and variance 1. */
export const normalization = (config?: NormalizationConfig) => new Normalization(config);
/** Images with a width that is drawn for each batch while training. */
export const randomWidth = (config: RandomWidthConfig) => new RandomWidth(config);
/** `x * scale + offset`. */
export const rescaling = (config: RescalingConfig | number) => new Rescaling(config);
/** Images in another size. */
export const resizing = (config: ResizingConfig) => new Resizing(config);
