// Blocks of the spatial axes moved to the batch or the channels, and back.

import { ConfigError, ShapeError } from '../errors.js';
import { sizeOf } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { expectReal } from './arguments.js';
import { toTensor } from './convert.js';
import { tidy } from './scopes.js';
import { pad, reshape, slice, transpose } from './shape.js';

type Pairs = readonly (readonly [number, number])[];

/**
 * Cuts blocks of `blockShape` out of the axes after the first and stacks their elements along the first:
 * x [batch, ...spatial, ...rest] gives [batch · prod(blockShape), ...spatial / blockShape, ...rest].
 * @param paddings [before, after] in zeros on each spatial axis, first.
 * @throws ShapeError unless the padded axes are multiples of the block's.
 */
export function spaceToBatchND(
  x: TensorLike,
  blockShape: readonly number[],
  paddings: Pairs,
): Tensor {
  const tensor = toTensor(x, 'spaceToBatchND', 'x');
  const axes = blockShape.length;
  if (tensor.rank < 1 + axes) {
    throw new ShapeError(`input rank ${tensor.rank} should be > than [blockShape] ${axes}`);
  }
  if (paddings.length !== axes) {
    throw new ShapeError(
      `paddings.shape[0] ${paddings.length} must be equal to [blockShape] ${axes}`,
    );
  }
  const [batch, ...sizes] = tensor.shape;
  const spatial = blockShape.map((_, i) => sizes[i] + paddings[i][0] + paddings[i][1]);
  if (spatial.some((size, i) => size % blockShape[i] !== 0)) {
    throw new ShapeError(
      `input spatial dimensions ${sizes} with paddings ${paddings} must be divisible by blockShapes ${blockShape}`,
    );
  }
  const rest = sizes.slice(axes);
  const blocks = spatial.map((size, i) => size / blockShape[i]);
  return tidy(() => {
    const all: [number, number][] = tensor.shape.map((_, axis) => {
      const pair = axis === 0 ? undefined : paddings[axis - 1];
      return pair ? [pair[0], pair[1]] : [0, 0];
    });
    const padded = all.some(([before, after]) => before + after > 0) ? pad(tensor, all) : tensor;
    const cut = reshape(padded, [
      batch,
      ...blockShape.flatMap((block, i) => [blocks[i], block]),
      ...rest,
    ]);
    // [block..., batch, spatial..., rest...]
    const within = blockShape.map((_, i) => 2 * i + 2);
    const of = blockShape.map((_, i) => 2 * i + 1);
    const last = rest.map((_, i) => 2 * axes + 1 + i);
    const moved = transpose(cut, [...within, 0, ...of, ...last]);
    return reshape(moved, [batch * sizeOf(blockShape), ...blocks, ...rest]);
  });
}

/**
 * The inverse of `spaceToBatchND`: x [batch, ...spatial, ...rest] gives
 * [batch / prod(blockShape), ...spatial · blockShape, ...rest].
 * @param crops [before, after] taken off each spatial axis, last.
 * @throws ShapeError unless the batch is a multiple of the block's size.
 */
export function batchToSpaceND(x: TensorLike, blockShape: readonly number[], crops: Pairs): Tensor {
  const tensor = toTensor(x, 'batchToSpaceND', 'x');
  const axes = blockShape.length;
  const size = sizeOf(blockShape);
  const [batch, ...sizes] = tensor.shape;
  if (tensor.rank < 1 + axes) {
    throw new ShapeError(
      `input rank is ${tensor.rank} but should be > than blockShape.length ${axes}`,
    );
  }
  if (crops.length !== axes) {
    throw new ShapeError(
      `crops.length is ${crops.length} but should be equal to blockShape.length  ${axes}`,
    );
  }
  if (batch % size !== 0) {
    const product = blockShape.join(' * ');
    throw new ShapeError(
      `input tensor batch is ${batch} but is not divisible by the product of the elements of blockShape ${product} === ${size}`,
    );
  }
  const rest = sizes.slice(axes);
  return tidy(() => {
    const apart = reshape(tensor, [...blockShape, batch / size, ...sizes]);
    // [batch, (spatial, block)..., rest...]
    const pairs = blockShape.flatMap((_, i) => [axes + 1 + i, i]);
    const last = rest.map((_, i) => 2 * axes + 1 + i);
    const joined = reshape(transpose(apart, [axes, ...pairs, ...last]), [
      batch / size,
      ...blockShape.map((block, i) => sizes[i] * block),
      ...rest,
    ]);
    if (crops.every(([before, after]) => before + after === 0)) return joined;
    const begin = [0, ...crops.map(([before]) => before)];
    const count = crops.map(([before, after], i) => joined.shape[i + 1] - before - after);
    return slice(joined, begin, [batch / size, ...count]);
  });
}

/**
 * Blocks of `blockSize` x `blockSize` made of channels: x [batch, height, width, channels] gives
 * [batch, height · blockSize, width · blockSize, channels / blockSize²].
 * @param dataFormat `NHWC` or `NCHW`.
 */
export function depthToSpace(
  x: TensorLike,
  blockSize: number,
  dataFormat: 'NHWC' | 'NCHW' = 'NHWC',
): Tensor {
  const where = 'depthToSpace';
  const tensor = expectReal(toTensor(x, where, 'x'), where, 'x');
  if (!(blockSize > 1)) {
    throw new ConfigError(`blockSize should be > 1 for depthToSpace, but was: ${blockSize}`);
  }
  const last = dataFormat === 'NHWC';
  const [batch, height, width, depth] = last
    ? tensor.shape
    : [tensor.shape[0], tensor.shape[2], tensor.shape[3], tensor.shape[1]];
  const block = blockSize * blockSize;
  if (tensor.rank !== 4 || depth % block !== 0) {
    throw new ShapeError(
      `Dimension size must be evenly divisible by ${block} but is ${depth} for depthToSpace with input shape ${tensor.shape}`,
    );
  }
  const channels = depth / block;
  const [rows, columns] = [height * blockSize, width * blockSize];
  return tidy(() => {
    if (last) {
      const apart = reshape(tensor, [batch, height, width, blockSize, blockSize, channels]);
      const moved = transpose(apart, [0, 1, 3, 2, 4, 5]);
      return reshape(moved, [batch, rows, columns, channels]);
    }
    const apart = reshape(tensor, [batch, blockSize, blockSize, channels, height, width]);
    return reshape(transpose(apart, [0, 3, 4, 1, 5, 2]), [batch, channels, rows, columns]);
  });
}
