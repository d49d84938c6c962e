// The public surface of corten: re-exports from src/, nothing else.
export * as activations from './src/activations/index.js';
export { buffer, TensorBuffer } from './src/buffer.js';
export * as callbacks from './src/callbacks/index.js';
export {
  Callback,
  CallbackList,
  EarlyStopping,
  History,
  LambdaCallback as CustomCallback,
} from './src/callbacks/index.js';
export { registerCallbackConstructor } from './src/callbacks/registered.js';
export * as constraints from './src/constraints/index.js';
export * as data from './src/data/index.js';
export * as datasets from './src/datasets/index.js';
export type { DataTypes, DType, TypedArray, TypedArrays } from './src/dtype.js';
export * as errors from './src/errors.js';
export * from './src/graphModel/index.js';
export * as initializers from './src/initializers/index.js';
export * as io from './src/io/index.js';
export type { LayerConfig } from './src/layers/config.js';
export * as layers from './src/layers/index.js';
export { input, Layer, RNN } from './src/layers/index.js';
export type { CallHook, CallOptions, Shapes } from './src/layers/layer.js';
export * as serialization from './src/layers/publicSerialization.js';
export { InputSpec } from './src/layers/spec.js';
export type { PartialShape } from './src/layers/symbolic.js';
export { SymbolicTensor } from './src/layers/symbolic.js';
export * as losses from './src/losses/index.js';
export { Reduction } from './src/losses/tfjs.js';
export { memory } from './src/memory.js';
export * as metrics from './src/metrics/index.js';
export * as models from './src/models/index.js';
export {
  Functional,
  Model,
  Model as LayersModel,
  model,
  Sequential,
  sequential,
} from './src/models/index.js';
export * as nn from './src/nn/index.js';
export * from './src/ops/index.js';
export { OptimizerConstructors } from './src/optimizers/constructors.js';
export * as optimizers from './src/optimizers/index.js';
export { Optimizer } from './src/optimizers/optimizer.js';
export * from './src/optimizers/tfjs.js';
export * as train from './src/optimizers/train.js';
export * as preprocessing from './src/preprocessing/index.js';
export * as regularizers from './src/regularizers/index.js';
export { loadLayersModel } from './src/saving/loadLayersModel.js';
export {
  type Scalar,
  Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
  type Tensor6D,
  type TensorLike,
} from './src/tensor.js';
export * as util from './src/util.js';
export * as utils from './src/utils.js';
export { Variable, Variable as LayerVariable } from './src/variable.js';
export { version } from './src/version.js';
