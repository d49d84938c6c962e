// Graph models, as they stand on `tf`.
export type {
  IOHandler,
  IOHandlerSync,
  LoadOptions,
  ModelArtifacts,
  ModelJSON,
  SaveResult,
  WeightSpec,
} from './artifacts.js';
export type { AttributeValue } from './attributes.js';
export {
  deregisterOp,
  type GraphNode,
  getRegisteredOp,
  type OpExecutor,
  registerOp,
} from './customOps.js';
export { loadGraphModel, loadGraphModelSync } from './load.js';
export { GraphModel, type GraphOutputs, type ModelSource, type TensorInfo } from './model.js';
export type { GraphInputs, NamedTensorMap } from './values.js';
