// `tf.layers`: recurrent layers, their cells and the layers around them, with their factories.

import type { Layer } from '../layer.js';
import { Bidirectional, type BidirectionalConfig } from './bidirectional.js';
import type { RNNCell } from './cell.js';
import { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, type ConvLSTMConfig } from './convLSTM.js';
import {
  ConvLSTM1DCell,
  ConvLSTM2DCell,
  ConvLSTM3DCell,
  type ConvLSTMCellConfig,
} from './convLSTMCell.js';
import { GRU, type GRUConfig } from './gru.js';
import { GRUCell, type GRUCellConfig } from './gruCell.js';
import { LSTM, type LSTMConfig } from './lstm.js';
import { LSTMCell, type LSTMCellConfig } from './lstmCell.js';
import { RNN, type RNNConfig } from './rnn.js';
import { SimpleRNN, type SimpleRNNConfig } from './simpleRNN.js';
import { SimpleRNNCell, type SimpleRNNCellConfig } from './simpleRNNCell.js';
import { StackedRNNCells, type StackedRNNCellsConfig } from './stackedRNNCells.js';
import { TimeDistributed, type TimeDistributedConfig } from './timeDistributed.js';

export { RNNCell } from './cell.js';
export {
  Bidirectional,
  ConvLSTM1D,
  ConvLSTM1DCell,
  ConvLSTM2D,
  ConvLSTM2DCell,
  ConvLSTM3D,
  ConvLSTM3DCell,
  GRU,
  GRUCell,
  LSTM,
  LSTMCell,
  RNN,
  SimpleRNN,
  SimpleRNNCell,
  StackedRNNCells,
  TimeDistributed,
};

/** An LSTM along a sequence of sequences, its products convolutions. */
export const convLstm1d = (config: ConvLSTMConfig) => new ConvLSTM1D(config);
/** One step of `convLstm1d`, for `rnn`. */
export const convLstm1dCell = (config: ConvLSTMCellConfig) => new ConvLSTM1DCell(config);
/** An LSTM along a sequence of images, its products convolutions. */
export const convLstm2d = (config: ConvLSTMConfig) => new ConvLSTM2D(config);
/** One step of `convLstm2d`, for `rnn`. */
export const convLstm2dCell = (config: ConvLSTMCellConfig) => new ConvLSTM2DCell(config);
/** An LSTM along a sequence of volumes, its products convolutions. */
export const convLstm3d = (config: ConvLSTMConfig) => new ConvLSTM3D(config);
/** One step of `convLstm3d`, for `rnn`. */
export const convLstm3dCell = (config: ConvLSTMCellConfig) => new ConvLSTM3DCell(config);
/** Gated recurrent units along a sequence. */
export const gru = (config: GRUConfig | number) => new GRU(config);
/** One step of `gru`, for `rnn`. */
export const gruCell = (config: GRUCellConfig | number) => new GRUCell(config);
/** Long short-term memory along a sequence. */
export const lstm = (config: LSTMConfig | number) => new LSTM(config);
/** One step of `lstm`, for `rnn`. */
export const lstmCell = (config: LSTMCellConfig | number) => new LSTMCell(config);
/** Any cell along a sequence. */
export const rnn = (config: RNNConfig) => new RNN(config);
/** `h' = activation(x · kernel + h · recurrentKernel + bias)` along a sequence. */
export const simpleRNN = (config: SimpleRNNConfig | number) => new SimpleRNN(config);
/** One step of `simpleRNN`, for `rnn`. */
export const simpleRNNCell = (config: SimpleRNNCellConfig | number) => new SimpleRNNCell(config);
/** Cells on top of each other, as one. */
export const stackedRNNCells = (config: StackedRNNCellsConfig | RNNCell[]) =>
  new StackedRNNCells(config);
/** A recurrent layer in both directions. */
export const bidirectional = (config: BidirectionalConfig | Layer) => new Bidirectional(config);
/** A layer applied to each step of a sequence. */
export const timeDistributed = (config: TimeDistributedConfig | Layer) =>
  new TimeDistributed(config);
