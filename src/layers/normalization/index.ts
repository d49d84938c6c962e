// `tf.layers`: normalization layers, with their factories.
import { BatchNormalization, type BatchNormalizationConfig } from './batchNormalization.js';
import { LayerNormalization, type LayerNormalizationConfig } from './layerNormalization.js';

export { BatchNormalization, LayerNormalization };

/** Normalizes features over the batch. */
export const batchNormalization = (config?: BatchNormalizationConfig) =>
  new BatchNormalization(config);
/** Normalizes over features, sample by sample. */
export const layerNormalization = (config?: LayerNormalizationConfig) =>
  new LayerNormalization(config);
