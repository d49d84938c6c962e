// All ops, as they stand on `tf`.
import './methods.js';

export * from './arithmetic.js';
export { type Compiled, compile, type Tensors } from './compile.js';
export { complex, imag, real } from './complex.js';
export { cast } from './convert.js';
export {
  conv1d,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  depthwiseConv2d,
  separableConv2d,
} from './convolution.js';
export * from './creation.js';
export * from './environment.js';
export * from './gradients.js';
export * from './matrix.js';
export { avgPool, avgPool3d, maxPool, maxPool3d, pool } from './pooling.js';
export * from './random.js';
export * from './ranked.js';
export * from './recurrent.js';
export * from './reduction.js';
export * from './scopes.js';
export * from './shape.js';
export * from './softmax.js';
export * from './unary.js';
