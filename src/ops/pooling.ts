// Pooling: the maximum or the average of each window.
import { ConfigError } from '../errors.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toTensor } from './convert.js';
import { reshape } from './shape.js';
import {
  checkRank,
  type DataFormat,
  type Padding,
  type PerAxis,
  perAxis,
  readFormat,
  readPads,
  spatialOf,
} from './window.js';

/** Pools over as many axes as `poolSize` has. @internal */
export function poolWindows(
  where: string,
  kind: 'max' | 'avg',
  x: Tensor,
  options: { poolSize: number[]; strides: number[]; padding: Padding; dataFormat: DataFormat },
): Tensor {
  const { poolSize, strides, padding, dataFormat } = options;
  checkRank(where, x, poolSize.length);
  const pads = readPads(where, padding, spatialOf(x.shape, dataFormat), poolSize, strides);
  return applyOne(`${kind}Pool`, { poolSize, strides, pads, dataFormat }, [x]);
}

function images(
  where: string,
  kind: 'max' | 'avg',
  rank: number,
  x: TensorLike,
  size: PerAxis,
  strides: PerAxis,
  padding: Padding,
  format: string,
): Tensor {
  const image = toTensor(x, where);
  const options = {
    poolSize: perAxis(where, 'filterSize', size, rank),
    strides: perAxis(where, 'strides', strides, rank),
    padding,
    dataFormat: readFormat(where, format),
  };
  if (image.rank !== rank + 1) return poolWindows(where, kind, image, options);
  const result = poolWindows(where, kind, reshape(image, [1, ...image.shape]), options);
  return reshape(result, result.shape.slice(1));
}

/** The largest of each window of x [batch, height, width, channels], or of one image. */
export function maxPool(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
): Tensor {
  return images('maxPool', 'max', 2, x, filterSize, strides, pad, 'NHWC');
}

/** The mean of each window of x [batch, height, width, channels], or of one image; padding is not counted. */
export function avgPool(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
): Tensor {
  return images('avgPool', 'avg', 2, x, filterSize, strides, pad, 'NHWC');
}

/** The largest of each window of x [batch, depth, height, width, channels], or of one volume. */
export function maxPool3d(
  x: TensorLike,
  filterSize: PerAxis = [1, 1, 1],
  strides: PerAxis = 1,
  pad: Padding = 'valid',
  dataFormat = 'NDHWC',
): Tensor {
  return images('maxPool3d', 'max', 3, x, filterSize, strides, pad, dataFormat);
}

/** The mean of each window of x [batch, depth, height, width, channels], or of one volume; padding is not counted. */
export function avgPool3d(
  x: TensorLike,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Padding,
  dataFormat = 'NDHWC',
): Tensor {
  return images('avgPool3d', 'avg', 3, x, filterSize, strides, pad, dataFormat);
}

/** `maxPool` or `avgPool`. @throws ConfigError for dilations other than 1. */
export function pool(
  input: TensorLike,
  windowShape: PerAxis,
  poolingType: 'avg' | 'max',
  pad: Padding,
  dilations: PerAxis = 1,
  strides: PerAxis = 1,
): Tensor {
  if (perAxis('pool', 'dilations', dilations, 2).some((n) => n !== 1)) {
    throw new ConfigError({
      where: 'pool',
      expected: 'dilations of 1',
      received: JSON.stringify(dilations),
    });
  }
  return images('pool', poolingType, 2, input, windowShape, strides, pad, 'NHWC');
}
