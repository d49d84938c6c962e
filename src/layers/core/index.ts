// `tf.layers`: the core layers, with their factories.

import type { ActivationIdentifier } from '../../activations/index.js';
import type { LayerConfig } from '../config.js';
import { Activation, type ActivationConfig } from './activation.js';
import { Dense, type DenseConfig } from './dense.js';
import { EinsumDense, type EinsumDenseConfig } from './einsumDense.js';
import { Embedding } from './embedding.js';
import { Identity } from './identity.js';
import { InputLayer, type InputLayerConfig, input } from './inputLayer.js';
import { Masking, type MaskingConfig } from './masking.js';
import { ReversibleEmbedding } from './reversibleEmbedding.js';

export {
  Activation,
  Dense,
  EinsumDense,
  Embedding,
  Identity,
  InputLayer,
  input,
  Masking,
  ReversibleEmbedding,
};

/** `activation(x)`, for a name such as 'relu' or a function. */
export const activation = (config: ActivationConfig | ActivationIdentifier) =>
  new Activation(config);
/** `activation(x · kernel + bias)`: [..., inputs] to [..., units]. */
export const dense = (config: DenseConfig | number) => new Dense(config);
/** `activation(einsum(equation, x, kernel) + bias)`: a dense layer over axes of one's choice. */
export const einsumDense = (config: EinsumDenseConfig) => new EinsumDense(config);
/** Indices to vectors: [...] to [..., outputDim]. */
export const embedding = (config: ConstructorParameters<typeof Embedding>[0]) =>
  new Embedding(config);
/** Indices to vectors, and with `reverse` vectors to the logits of each index. */
export const reversibleEmbedding = (config: ConstructorParameters<typeof ReversibleEmbedding>[0]) =>
  new ReversibleEmbedding(config);
/** Where data enters a Sequential. */
export const inputLayer = (config: InputLayerConfig) => new InputLayer(config);
/** Masks steps whose features all equal `maskValue` (0). */
export const masking = (config?: MaskingConfig | number) => new Masking(config);
/** Passes its input on. */
export const identity = (config?: LayerConfig) => new Identity(config);
