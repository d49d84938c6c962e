// Pooling: the maximum or the average of each window.
import { type DType, isFloat } from '../dtype.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { uncounted } from '../tensors.js';
import { imageArgument } from './arguments.js';
import { where as select } from './arithmetic.js';
import { castArgument, toTensor } from './convert.js';
import { batched } from './convolution.js';
import { zeros } from './creation.js';
import { tidy } from './scopes.js';
import { pad as padWith } from './shape.js';
import { isNaN as isNotANumber } from './unary.js';
import {
  checkRank,
  checkRounding,
  type DataFormat,
  imageShape,
  type Padding,
  type PerAxis,
  perAxis,
  type Rounding,
  readFormat,
  readPads,
  spatialOf,
} from './window.js';

type Kind = 'max' | 'avg';

export interface PoolingOptions {
  poolSize: number[];
  strides: number[];
  padding: Padding;
  dataFormat: DataFormat;
  /** Of the number of windows, where padding is explicit; default `floor`. */
  rounding?: Rounding;
}

/** The engine's attributes for pooling `x`. @internal */
export function windowsOf(where: string, x: Tensor, options: PoolingOptions) {
  const { poolSize, strides, padding, dataFormat, rounding } = options;
  checkRank(where, x, poolSize.length);
  const sizes = spatialOf(x.shape, dataFormat);
  const pads = readPads(where, padding, sizes, poolSize, strides, dataFormat, rounding);
  return { poolSize, strides, pads, dataFormat };
}

/** Pools over as many axes as `poolSize` has. @internal */
export function poolWindows(where: string, kind: Kind, x: Tensor, options: PoolingOptions): Tensor {
  return applyOne(`${kind}Pool`, windowsOf(where, x, options), [x]);
}

/** As `poolWindows`, where some windows may lie wholly in the padding: their maximum is -Infinity, their average 0. */
function poolAnywhere(where: string, kind: Kind, x: Tensor, options: PoolingOptions): Tensor {
  const { poolSize, strides, pads, dataFormat } = windowsOf(where, x, options);
  const sizes = spatialOf(x.shape, dataFormat);
  const padded = sizes.map((size, i) => size + pads[i][0] + pads[i][1]);
  if (padded.some((size, i) => size < poolSize[i])) {
    const counts = padded.map((size, i) =>
      Math.max(0, Math.floor((size - poolSize[i]) / strides[i]) + 1),
    );
    return zeros(imageShape(x.shape[0], counts, x.shape[x.rank - 1], dataFormat), x.dtype);
  }
  const inside = pads.every(([before, after], i) => Math.max(before, after) < poolSize[i]);
  if (inside) return applyOne(`${kind}Pool`, { poolSize, strides, pads, dataFormat }, [x]);
  const all: [number, number][] =
    dataFormat === 'channelsLast' ? [[0, 0], ...pads, [0, 0]] : [[0, 0], [0, 0], ...pads];
  const bare = { poolSize, strides, pads: pads.map(() => [0, 0]), dataFormat };
  const pooled = (values: Tensor) => applyOne(`${kind}Pool`, bare, [values]);
  if (kind === 'max') return pooled(padWith(x, all, Number.NEGATIVE_INFINITY));
  // The mean over the whole window, times the window's share of elements that are there.
  const ones = uncounted('float32', [...x.shape], new Float32Array(x.size).fill(1));
  const share = pooled(padWith(castArgument(ones, x.dtype), all));
  return applyOne('divNoNan', {}, [pooled(padWith(x, all)), share]);
}

function images(
  where: string,
  kind: Kind,
  rank: number,
  image: Tensor,
  size: PerAxis,
  strides: PerAxis,
  padding: Padding,
  format: string,
  rounding?: Rounding,
): Tensor {
  checkRounding(where, padding, rounding);
  const options = {
    poolSize: perAxis(where, 'filterSize', size, rank),
    strides: perAxis(where, 'strides', strides, rank),
    padding,
    dataFormat: readFormat(where, format),
    rounding: rounding ?? undefined,
  };
  return tidy(() => batched(image, rank, (x) => poolAnywhere(where, kind, x, options)));
}

/** Maxima are of the numbers in a window, as in tfjs: NaN counts as the least. @internal */
export function withoutNaN(x: Tensor): Tensor {
  return select(isNotANumber(x), uncounted(x.dtype, [], infinity(x.dtype)), x);
}

function infinity(dtype: DType): Float32Array | Float64Array {
  const least = Number.NEGATIVE_INFINITY;
  return dtype === 'float64' ? Float64Array.of(least) : Float32Array.of(least);
}

/** Runs a maximum on the floats that hold x's values, and gives its results in x's dtype. */
function inFloats(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  return tidy(() => {
    if (isFloat(x.dtype)) return f(withoutNaN(x));
    return castArgument(f(castArgument(x, 'float64')), x.dtype);
  });
}

/**
 * The largest of each window of x [batch, height, width, channels], or of one image; NaNs are passed over.
 * @param dimRoundingMode how many windows there are, with a pad in numbers.
 */
export function maxPool(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
  dimRoundingMode?: Rounding,
): Tensor {
  return inFloats(toTensor(x, 'maxPool', 'x'), (image) =>
    images('maxPool', 'max', 2, image, filterSize, strides, pad, 'NHWC', dimRoundingMode),
  );
}

/** The mean of each window of x [batch, height, width, channels], or of one image; padding is not counted. */
export function avgPool(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
  dimRoundingMode?: Rounding,
): Tensor {
  const image = imageArgument(x, 'avgPool', 'x');
  return images('avgPool', 'avg', 2, image, filterSize, strides, pad, 'NHWC', dimRoundingMode);
}

/** The largest of each window of x [batch, depth, height, width, channels], or of one volume; NaNs are passed over. */
export function maxPool3d(
  x: TensorLike,
  filterSize: PerAxis = [1, 1, 1],
  strides: PerAxis = 1,
  pad: Padding = 'valid',
  dimRoundingMode?: Rounding,
  dataFormat = 'NDHWC',
): Tensor {
  return inFloats(toTensor(x, 'maxPool3d', 'x'), (image) =>
    images('maxPool3d', 'max', 3, image, filterSize, strides, pad, dataFormat, dimRoundingMode),
  );
}

/** The mean of each window of x [batch, depth, height, width, channels], or of one volume; padding is not counted. */
export function avgPool3d(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
  dimRoundingMode?: Rounding,
  dataFormat = 'NDHWC',
): Tensor {
  const image = imageArgument(x, 'avgPool3d', 'x');
  return images(
    'avgPool3d',
    'avg',
    3,
    image,
    filterSize,
    strides,
    pad,
    dataFormat,
    dimRoundingMode,
  );
}
