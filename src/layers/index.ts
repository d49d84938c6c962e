// `tf.layers`: classes in upper case, factories in lower case.
import { Activation, type ActivationConfig } from './core/activation.js';
import { Dense, type DenseConfig } from './core/dense.js';
import { Embedding } from './core/embedding.js';
import { InputLayer, type InputLayerConfig, input } from './core/inputLayer.js';
import { Masking, type MaskingConfig } from './core/masking.js';
import { Identity } from './core/identity.js';
import { Concatenate, type ConcatenateConfig } from './merging/concatenate.js';
import { Dot, type DotConfig } from './merging/dot.js';
import { Add, Average, Maximum, Minimum, Multiply, Subtract } from './merging/elementwise.js';
import { BatchNormalization, type BatchNormalizationConfig } from './normalization/batchNormalization.js';
import { LayerNormalization, type LayerNormalizationConfig } from './normalization/layerNormalization.js';
import { Bidirectional, type BidirectionalConfig } from './recurrent/bidirectional.js';
import { TimeDistributed, type TimeDistributedConfig } from './recurrent/timeDistributed.js';
import type { LayerConfig } from './config.js';
import type { Layer } from './layer.js';
import { GRU, type GRUConfig } from './recurrent/gru.js';
import { GRUCell, type GRUCellConfig } from './recurrent/gruCell.js';
import { LSTM, type LSTMConfig } from './recurrent/lstm.js';
import { LSTMCell, type LSTMCellConfig } from './recurrent/lstmCell.js';
import { RNN, type RNNConfig } from './recurrent/rnn.js';
import { SimpleRNN, type SimpleRNNConfig } from './recurrent/simpleRNN.js';
import { SimpleRNNCell, type SimpleRNNCellConfig } from './recurrent/simpleRNNCell.js';
import { StackedRNNCells, type StackedRNNCellsConfig } from './recurrent/stackedRNNCells.js';
import type { RNNCell } from './recurrent/cell.js';
import { Dropout, type DropoutConfig } from './regularization/dropout.js';
import { Flatten, type FlattenConfig } from './reshaping/flatten.js';
import { Permute, type PermuteConfig } from './reshaping/permute.js';
import { RepeatVector, type RepeatVectorConfig } from './reshaping/repeatVector.js';
import { Reshape, type ReshapeConfig } from './reshaping/reshape.js';
import { registerBuiltIn } from './serialization.js';
import type { ActivationIdentifier } from '../activations/index.js';

export { Layer } from './layer.js';
export { Activation, Add, Average, BatchNormalization, Bidirectional, Concatenate, Dense, Dot, Dropout, Embedding, Flatten, GRU, GRUCell, Identity, input, InputLayer, LSTM, LSTMCell, LayerNormalization, Masking, Maximum, Minimum, Multiply, Permute, RNN, RepeatVector, Reshape, SimpleRNN, SimpleRNNCell, StackedRNNCells, Subtract, TimeDistributed };
export { RNNCell } from './recurrent/cell.js';

registerBuiltIn([Activation, Add, Average, BatchNormalization, Bidirectional, Concatenate, Dense, Dot, Dropout, Embedding, Flatten, GRU, GRUCell, Identity, InputLayer, LSTM, LSTMCell, LayerNormalization, Masking, Maximum, Minimum, Multiply, Permute, RNN, RepeatVector, Reshape, SimpleRNN, SimpleRNNCell, StackedRNNCells, Subtract, TimeDistributed]);

/** `activation(x)`, for a name such as 'relu' or a function. */
export const activation = (config: ActivationConfig | ActivationIdentifier) => new Activation(config);
/** `activation(x · kernel + bias)`: [..., inputs] to [..., units]. */
export const dense = (config: DenseConfig | number) => new Dense(config);
/** Drops elements while training. */
export const dropout = (config: DropoutConfig | number) => new Dropout(config);
/** Indices to vectors: [...] to [..., outputDim]. */
export const embedding = (config: ConstructorParameters<typeof Embedding>[0]) => new Embedding(config);
/** [batch, ...] to [batch, everything]. */
export const flatten = (config?: FlattenConfig) => new Flatten(config);
/** Where data enters a Sequential. */
export const inputLayer = (config: InputLayerConfig) => new InputLayer(config);
/** Masks steps whose features all equal `maskValue` (0). */
export const masking = (config?: MaskingConfig | number) => new Masking(config);
/** The axes of each sample in another order. */
export const permute = (config: PermuteConfig | number[]) => new Permute(config);
/** [batch, features] to [batch, n, features]. */
export const repeatVector = (config: RepeatVectorConfig | number) => new RepeatVector(config);
/** [batch, ...] to [batch, ...targetShape]. */
export const reshape = (config: ReshapeConfig | number[]) => new Reshape(config);
/** Gated recurrent units along a sequence. */
export const gru = (config: GRUConfig | number) => new GRU(config);
export const gruCell = (config: GRUCellConfig | number) => new GRUCell(config);
/** Long short-term memory along a sequence. */
export const lstm = (config: LSTMConfig | number) => new LSTM(config);
export const lstmCell = (config: LSTMCellConfig | number) => new LSTMCell(config);
/** Any cell along a sequence. */
export const rnn = (config: RNNConfig) => new RNN(config);
/** `h' = activation(x · kernel + h · recurrentKernel + bias)` along a sequence. */
export const simpleRNN = (config: SimpleRNNConfig | number) => new SimpleRNN(config);
export const simpleRNNCell = (config: SimpleRNNCellConfig | number) => new SimpleRNNCell(config);
/** Cells on top of each other, as one. */
export const stackedRNNCells = (config: StackedRNNCellsConfig | RNNCell[]) => new StackedRNNCells(config);

/** The sum of several inputs. */
export const add = (config?: LayerConfig) => new Add(config);
/** The mean of several inputs. */
export const average = (config?: LayerConfig) => new Average(config);
/** Normalizes features over the batch. */
export const batchNormalization = (config?: BatchNormalizationConfig) => new BatchNormalization(config);
/** A recurrent layer in both directions. */
export const bidirectional = (config: BidirectionalConfig | Layer) => new Bidirectional(config);
/** Several inputs joined along an axis, the last by default. */
export const concatenate = (config?: ConcatenateConfig | number) => new Concatenate(config);
/** Two inputs multiplied and summed over an axis. */
export const dot = (config: DotConfig | number) => new Dot(config);
/** Passes its input on. */
export const identity = (config?: LayerConfig) => new Identity(config);
/** Normalizes over features, sample by sample. */
export const layerNormalization = (config?: LayerNormalizationConfig) => new LayerNormalization(config);
/** The largest of several inputs. */
export const maximum = (config?: LayerConfig) => new Maximum(config);
/** The smallest of several inputs. */
export const minimum = (config?: LayerConfig) => new Minimum(config);
/** The product of several inputs. */
export const multiply = (config?: LayerConfig) => new Multiply(config);
/** The first of two inputs minus the second. */
export const subtract = (config?: LayerConfig) => new Subtract(config);
/** A layer applied to each step of a sequence. */
export const timeDistributed = (config: TimeDistributedConfig | Layer) => new TimeDistributed(config);
