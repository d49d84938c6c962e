// `tf.layers`: recurrent layers, their cells and the layers around them, with their factories.

import type { Layer } from '../layer.js';
import { Bidirectional, type BidirectionalConfig } from './bidirectional.js';
import type { RNNCell } from './cell.js';
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
