// `tf.layers`: classes in upper case, factories in lower case, by group as in Keras's documentation.
import * as activation from './activation/index.js';
import * as attention from './attention/index.js';
import * as convolution from './convolution/index.js';
import * as core from './core/index.js';
import * as merging from './merging/index.js';
import * as normalization from './normalization/index.js';
import * as pooling from './pooling/index.js';
import * as preprocessing from './preprocessing/index.js';
import * as recurrent from './recurrent/index.js';
import * as regularization from './regularization/index.js';
import * as reshaping from './reshaping/index.js';
import { registerBuiltIn } from './serialization.js';

export * from './activation/index.js';
export * from './attention/index.js';
export * from './convolution/index.js';
export * from './core/index.js';
export { Layer } from './layer.js';
export * from './merging/index.js';
export * from './normalization/index.js';
export * from './pooling/index.js';
export * from './preprocessing/index.js';
export * from './recurrent/index.js';
export * from './regularization/index.js';
export * from './reshaping/index.js';

const groups = [
  activation,
  attention,
  convolution,
  core,
  merging,
  normalization,
  pooling,
  preprocessing,
  recurrent,
  regularization,
  reshaping,
];
registerBuiltIn(groups.flatMap((group) => Object.values(group)));
