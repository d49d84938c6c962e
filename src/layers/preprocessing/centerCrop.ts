// CenterCrop: the middle of images; one that is too small is cut to the proportions and enlarged.
import { resample } from '../../ops/image/resample.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type DataFormatOption, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { checkSize, crop, cropToAspectRatio, imageAxes, imageSpec, sizedShape } from './image.js';

export interface CenterCropConfig extends LayerConfig {
  height: number;
  width: number;
  /** `channelsLast` (default): [batch, height, width, channels]; `channelsFirst`: [batch, channels, height, width]. */
  dataFormat?: DataFormatOption;
}

const defaults: Defaults<CenterCropConfig> = {
  height: required,
  width: required,
  dataFormat: null,
};

/** The middle of [batch, height, width, channels], or of one image, in the layer's dtype. Keras: `CenterCrop`. */
export class CenterCrop extends Layer {
  static override className = 'CenterCrop';
  declare readonly options: Options<CenterCropConfig>;

  constructor(config: CenterCropConfig) {
    const read = readConfig<CenterCropConfig>('CenterCrop', config, defaults);
    const where = read.base.name ?? 'CenterCrop';
    checkSize(where, read.options);
    read.options.dataFormat = keptFormat(where, read.options.dataFormat);
    super(read);
    this.inputSpec = imageSpec;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = tf.cast(oneTensor(inputs), this.dtype);
    const format = formatOf(this.options);
    const size = [this.options.height, this.options.width] as const;
    const axes = imageAxes(x.rank, format);
    const [top, left] = axes.map((axis, i) => Math.floor((x.shape[axis] - size[i]) / 2));
    if (axes.every((axis, i) => x.shape[axis] >= size[i])) {
      return crop(x, format, [top, left], size);
    }
    const part = cropToAspectRatio(x, format, size);
    return resample(
      part,
      axes.map((axis, i) => [axis, size[i]]),
      'bilinear',
    );
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const { height, width } = this.options;
    return sizedShape(oneShape(inputShape), formatOf(this.options), [height, width]);
  }
}
