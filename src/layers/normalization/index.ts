// `tf.layers`: normalization layers, with their factories.
import type { Layer } from '../layer.js';
import { BatchNormalization, type BatchNormalizationConfig } from './batchNormalization.js';
import { GroupNormalization, type GroupNormalizationConfig } from './groupNormalization.js';
import { LayerNormalization, type LayerNormalizationConfig } from './layerNormalization.js';
import { RMSNormalization, type RMSNormalizationConfig } from './rmsNormalization.js';
import {
  SpectralNormalization,
  type SpectralNormalizationConfig,
} from './spectralNormalization.js';
import { UnitNormalization, type UnitNormalizationConfig } from './unitNormalization.js';

export {
  BatchNormalization,
  GroupNormalization,
  LayerNormalization,
  RMSNormalization,
  SpectralNormalization,
  UnitNormalization,
};

/** Normalizes features over the batch. */
export const batchNormalization = (config?: BatchNormalizationConfig) =>
  new BatchNormalization(config);
/** Normalizes over features, sample by sample. */
export const layerNormalization = (config?: LayerNormalizationConfig) =>
  new LayerNormalization(config);
/** Normalizes groups of channels, sample by sample. */
export const groupNormalization = (config?: GroupNormalizationConfig | number) =>
  new GroupNormalization(config);
/** Normalizes by the root of the mean square. */
export const rmsNormalization = (config?: RMSNormalizationConfig) => new RMSNormalization(config);
/** Vectors scaled to length 1. */
export const unitNormalization = (config?: UnitNormalizationConfig | number) =>
  new UnitNormalization(config);
/** A layer whose kernel keeps the norm 1. */
export const spectralNormalization = (config: SpectralNormalizationConfig | Layer) =>
  new SpectralNormalization(config);
