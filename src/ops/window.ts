// Sliding windows: what convolution and pooling share of strides, paddings and formats.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor } from '../tensor.js';

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];
/**
 * `same`: as many outputs as inputs, divided by the stride; `valid`: no padding; `causal`: padding before only; a number,
 * or [before, after] for each spatial axis, or for each axis of the input as in tfjs.
 */
export type Padding = 'same' | 'valid' | 'causal' | number | readonly (readonly [number, number])[];
/** How a number of windows that is not whole becomes one; `floor` unless given. Only with explicit padding. */
export type Rounding = 'floor' | 'round' | 'ceil';
export type DataFormat = 'channelsLast' | 'channelsFirst';

const formats: Record<string, DataFormat> = {
  channels_last: 'channelsLast',
  channels_first: 'channelsFirst',
  channelsLast: 'channelsLast',
  channelsFirst: 'channelsFirst',
  NWC: 'channelsLast',
  NHWC: 'channelsLast',
  NDHWC: 'channelsLast',
  NCW: 'channelsFirst',
  NCHW: 'channelsFirst',
  NCDHW: 'channelsFirst',
};

/** The format by any of its names: `NHWC`, `channels_last`, ... */
export function readFormat(where: string, format: string): DataFormat {
  if (Object.hasOwn(formats, format)) return formats[format];
  throw new ConfigError({
    where,
    expected: "dataFormat 'channelsLast' or 'channelsFirst'",
    received: String(format),
  });
}

/** A positive whole number for each spatial axis; 1 for null. */
export function perAxis(
  where: string,
  name: string,
  value: PerAxis | null,
  rank: number,
): number[] {
  const one =
    value === null ? 1 : typeof value === 'number' ? value : value.length === 1 && value[0];
  const list = one === false ? [...(value as number[])] : new Array<number>(rank).fill(one);
  if (list.length === rank && list.every((n) => Number.isInteger(n) && n > 0)) return list;
  throw new ConfigError({
    where,
    expected: `${name} of ${rank} positive whole numbers, or one for all`,
    received: JSON.stringify(value),
  });
}

/** The sizes of the spatial axes. */
export function spatialOf<N>(shape: readonly N[], format: DataFormat): N[] {
  return format === 'channelsLast' ? shape.slice(1, -1) : shape.slice(2);
}

/** The size of the channels' axis. */
export function channelsOf<N>(shape: readonly N[], format: DataFormat): N {
  return format === 'channelsLast' ? shape[shape.length - 1] : shape[1];
}

/** A shape with these spatial sizes and channels. */
export function imageShape<N>(
  batch: N,
  spatial: readonly N[],
  channels: N,
  format: DataFormat,
): N[] {
  return format === 'channelsLast' ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
}

/** The spatial axes' part of a list of paddings, which may be for all axes, a single image's batch axis included. */
function spatialPads(
  where: string,
  padding: readonly (readonly [number, number])[],
  rank: number,
  format: DataFormat,
): [number, number][] {
  const { length } = padding;
  const end = format === 'channelsLast' && length > rank ? length - 1 : length;
  const pads = padding
    .slice(end - rank, end)
    .map(([before, after]): [number, number] => [before, after]);
  if (pads.length === rank && length <= rank + 3) return pads;
  throw new ConfigError({
    where,
    expected: `a pair [before, after] for each of ${rank} spatial axes`,
    received: JSON.stringify(padding),
  });
}

/** What an explicit padding becomes so that windows stop where the rounding says. */
function rounded(
  [before, after]: readonly [number, number],
  room: number,
  stride: number,
  rounding: Rounding,
): [number, number] {
  const windows = Math[rounding]((room + before + after) / stride);
  return [before, after + Math.max(0, windows * stride - room - before - after)];
}

/** [before, after] on each spatial axis; `spans` are the sizes of the dilated windows. */
export function readPads(
  where: string,
  padding: Padding,
  sizes: readonly number[],
  spans: readonly number[],
  strides: readonly number[],
  format: DataFormat = 'channelsLast',
  rounding?: Rounding,
): [number, number][] {
  if (typeof padding !== 'string') {
    const pads =
      typeof padding === 'number'
        ? sizes.map((): [number, number] => [padding, padding])
        : spatialPads(where, padding, sizes.length, format);
    if (rounding === undefined) return pads;
    return pads.map((pair, i) => rounded(pair, sizes[i] - spans[i], strides[i], rounding));
  }
  switch (padding.toLowerCase()) {
    case 'valid':
      return sizes.map(() => [0, 0]);
    case 'causal':
      return spans.map((span) => [span - 1, 0]);
    case 'same':
      return sizes.map((size, i) => {
        const total = Math.max(
          (Math.ceil(size / strides[i]) - 1) * strides[i] + spans[i] - size,
          0,
        );
        return [Math.floor(total / 2), Math.ceil(total / 2)];
      });
    default:
      throw new ConfigError({
        where,
        expected: "padding 'same', 'valid', 'causal' or numbers",
        received: padding,
      });
  }
}

/** Rounding goes with paddings in whole numbers only. @throws ConfigError for others, or an unknown mode. */
export function checkRounding(where: string, padding: Padding, rounding?: Rounding | null): void {
  if (rounding === undefined || rounding === null) return;
  if (rounding !== 'floor' && rounding !== 'round' && rounding !== 'ceil') {
    throw new ConfigError({
      where,
      expected: "dimRoundingMode 'floor', 'round' or 'ceil'",
      received: JSON.stringify(rounding),
    });
  }
  const numbers = typeof padding === 'object' ? padding.flat() : [padding];
  if (numbers.every((n) => Number.isInteger(n))) return;
  throw new ConfigError({
    where,
    expected: `a pad of whole numbers with dimRoundingMode '${rounding}'`,
    received: JSON.stringify(padding),
  });
}

/** The number of windows along each axis; null where the size is not known. */
export function outputSizes(
  where: string,
  padding: Padding,
  sizes: readonly (number | null)[],
  spans: readonly number[],
  strides: readonly number[],
): (number | null)[] {
  const known = sizes.map((size) => size ?? 0);
  const pads = readPads(where, padding, known, spans, strides);
  return sizes.map((size, i) => {
    if (size === null) return null;
    const output = Math.floor((size + pads[i][0] + pads[i][1] - spans[i]) / strides[i]) + 1;
    if (output > 0) return output;
    throw new ShapeError({
      where,
      expected: `windows of ${showShape(spans)} to fit the input`,
      received: `spatial sizes ${showShape(sizes)}`,
      hint: "padding: 'same' keeps small inputs from shrinking.",
    });
  });
}

/** A tensor of the rank that an op of that many spatial axes takes. @throws ShapeError for another rank. */
export function checkRank(where: string, x: Tensor, spatial: number): void {
  if (x.rank === spatial + 2) return;
  throw new ShapeError({
    where,
    expected: `an input of rank ${spatial + 2}: a batch of ${spatial} spatial axes and channels`,
    received: showShape(x.shape),
  });
}
