// The chained methods of tensors: `x.add(y)` is `tf.add(x, y)`.
import type { DType } from '../dtype.js';
import { Tensor, type TensorLike } from '../tensor.js';
import type { Variable } from '../variable.js';
import * as arithmetic from './arithmetic.js';
import { cast } from './convert.js';
import { conv1d, conv2d, conv3d, depthwiseConv2d } from './convolution.js';
import { conv2dTranspose, conv3dTranspose } from './convolutionTransposed.js';
import * as creation from './creation.js';
import { dilation2d } from './dilation2d.js';
import { unique } from './dynamic.js';
import { resizeBilinear, resizeNearestNeighbor } from './image/resize.js';
import * as indexing from './indexing.js';
import * as matrix from './matrix.js';
import * as norms from './norm.js';
import { batchNorm, localResponseNormalization } from './normalization.js';
import * as order from './order.js';
import { pool } from './pool.js';
import { avgPool, avgPool3d, maxPool, maxPool3d } from './pooling.js';
import * as reduction from './reduction.js';
import { at, rows } from './rows.js';
import { separableConv2d } from './separableConvolution.js';
import * as shape from './shape.js';
import * as softmax from './softmax.js';
import { batchToSpaceND, depthToSpace, spaceToBatchND } from './spaceToBatch.js';
import { fft, ifft, irfft, rfft } from './spectral.js';
import { stridedSlice } from './stridedSlice.js';
import * as unary from './unary.js';

const vision = {
  avgPool,
  avgPool3d,
  batchNorm,
  batchToSpaceND,
  conv1d,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  depthToSpace,
  depthwiseConv2d,
  dilation2d,
  localResponseNormalization,
  maxPool,
  maxPool3d,
  pool,
  resizeBilinear,
  resizeNearestNeighbor,
  separableConv2d,
  spaceToBatchND,
};

const ops = {
  ...arithmetic,
  ...unary,
  ...reduction,
  ...shape,
  ...matrix,
  ...softmax,
  ...indexing,
  ...norms,
  ...order,
  fft,
  ifft,
  irfft,
  rfft,
  stridedSlice,
  unique,
  ...vision,
};

/** The names of functions whose first argument becomes `this`. */
const chained = [
  'abs',
  'acos',
  'acosh',
  'add',
  'all',
  'any',
  'argMax',
  'argMin',
  'asin',
  'asinh',
  'atan',
  'atan2',
  'atanh',
  'avgPool',
  'avgPool3d',
  'batchNorm',
  'batchToSpaceND',
  'broadcastTo',
  'ceil',
  'clipByValue',
  'clone',
  'conv1d',
  'conv2d',
  'conv2dTranspose',
  'conv3d',
  'conv3dTranspose',
  'cos',
  'cosh',
  'cumprod',
  'cumsum',
  'depthToSpace',
  'depthwiseConv2d',
  'dilation2d',
  'div',
  'divNoNan',
  'dot',
  'elu',
  'equal',
  'erf',
  'euclideanNorm',
  'exp',
  'fft',
  'ifft',
  'irfft',
  'rfft',
  'expandDims',
  'expm1',
  'flatten',
  'floor',
  'floorDiv',
  'gather',
  'greater',
  'greaterEqual',
  'isFinite',
  'isInf',
  'isNaN',
  'leakyRelu',
  'less',
  'lessEqual',
  'localResponseNormalization',
  'log',
  'log1p',
  'logSigmoid',
  'logSoftmax',
  'logSumExp',
  'logicalAnd',
  'logicalNot',
  'logicalOr',
  'logicalXor',
  'matMul',
  'max',
  'maxPool',
  'maxPool3d',
  'maximum',
  'mean',
  'min',
  'minimum',
  'mirrorPad',
  'mod',
  'mul',
  'neg',
  'norm',
  'notEqual',
  'oneHot',
  'pad',
  'pool',
  'pow',
  'prelu',
  'prod',
  'reciprocal',
  'relu',
  'relu6',
  'reshape',
  'resizeBilinear',
  'resizeNearestNeighbor',
  'reverse',
  'round',
  'rsqrt',
  'selu',
  'separableConv2d',
  'sigmoid',
  'sign',
  'sin',
  'sinh',
  'slice',
  'softmax',
  'softplus',
  'spaceToBatchND',
  'split',
  'sqrt',
  'square',
  'squaredDifference',
  'squeeze',
  'step',
  'stridedSlice',
  'sub',
  'sum',
  'tan',
  'tanh',
  'tile',
  'topk',
  'transpose',
  'unique',
  'unsortedSegmentSum',
  'unstack',
] as const;

type Rest<F> = F extends (x: TensorLike, ...rest: infer R) => infer Result
  ? (...rest: R) => Result
  : never;
type Chained = { [Name in (typeof chained)[number]]: Rest<(typeof ops)[Name]> };

declare module '../tensor.js' {
  interface Tensor extends Chained {
    /** What is at these indices of the first axes; with all of them, a scalar. Negative counts from the end. */
    at(...indices: number[]): Tensor;
    /** Rows `start` to before `end` of the first axis, clamped to what is there: a view, not a copy. */
    rows(start: number, end?: number): Tensor;
    /** Joined with another, or a list of others, along an axis. */
    concat(x: Tensor | readonly TensorLike[], axis?: number): Tensor;
    /** Stacked with others along a new axis. */
    stack(x: TensorLike, axis?: number): Tensor;
    /** This where the condition holds, else x. */
    where(condition: TensorLike, x: TensorLike): Tensor;
    cast(dtype: DType): Tensor;
    asType(dtype: DType): Tensor;
    toFloat(): Tensor;
    toInt(): Tensor;
    toBool(): Tensor;
    asScalar(): Tensor;
    as1D(): Tensor;
    as2D(rows: number, columns: number): Tensor;
    as3D(rows: number, columns: number, depth: number): Tensor;
    as4D(rows: number, columns: number, depth: number, depth2: number): Tensor;
    as5D(...shape: [number, number, number, number, number]): Tensor;
    reshapeAs(x: Tensor): Tensor;
    /** A variable that starts with these values. */
    variable(trainable?: boolean, name?: string, dtype?: DType): Variable;
    zerosLike(): Tensor;
    onesLike(): Tensor;
  }
}

const methods: Record<string, (this: Tensor, ...args: never[]) => unknown> = {
  at(...indices: number[]) {
    return at(this, ...indices);
  },
  rows(start: number, end?: number) {
    return rows(this, start, end);
  },
  concat(x: Tensor | readonly TensorLike[], axis?: number) {
    return shape.concat([this, ...(x instanceof Tensor ? [x] : x)], axis);
  },
  stack(x: TensorLike, axis?: number) {
    return shape.stack([this, x], axis);
  },
  where(condition: TensorLike, x: TensorLike) {
    return arithmetic.where(condition, this, x);
  },
  cast(dtype: DType) {
    return cast(this, dtype);
  },
  asType(dtype: DType) {
    return cast(this, dtype);
  },
  toFloat() {
    return cast(this, 'float32');
  },
  toInt() {
    return cast(this, 'int32');
  },
  toBool() {
    return cast(this, 'bool');
  },
  asScalar() {
    return shape.reshape(this, []);
  },
  as1D() {
    return shape.reshape(this, [-1]);
  },
  as2D(...target: number[]) {
    return shape.reshape(this, target);
  },
  as3D(...target: number[]) {
    return shape.reshape(this, target);
  },
  as4D(...target: number[]) {
    return shape.reshape(this, target);
  },
  as5D(...target: number[]) {
    return shape.reshape(this, target);
  },
  variable(trainable?: boolean, name?: string, dtype?: DType) {
    return creation.variable(this, trainable, name, dtype);
  },
  reshapeAs(x: Tensor) {
    return shape.reshape(this, x.shape);
  },
  zerosLike() {
    return creation.zerosLike(this);
  },
  onesLike() {
    return creation.onesLike(this);
  },
};

for (const name of chained) {
  const op = ops[name] as (x: Tensor, ...rest: unknown[]) => unknown;
  methods[name] = function (this: Tensor, ...rest: never[]) {
    return op(this, ...rest);
  };
}

for (const [name, value] of Object.entries(methods)) {
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
}
