// Graph models, as they stand on `tf`.
export type { AttributeValue } from './attributes.js';
export {
  deregisterOp,
  type GraphNode,
  type OpExecutor,
  registerOp,
} from './customOps.js';
export { loadGraphModel, loadGraphModelSync } from './load.js';
export { GraphModel, type GraphOutputs, type ModelSource, type TensorInfo } from './model.js';
export type { GraphInputs, NamedTensorMap } from './values.js';
