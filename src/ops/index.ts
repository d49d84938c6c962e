// All ops, as they stand on `tf`.
import './methods.js';

export * from './arithmetic.js';
export * from './arrange.js';
export * as browser from './browser.js';
export { type Compiled, compile, type Given } from './compile.js';
export { complex, imag, real } from './complex.js';
export { cast } from './convert.js';
export { conv1d, conv2d, conv3d, depthwiseConv2d } from './convolution.js';
export { conv2dTranspose, conv3dTranspose } from './convolutionTransposed.js';
export * from './counting.js';
export * from './creation.js';
export * from './customGrad.js';
export { dilation2d } from './dilation2d.js';
export { dropout } from './dropout.js';
export {
  booleanMask,
  booleanMaskAsync,
  setdiff1dAsync,
  unique,
  whereAsync,
  whereIndices,
} from './dynamic.js';
export { einsum, tensordot } from './einsum.js';
export * from './environment.js';
export * as fused from './fused.js';
export * from './gradients.js';
export * as image from './image/index.js';
export * from './indexing.js';
export * as linalg from './linalg/index.js';
export * as math from './math.js';
export * from './matrix.js';
export { maxPoolWithArgmax } from './maxPoolWithArgmax.js';
export { movingAverage } from './movingAverage.js';
export * from './norm.js';
export {
  batchNorm,
  batchNorm2d,
  batchNorm3d,
  batchNorm4d,
  localResponseNormalization,
} from './normalization.js';
export * from './order.js';
export { pool } from './pool.js';
export { avgPool, avgPool3d, maxPool, maxPool3d } from './pooling.js';
export * from './profile.js';
export * from './ragged/index.js';
export {
  multinomial,
  randomNormal,
  randomStandardNormal,
  randomUniform,
  randomUniformInt,
  SeedGenerator,
  truncatedNormal,
} from './random.js';
export * from './ranked.js';
export * from './recurrent.js';
export * from './reduction.js';
export * from './sampling.js';
export { scan } from './scan.js';
export * from './scopes.js';
export { separableConv2d } from './separableConvolution.js';
export * from './shape.js';
export * as signal from './signal.js';
export { cosineWindow, enclosingPowerOfTwo } from './signal.js';
export * from './softmax.js';
export { batchToSpaceND, depthToSpace, spaceToBatchND } from './spaceToBatch.js';
export * as sparse from './sparse/index.js';
export * as spectral from './spectral.js';
export { fft, ifft, irfft, rfft } from './spectral.js';
export { stridedSlice } from './stridedSlice.js';
export * as string from './string/index.js';
export * from './unary.js';
