// Images that layers of preprocessing take: one, or a batch of them, with the channels last or first.
import { ConfigError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { DataFormat } from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import type { InputSpec } from '../spec.js';
import type { PartialShape } from '../symbolic.js';

/** One image, or a batch. */
export const imageSpec: InputSpec[] = [{ minNDim: 3, maxNDim: 4 }];

/** The axes of height and width. */
export function imageAxes(rank: number, format: DataFormat): [height: number, width: number] {
  return format === 'channelsLast' ? [rank - 3, rank - 2] : [rank - 2, rank - 1];
}

/** The shape of images in another size. */
export function sizedShape(
  shape: PartialShape,
  format: DataFormat,
  [height, width]: readonly (number | null)[],
): PartialShape {
  const [rows, columns] = imageAxes(shape.length, format);
  return shape.map((n, axis) => (axis === rows ? height : axis === columns ? width : n));
}

/** The part of images from `[top, left]` on. */
export function crop(
  x: Tensor,
  format: DataFormat,
  start: readonly [number, number],
  size: readonly [number, number],
): Tensor {
  const begin = sizedShape(
    x.shape.map(() => 0),
    format,
    start,
  );
  return tf.slice(x, begin as number[], sizedShape(x.shape, format, size) as number[]);
}

/** The largest part in the middle of an image that has the proportions of another size. */
export function cropToAspectRatio(
  x: Tensor,
  format: DataFormat,
  [height, width]: readonly [number, number],
): Tensor {
  const [h, w] = imageAxes(x.rank, format).map((axis) => x.shape[axis]);
  const rows = Math.max(1, Math.min(h, Math.trunc((w * height) / width)));
  const columns = Math.max(1, Math.min(w, Math.trunc((h * width) / height)));
  const start = [Math.trunc((h - rows) / 2), Math.trunc((w - columns) / 2)] as const;
  return crop(x, format, start, [rows, columns]);
}

/** The image in the middle of one that has the proportions of another size. */
export function padToAspectRatio(
  x: Tensor,
  format: DataFormat,
  [height, width]: readonly [number, number],
  value: number,
): Tensor {
  const axes = imageAxes(x.rank, format);
  const [h, w] = axes.map((axis) => x.shape[axis]);
  const wanted = [Math.trunc((w * height) / width), Math.trunc((h * width) / height)];
  const edges = wanted.map((size, i) => Math.max(0, Math.trunc((size - [h, w][i]) / 2)));
  const pads = x.shape.map((_, axis): [number, number] => {
    const edge = edges[axes.indexOf(axis)] ?? 0;
    return [edge, edge];
  });
  return tf.pad(x, pads, value);
}

/** @throws ConfigError unless both are positive whole numbers. */
export function checkSize(where: string, size: Record<'height' | 'width', number>): void {
  for (const key of ['height', 'width'] as const) {
    if (Number.isInteger(size[key]) && size[key] > 0) continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'a positive whole number',
      received: String(size[key]),
    });
  }
}
