// `tf.layers`: classes in upper case, factories in lower case.

import type { ActivationIdentifier } from '../activations/index.js';
import type { LayerConfig } from './config.js';
import { Conv1D, Conv2D, Conv3D, type ConvConfig } from './convolution/conv.js';
import {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  type ConvTransposeConfig,
} from './convolution/convTranspose.js';
import {
  DepthwiseConv1D,
  DepthwiseConv2D,
  type DepthwiseConvConfig,
} from './convolution/depthwiseConv.js';
import {
  SeparableConv1D,
  SeparableConv2D,
  type SeparableConvConfig,
} from './convolution/separableConv.js';
import { Activation, type ActivationConfig } from './core/activation.js';
import { Dense, type DenseConfig } from './core/dense.js';
import { Embedding } from './core/embedding.js';
import { Identity } from './core/identity.js';
import { InputLayer, type InputLayerConfig, input } from './core/inputLayer.js';
import { Masking, type MaskingConfig } from './core/masking.js';
import type { Layer } from './layer.js';
import { Concatenate, type ConcatenateConfig } from './merging/concatenate.js';
import { Dot, type DotConfig } from './merging/dot.js';
import { Add, Average, Maximum, Minimum, Multiply, Subtract } from './merging/elementwise.js';
import {
  BatchNormalization,
  type BatchNormalizationConfig,
} from './normalization/batchNormalization.js';
import {
  LayerNormalization,
  type LayerNormalizationConfig,
} from './normalization/layerNormalization.js';
import {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  type AdaptivePoolingConfig,
} from './pooling/adaptivePooling.js';
import {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  type GlobalPoolingConfig,
} from './pooling/globalPooling.js';
import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  type PoolingConfig,
} from './pooling/pooling.js';
import { Bidirectional, type BidirectionalConfig } from './recurrent/bidirectional.js';
import type { RNNCell } from './recurrent/cell.js';
import { GRU, type GRUConfig } from './recurrent/gru.js';
import { GRUCell, type GRUCellConfig } from './recurrent/gruCell.js';
import { LSTM, type LSTMConfig } from './recurrent/lstm.js';
import { LSTMCell, type LSTMCellConfig } from './recurrent/lstmCell.js';
import { RNN, type RNNConfig } from './recurrent/rnn.js';
import { SimpleRNN, type SimpleRNNConfig } from './recurrent/simpleRNN.js';
import { SimpleRNNCell, type SimpleRNNCellConfig } from './recurrent/simpleRNNCell.js';
import { StackedRNNCells, type StackedRNNCellsConfig } from './recurrent/stackedRNNCells.js';
import { TimeDistributed, type TimeDistributedConfig } from './recurrent/timeDistributed.js';
import { Dropout, type DropoutConfig } from './regularization/dropout.js';
import { Flatten, type FlattenConfig } from './reshaping/flatten.js';
import { Permute, type PermuteConfig } from './reshaping/permute.js';
import { RepeatVector, type RepeatVectorConfig } from './reshaping/repeatVector.js';
import { Reshape, type ReshapeConfig } from './reshaping/reshape.js';
import { registerBuiltIn } from './serialization.js';

export { Layer } from './layer.js';
export { RNNCell } from './recurrent/cell.js';
export {
  Activation,
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  Add,
  Average,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  Dense,
  DepthwiseConv1D,
  DepthwiseConv2D,
  Dot,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  GRU,
  GRUCell,
  Identity,
  InputLayer,
  input,
  LayerNormalization,
  LSTM,
  LSTMCell,
  Masking,
  Maximum,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  Minimum,
  Multiply,
  Permute,
  RepeatVector,
  Reshape,
  RNN,
  SeparableConv1D,
  SeparableConv2D,
  SimpleRNN,
  SimpleRNNCell,
  StackedRNNCells,
  Subtract,
  TimeDistributed,
};

registerBuiltIn([
  Activation,
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  Add,
  Average,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  Dense,
  DepthwiseConv1D,
  DepthwiseConv2D,
  Dot,
  Dropout,
  Embedding,
  Flatten,
  GRU,
  GRUCell,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  Identity,
  InputLayer,
  LSTM,
  LSTMCell,
  LayerNormalization,
  Masking,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  Maximum,
  Minimum,
  Multiply,
  Permute,
  RNN,
  RepeatVector,
  Reshape,
  SeparableConv1D,
  SeparableConv2D,
  SimpleRNN,
  SimpleRNNCell,
  StackedRNNCells,
  Subtract,
  TimeDistributed,
]);

/** `activation(x)`, for a name such as 'relu' or a function. */
export const activation = (config: ActivationConfig | ActivationIdentifier) =>
  new Activation(config);
/** `activation(x · kernel + bias)`: [..., inputs] to [..., units]. */
export const dense = (config: DenseConfig | number) => new Dense(config);
/** Drops elements while training. */
export const dropout = (config: DropoutConfig | number) => new Dropout(config);
/** Indices to vectors: [...] to [..., outputDim]. */
export const embedding = (config: ConstructorParameters<typeof Embedding>[0]) =>
  new Embedding(config);
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
export const stackedRNNCells = (config: StackedRNNCellsConfig | RNNCell[]) =>
  new StackedRNNCells(config);

/** The sum of several inputs. */
export const add = (config?: LayerConfig) => new Add(config);
/** The mean of several inputs. */
export const average = (config?: LayerConfig) => new Average(config);
/** Normalizes features over the batch. */
export const batchNormalization = (config?: BatchNormalizationConfig) =>
  new BatchNormalization(config);
/** A recurrent layer in both directions. */
export const bidirectional = (config: BidirectionalConfig | Layer) => new Bidirectional(config);
/** Several inputs joined along an axis, the last by default. */
export const concatenate = (config?: ConcatenateConfig | number) => new Concatenate(config);
/** Two inputs multiplied and summed over an axis. */
export const dot = (config: DotConfig | number) => new Dot(config);
/** Passes its input on. */
export const identity = (config?: LayerConfig) => new Identity(config);
/** Normalizes over features, sample by sample. */
export const layerNormalization = (config?: LayerNormalizationConfig) =>
  new LayerNormalization(config);
/** The largest of several inputs. */
export const maximum = (config?: LayerConfig) => new Maximum(config);
/** The smallest of several inputs. */
export const minimum = (config?: LayerConfig) => new Minimum(config);
/** The product of several inputs. */
export const multiply = (config?: LayerConfig) => new Multiply(config);
/** The first of two inputs minus the second. */
export const subtract = (config?: LayerConfig) => new Subtract(config);
/** A layer applied to each step of a sequence. */
export const timeDistributed = (config: TimeDistributedConfig | Layer) =>
  new TimeDistributed(config);

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
/** The means of equal parts of sequences. */
export const adaptiveAveragePooling1d = (config: AdaptivePoolingConfig) =>
  new AdaptiveAveragePooling1D(config);
/** The means of equal parts of images. */
export const adaptiveAveragePooling2d = (config: AdaptivePoolingConfig) =>
  new AdaptiveAveragePooling2D(config);
/** The means of equal parts of volumes. */
export const adaptiveAveragePooling3d = (config: AdaptivePoolingConfig) =>
  new AdaptiveAveragePooling3D(config);
/** The largest of equal parts of sequences. */
export const adaptiveMaxPooling1d = (config: AdaptivePoolingConfig) =>
  new AdaptiveMaxPooling1D(config);
/** The largest of equal parts of images. */
export const adaptiveMaxPooling2d = (config: AdaptivePoolingConfig) =>
  new AdaptiveMaxPooling2D(config);
/** The largest of equal parts of volumes. */
export const adaptiveMaxPooling3d = (config: AdaptivePoolingConfig) =>
  new AdaptiveMaxPooling3D(config);
/** The mean of each channel of sequences. */
export const globalAveragePooling1d = (config?: GlobalPoolingConfig) =>
  new GlobalAveragePooling1D(config);
/** The mean of each channel of images. */
export const globalAveragePooling2d = (config?: GlobalPoolingConfig) =>
  new GlobalAveragePooling2D(config);
/** The mean of each channel of volumes. */
export const globalAveragePooling3d = (config?: GlobalPoolingConfig) =>
  new GlobalAveragePooling3D(config);
/** The largest of each channel of sequences. */
export const globalMaxPooling1d = (config?: GlobalPoolingConfig) => new GlobalMaxPooling1D(config);
/** The largest of each channel of images. */
export const globalMaxPooling2d = (config?: GlobalPoolingConfig) => new GlobalMaxPooling2D(config);
/** The largest of each channel of volumes. */
export const globalMaxPooling3d = (config?: GlobalPoolingConfig) => new GlobalMaxPooling3D(config);
/** The means of windows of sequences. */
export const averagePooling1d = (config?: PoolingConfig) => new AveragePooling1D(config);
/** The means of windows of images. */
export const averagePooling2d = (config?: PoolingConfig) => new AveragePooling2D(config);
/** The means of windows of volumes. */
export const averagePooling3d = (config?: PoolingConfig) => new AveragePooling3D(config);
/** The largest of windows of sequences. */
export const maxPooling1d = (config?: PoolingConfig) => new MaxPooling1D(config);
/** The largest of windows of images. */
export const maxPooling2d = (config?: PoolingConfig) => new MaxPooling2D(config);
/** The largest of windows of volumes. */
export const maxPooling3d = (config?: PoolingConfig) => new MaxPooling3D(config);

// Other spellings that tfjs and Keras know.
export {
  averagePooling1d as avgPool1d,
  averagePooling1d as avgPooling1d,
  averagePooling2d as avgPool2d,
  averagePooling2d as avgPooling2d,
  averagePooling3d as avgPool3d,
  averagePooling3d as avgPooling3d,
  globalMaxPooling1d as globalMaxPool1d,
  globalMaxPooling2d as globalMaxPool2d,
  maxPooling1d as maxPool1d,
  maxPooling2d as maxPool2d,
  maxPooling3d as maxPool3d,
};
