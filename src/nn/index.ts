// `tf.nn`: TensorFlow 1's recurrent cells, loops and losses, and the ops that its programs call by this name.
export {
  avgPool,
  avgPool3d,
  batchNorm as batchNormalization,
  conv1d,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  depthwiseConv2d,
  dropout,
  elu,
  inTopK,
  leakyRelu,
  logSoftmax,
  maxPool,
  maxPool3d,
  moments,
  pool,
  relu,
  relu6,
  selu,
  separableConv2d,
  sigmoid,
  softmax,
  softplus,
  tanh,
  topk as topK,
} from '../ops/index.js';
export { BasicLSTMCell, type BasicLSTMCellOptions } from './basicLSTMCell.js';
export { BasicRNNCell, type BasicRNNCellOptions } from './basicRNNCell.js';
export { RNNCell, type RNNCellOptions } from './cell.js';
export * from './crossEntropy.js';
export * from './functions.js';
export { GRUCell, type GRUCellOptions } from './gruCell.js';
export { LSTMCell, type LSTMCellOptions } from './lstmCell.js';
export { MultiRNNCell } from './multiRNNCell.js';
export {
  type BidirectionalRNNOptions,
  bidirectionalDynamicRNN,
  type DynamicRNNOptions,
  dynamicRNN,
  type RNNResult,
  type StaticRNNOptions,
  staticRNN,
} from './rnn.js';
export { LSTMState, type State, type StateSize } from './structure.js';
