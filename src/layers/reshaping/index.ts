// `tf.layers`: layers that reshape, with their factories.
import { Flatten, type FlattenConfig } from './flatten.js';
import { Permute, type PermuteConfig } from './permute.js';
import { RepeatVector, type RepeatVectorConfig } from './repeatVector.js';
import { Reshape, type ReshapeConfig } from './reshape.js';

export { Flatten, Permute, RepeatVector, Reshape };

/** [batch, ...] to [batch, everything]. */
export const flatten = (config?: FlattenConfig) => new Flatten(config);
/** The axes of each sample in another order. */
export const permute = (config: PermuteConfig | number[]) => new Permute(config);
/** [batch, features] to [batch, n, features]. */
export const repeatVector = (config: RepeatVectorConfig | number) => new RepeatVector(config);
/** [batch, ...] to [batch, ...targetShape]. */
export const reshape = (config: ReshapeConfig | number[]) => new Reshape(config);
