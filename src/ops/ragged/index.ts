// Ragged tensors: rows of different lengths, as their values one after another and where each row starts. Eager only.
export { raggedGather } from './gather.js';
export { raggedRange } from './range.js';
export { type RowPartitionType, raggedTensorToTensor } from './toTensor.js';
