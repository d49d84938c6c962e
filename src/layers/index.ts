// `tf.layers`: classes in upper case, factories in lower case.
import { Activation, type ActivationConfig } from './core/activation.js';
import { Dense, type DenseConfig } from './core/dense.js';
import { Embedding } from './core/embedding.js';
import { InputLayer, type InputLayerConfig, input } from './core/inputLayer.js';
import { Masking, type MaskingConfig } from './core/masking.js';
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
export { Activation, Dense, Dropout, Embedding, Flatten, GRU, GRUCell, input, InputLayer, LSTM, LSTMCell, Masking, Permute, RNN, RepeatVector, Reshape, SimpleRNN, SimpleRNNCell, StackedRNNCells };
export { RNNCell } from './recurrent/cell.js';

registerBuiltIn([Activation, Dense, Dropout, Embedding, Flatten, GRU, GRUCell, InputLayer, LSTM, LSTMCell, Masking, Permute, RNN, RepeatVector, Reshape, SimpleRNN, SimpleRNNCell, StackedRNNCells]);

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
