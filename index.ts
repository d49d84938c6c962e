// The public surface of corten: re-exports from src/, nothing else.
export * as errors from './src/errors.js';
export * from './src/ops/index.js';
export { Tensor, type TensorLike } from './src/tensor.js';
export { Variable } from './src/variable.js';
export { version } from './src/version.js';
