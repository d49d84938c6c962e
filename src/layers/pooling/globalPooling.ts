// GlobalMaxPooling1D to 3D and GlobalAveragePooling1D to 3D: the largest or the mean over all spatial axes.
import * as tf from '../../ops/index.js';
import { channelsOf, type DataFormat, imageShape, spatialOf } from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type DataFormatOption, firstSpatial, formatOf, keptFormat } from '../format.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface GlobalPoolingConfig extends LayerConfig {
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
  /** Whether the spatial axes stay, with size 1; default false. */
  keepdims?: boolean;
}

const defaults: Defaults<GlobalPoolingConfig> = { dataFormat: null, keepdims: false };

abstract class GlobalPooling extends Layer {
  declare readonly options: Options<GlobalPoolingConfig>;
  readonly #rank: number;

  constructor(className: string, rank: number, config: GlobalPoolingConfig = {}) {
    const read = readConfig<GlobalPoolingConfig>(className, config, defaults, {
      aliases: { keepDims: 'keepdims' },
    });
    const where = read.base.name ?? className;
    read.options.dataFormat = keptFormat(where, read.options.dataFormat);
    super(read);
    this.#rank = rank;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  protected get format(): DataFormat {
    return formatOf(this.options);
  }

  /** The spatial axes. */
  protected get axes(): number[] {
    const first = firstSpatial(this.format);
    return Array.from({ length: this.#rank }, (_, i) => first + i);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    const ones = this.options.keepdims ? spatialOf(shape, this.format).map(() => 1) : [];
    return imageShape(shape[0], ones, channelsOf(shape, this.format), this.format);
  }
}

abstract class GlobalMaxPooling extends GlobalPooling {
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.max(oneTensor(inputs), this.axes, this.options.keepdims);
  }
}

abstract class GlobalAveragePooling extends GlobalPooling {
  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    void kwargs;
    return tf.mean(oneTensor(inputs), this.axes, this.options.keepdims);
  }
}

/** The largest of each channel of a sequence. Keras: `GlobalMaxPooling1D`. */
export class GlobalMaxPooling1D extends GlobalMaxPooling {
  static override className = 'GlobalMaxPooling1D';

  constructor(config?: GlobalPoolingConfig) {
    super('GlobalMaxPooling1D', 1, config);
  }
}

/** The largest of each channel of an image. Keras: `GlobalMaxPooling2D`. */
export class GlobalMaxPooling2D extends GlobalMaxPooling {
  static override className = 'GlobalMaxPooling2D';

  constructor(config?: GlobalPoolingConfig) {
    super('GlobalMaxPooling2D', 2, config);
  }
}

/** The largest of each channel of a volume. Keras: `GlobalMaxPooling3D`. */
export class GlobalMaxPooling3D extends GlobalMaxPooling {
  static override className = 'GlobalMaxPooling3D';

  constructor(config?: GlobalPoolingConfig) {
    super('GlobalMaxPooling3D', 3, config);
  }
}

/** The mean of each channel of a sequence, over the steps that a mask leaves. Keras: `GlobalAveragePooling1D`. */
export class GlobalAveragePooling1D extends GlobalAveragePooling {
  static override className = 'GlobalAveragePooling1D';

  constructor(config?: GlobalPoolingConfig) {
    super('GlobalAveragePooling1D', 1, config);
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = oneTensor(inputs);
    const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
    if (!mask) return super.call(inputs, kwargs);
    const counts = tf.expandDims(mask, this.format === 'channelsLast' ? 2 : 1);
    const kept = tf.where(counts, x, tf.zerosLike(x));
    const { keepdims } = this.options;
    return tf.div(
      tf.sum(kept, this.axes, keepdims),
      tf.sum(tf.cast(counts, x.dtype), this.axes, keepdims),
    );
  }

  override computeMask(): undefined {
    return undefined;
  }
}

/** The mean of each channel of an image. Keras: `GlobalAveragePooling2D`. */
export class GlobalAveragePooling2D extends GlobalAveragePooling {
  static override className = 'GlobalAveragePooling2D';

  constructor(config?: GlobalPoolingConfig) {
    super('GlobalAveragePooling2D', 2, config);
  }
}

/** The mean of each channel of a volume. Keras: `GlobalAveragePooling3D`. */
export class GlobalAveragePooling3D extends GlobalAveragePooling {
  static override className = 'GlobalAveragePooling3D';

  constructor(config?: GlobalPoolingConfig) {
    super('GlobalAveragePooling3D', 3, config);
  }
}
