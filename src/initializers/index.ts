// `tf.initializers`: classes in upper case, factories in lower case, and what strings and configurations stand for.

import {
  type Constructor,
  Registry,
  type SerializedObject,
  type TfjsSerialized,
} from '../registry.js';
import type { TensorLike } from '../tensor.js';
import {
  Constant,
  Identity,
  Initializer,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  Zeros,
} from './initializers.js';
import {
  type FanConfig,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
  type VarianceScalingConfig,
} from './varianceScaling.js';

export {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  Initializer,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
};

/** @internal */
export const registry = new Registry<Initializer>('initializer', 'keras.initializers', {
  Zeros,
  Ones,
  Constant,
  Identity,
  RandomUniform,
  RandomNormal,
  TruncatedNormal,
  Orthogonal,
  VarianceScaling,
  GlorotUniform,
  GlorotNormal,
  HeUniform,
  HeNormal,
  LecunUniform,
  LecunNormal,
  // Keras's short names.
  zero: Zeros,
  one: Ones,
  uniform: RandomUniform,
  normal: RandomNormal,
  identityInitializer: Identity,
  orthogonalInitializer: Orthogonal,
});

/** How a layer's option may name an initializer. */
export type InitializerIdentifier =
  | string
  | SerializedObject
  | TfjsSerialized
  | Initializer
  | Constructor<Initializer>;

/** The initializer that an identifier stands for; null is zeros. */
export function get(identifier: InitializerIdentifier | null, _where?: string): Initializer {
  if (identifier === null) return new Zeros();
  return identifier instanceof Initializer ? identifier : registry.create(identifier);
}

/** 0 everywhere. */
export const zeros = () => new Zeros();
/** 1 everywhere. */
export const ones = () => new Ones();
/** One value everywhere, 0 by default. */
export const constant = (config?: { value?: TensorLike } | number) => new Constant(config);
/** The identity matrix times `gain` (1). */
export const identity = (config?: { gain?: number }) => new Identity(config);
/** Uniform in [minval, maxval), by default ±0.05. */
export const randomUniform = (config?: ConstructorParameters<typeof RandomUniform>[0]) =>
  new RandomUniform(config);
/** Normal, by default with mean 0 and deviation 0.05. */
export const randomNormal = (config?: ConstructorParameters<typeof RandomNormal>[0]) =>
  new RandomNormal(config);
/** As randomNormal, values beyond two deviations drawn again. */
export const truncatedNormal = (config?: ConstructorParameters<typeof RandomNormal>[0]) =>
  new TruncatedNormal(config);
/** An orthogonal matrix times `gain` (1). */
export const orthogonal = (config?: ConstructorParameters<typeof Orthogonal>[0]) =>
  new Orthogonal(config);
/** Variance `scale / fan`. */
export const varianceScaling = (config?: VarianceScalingConfig) => new VarianceScaling(config);
/** Uniform in ±sqrt(6 / (fanIn + fanOut)). */
export const glorotUniform = (config?: FanConfig) => new GlorotUniform(config);
/** Truncated normal of variance 2 / (fanIn + fanOut). */
export const glorotNormal = (config?: FanConfig) => new GlorotNormal(config);
/** Uniform in ±sqrt(6 / fanIn). */
export const heUniform = (config?: FanConfig) => new HeUniform(config);
/** Truncated normal of variance 2 / fanIn. */
export const heNormal = (config?: FanConfig) => new HeNormal(config);
/** Uniform in ±sqrt(3 / fanIn). */
export const leCunUniform = (config?: FanConfig) => new LecunUniform(config);
/** Truncated normal of variance 1 / fanIn. */
export const leCunNormal = (config?: FanConfig) => new LecunNormal(config);
