// The functions of `tf` that tensors have as methods: `x.add(y)` is `tf.add(x, y)`.
export {
  add,
  atan2,
  div,
  divNoNan,
  equal,
  floorDiv,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  mod,
  mul,
  notEqual,
  pow,
  squaredDifference,
  sub,
} from './arithmetic.js';
export { conv1d, conv2d, conv3d, depthwiseConv2d } from './convolution.js';
export { conv2dTranspose, conv3dTranspose } from './convolutionTransposed.js';
export { dilation2d } from './dilation2d.js';
export { unique } from './dynamic.js';
export { resizeBilinear, resizeNearestNeighbor } from './image/resize.js';
export { gather, unsortedSegmentSum } from './indexing.js';
export { dot, matMul } from './matrix.js';
export { euclideanNorm, norm } from './norm.js';
export { batchNorm, localResponseNormalization } from './normalization.js';
export { topk } from './order.js';
export { pool } from './pool.js';
export { avgPool, avgPool3d, maxPool, maxPool3d } from './pooling.js';
export {
  all,
  any,
  argMax,
  argMin,
  cumprod,
  cumsum,
  logSumExp,
  max,
  mean,
  min,
  prod,
  sum,
} from './reduction.js';
export { separableConv2d } from './separableConvolution.js';
export {
  broadcastTo,
  expandDims,
  flatten,
  mirrorPad,
  oneHot,
  pad,
  reshape,
  reverse,
  slice,
  split,
  squeeze,
  tile,
  transpose,
  unstack,
} from './shape.js';
export { logSoftmax, softmax } from './softmax.js';
export { batchToSpaceND, depthToSpace, spaceToBatchND } from './spaceToBatch.js';
export { fft, ifft, irfft, rfft } from './spectral.js';
export { stridedSlice } from './stridedSlice.js';
export {
  abs,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  ceil,
  clipByValue,
  clone,
  cos,
  cosh,
  elu,
  erf,
  exp,
  expm1,
  floor,
  isFinite,
  isInf,
  isNaN,
  leakyRelu,
  log,
  log1p,
  logSigmoid,
  neg,
  prelu,
  reciprocal,
  relu,
  relu6,
  round,
  rsqrt,
  selu,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  step,
  tan,
  tanh,
} from './unary.js';
