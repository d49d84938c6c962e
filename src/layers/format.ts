// The option `dataFormat` of layers on images: where the channels' axis lies.
import { type DataFormat, readFormat } from '../ops/window.js';

/** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
export type DataFormatOption =
  | 'channelsLast'
  | 'channelsFirst'
  | 'channels_last'
  | 'channels_first'
  | null;

/** The option as Keras writes it. @throws ConfigError for an unknown format. */
export function keptFormat(
  where: string,
  value: DataFormatOption,
): 'channels_last' | 'channels_first' {
  const format = readFormat(where, value ?? 'channels_last');
  return format === 'channelsLast' ? 'channels_last' : 'channels_first';
}

/** A layer's format, as the ops take it. */
export function formatOf({ dataFormat }: { dataFormat: DataFormatOption }): DataFormat {
  return dataFormat === 'channels_first' ? 'channelsFirst' : 'channelsLast';
}

/** The number of the first spatial axis. */
export function firstSpatial(format: DataFormat): number {
  return format === 'channelsLast' ? 1 : 2;
}
