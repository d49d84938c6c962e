// `tf.layers`: layers that reshape, with their factories.
import type { PerAxis } from '../../ops/window.js';
import {
  Cropping1D,
  type Cropping1DConfig,
  Cropping2D,
  Cropping3D,
  type CroppingConfig,
} from './cropping.js';
import type { Edges, SequenceEdges } from './edges.js';
import { Flatten, type FlattenConfig } from './flatten.js';
import { Permute, type PermuteConfig } from './permute.js';
import { RepeatVector, type RepeatVectorConfig } from './repeatVector.js';
import { Reshape, type ReshapeConfig } from './reshape.js';
import {
  UpSampling1D,
  type UpSampling1DConfig,
  UpSampling2D,
  type UpSampling2DConfig,
  UpSampling3D,
  type UpSampling3DConfig,
} from './upSampling.js';
import {
  ZeroPadding1D,
  type ZeroPadding1DConfig,
  ZeroPadding2D,
  ZeroPadding3D,
  type ZeroPaddingConfig,
} from './zeroPadding.js';

export {
  Cropping1D,
  Cropping2D,
  Cropping3D,
  Flatten,
  Permute,
  RepeatVector,
  Reshape,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
};

/** Sequences without their first and last steps. */
export const cropping1D = (config?: Cropping1DConfig | SequenceEdges) => new Cropping1D(config);
/** Images without their edges. */
export const cropping2D = (config?: CroppingConfig | Edges) => new Cropping2D(config);
/** Volumes without their faces. */
export const cropping3D = (config?: CroppingConfig | Edges) => new Cropping3D(config);

/** [batch, ...] to [batch, everything]. */
export const flatten = (config?: FlattenConfig) => new Flatten(config);
/** The axes of each sample in another order. */
export const permute = (config: PermuteConfig | number[]) => new Permute(config);
/** [batch, features] to [batch, n, features]. */
export const repeatVector = (config: RepeatVectorConfig | number) => new RepeatVector(config);
/** [batch, ...] to [batch, ...targetShape]. */
export const reshape = (config: ReshapeConfig | number[]) => new Reshape(config);
/** Steps repeated. */
export const upSampling1d = (config?: UpSampling1DConfig | number) => new UpSampling1D(config);
/** Images enlarged, by repetition or interpolation. */
export const upSampling2d = (config?: UpSampling2DConfig | PerAxis) => new UpSampling2D(config);
/** Volumes enlarged, each voxel repeated. */
export const upSampling3d = (config?: UpSampling3DConfig | PerAxis) => new UpSampling3D(config);
/** Zeros before and after the steps of sequences. */
export const zeroPadding1d = (config?: ZeroPadding1DConfig | SequenceEdges) =>
  new ZeroPadding1D(config);
/** Zeros around images. */
export const zeroPadding2d = (config?: ZeroPaddingConfig | Edges) => new ZeroPadding2D(config);
/** Zeros around volumes. */
export const zeroPadding3d = (config?: ZeroPaddingConfig | Edges) => new ZeroPadding3D(config);

// Spelled like their neighbours, for who does not know that tfjs spells this one otherwise.
export { cropping1D as cropping1d, cropping2D as cropping2d, cropping3D as cropping3d };
