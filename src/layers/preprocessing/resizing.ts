// Resizing: images in another size, each pixel a weighted sum of those around its place.
import { isFloat } from '../../dtype.js';
import { ConfigError } from '../../errors.js';
import { type Interpolation, readInterpolation, resample } from '../../ops/image/resample.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type DataFormatOption, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import {
  checkSize,
  cropToAspectRatio,
  imageAxes,
  imageSpec,
  padToAspectRatio,
  sizedShape,
} from './image.js';

export interface ResizingConfig extends LayerConfig {
  height: number;
  width: number;
  /** Default bilinear. */
  interpolation?: Interpolation;
  /** Whether what does not fit the new proportions is cut off, instead of squeezed in; default false. */
  cropToAspectRatio?: boolean;
  /** Whether the image is padded to the new proportions, instead of stretched; default false. */
  padToAspectRatio?: boolean;
  /** Of what is padded: constant, the only one that Keras has. */
  fillMode?: 'constant';
  /** What is padded with; default 0. */
  fillValue?: number;
  /** Whether a smaller image's pixels are made of all those that they cover; default false. */
  antialias?: boolean;
  /** `channelsLast` (default): [batch, height, width, channels]; `channelsFirst`: [batch, channels, height, width]. */
  dataFormat?: DataFormatOption;
}

const defaults: Defaults<ResizingConfig> = {
  height: required,
  width: required,
  interpolation: 'bilinear',
  cropToAspectRatio: false,
  padToAspectRatio: false,
  fillMode: 'constant',
  fillValue: 0,
  antialias: false,
  dataFormat: null,
};

/**
 * [batch, height, width, channels], or one image, in another size. Bytes stay bytes, rounded and kept within 0 and 255.
 * Keras: `Resizing`.
 */
export class Resizing extends Layer {
  static override className = 'Resizing';
  declare readonly options: Options<ResizingConfig>;

  /** @throws ConfigError for both aspect-ratio options at once, or an unknown interpolation. */
  constructor(config: ResizingConfig) {
    const read = readConfig<ResizingConfig>('Resizing', config, defaults);
    const { options: o } = read;
    const where = read.base.name ?? 'Resizing';
    checkSize(where, o);
    o.interpolation = readInterpolation(where, o.interpolation);
    o.dataFormat = keptFormat(where, o.dataFormat);
    if (o.fillMode !== 'constant') {
      const received = String(o.fillMode);
      throw new ConfigError({ where: `${where}.fillMode`, expected: "'constant'", received });
    }
    if (o.cropToAspectRatio && o.padToAspectRatio) {
      throw new ConfigError({
        where,
        expected: 'one of cropToAspectRatio and padToAspectRatio',
        received: 'both',
      });
    }
    super(read);
    this.inputSpec = imageSpec;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const o = this.options;
    const x = oneTensor(inputs);
    const format = formatOf(o);
    const size = [o.height, o.width] as const;
    const fitted = o.cropToAspectRatio
      ? cropToAspectRatio(x, format, size)
      : o.padToAspectRatio
        ? padToAspectRatio(x, format, size, o.fillValue)
        : x;
    const exact = o.interpolation === 'nearest' || isFloat(x.dtype);
    const axes = imageAxes(x.rank, format);
    const resized = resample(
      exact ? fitted : tf.cast(fitted, this.dtype),
      axes.map((axis, i) => [axis, size[i]]),
      o.interpolation,
      o.antialias,
    );
    if (exact) return resized;
    const rounded = tf.round(resized);
    return tf.cast(x.dtype === 'uint8' ? tf.clipByValue(rounded, 0, 255) : rounded, x.dtype);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const { height, width } = this.options;
    return sizedShape(oneShape(inputShape), formatOf(this.options), [height, width]);
  }
}
