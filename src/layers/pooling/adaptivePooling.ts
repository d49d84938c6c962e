// AdaptiveAveragePooling1D to 3D and AdaptiveMaxPooling1D to 3D: as many windows as outputs are asked for.
import * as tf from '../../ops/index.js';
import {
  channelsOf,
  type DataFormat,
  imageShape,
  type PerAxis,
  perAxis,
  spatialOf,
} from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type DataFormatOption, firstSpatial, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface AdaptivePoolingConfig extends LayerConfig {
  /** The output's size on each spatial axis, or one number for all. */
  outputSize: PerAxis;
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
}

const defaults: Defaults<AdaptivePoolingConfig> = { outputSize: required, dataFormat: null };

abstract class AdaptivePooling extends Layer {
  declare readonly options: Options<AdaptivePoolingConfig>;
  readonly #combine: (x: Tensor, axis: number) => Tensor;

  constructor(
    className: string,
    kind: 'max' | 'mean',
    rank: number,
    config: AdaptivePoolingConfig,
  ) {
    const read = readConfig<AdaptivePoolingConfig>(className, config, defaults);
    const where = read.base.name ?? className;
    read.options.outputSize = perAxis(where, 'outputSize', read.options.outputSize, rank);
    read.options.dataFormat = keptFormat(where, read.options.dataFormat);
    super(read);
    this.#combine = (x, axis) => (kind === 'max' ? tf.max(x, axis, true) : tf.mean(x, axis, true));
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  get #format(): DataFormat {
    return formatOf(this.options);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const first = firstSpatial(this.#format);
    // A window is a product of intervals, so pooling goes axis by axis; window i is [i n / m, (i + 1) n / m), rounded outwards.
    return (this.options.outputSize as number[]).reduce((x, count, i) => {
      const axis = first + i;
      const size = x.shape[axis];
      const windows = Array.from({ length: count }, (_, at) => {
        const start = Math.floor((at * size) / count);
        const length = Math.ceil(((at + 1) * size) / count) - start;
        const begin = x.shape.map((_, k) => (k === axis ? start : 0));
        const part = tf.slice(
          x,
          begin,
          x.shape.map((n, k) => (k === axis ? length : n)),
        );
        return this.#combine(part, axis);
      });
      return tf.concat(windows, axis);
    }, oneTensor(inputs));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    const sizes = spatialOf(shape, this.#format).map(
      (_, i) => (this.options.outputSize as number[])[i],
    );
    return imageShape(shape[0], sizes, channelsOf(shape, this.#format), this.#format);
  }
}

/** The means of equal parts of a sequence. Keras: `AdaptiveAveragePooling1D`. */
export class AdaptiveAveragePooling1D extends AdaptivePooling {
  static override className = 'AdaptiveAveragePooling1D';

  constructor(config: AdaptivePoolingConfig) {
    super('AdaptiveAveragePooling1D', 'mean', 1, config);
  }
}

/** The means of equal parts of an image. Keras: `AdaptiveAveragePooling2D`. */
export class AdaptiveAveragePooling2D extends AdaptivePooling {
  static override className = 'AdaptiveAveragePooling2D';

  constructor(config: AdaptivePoolingConfig) {
    super('AdaptiveAveragePooling2D', 'mean', 2, config);
  }
}

/** The means of equal parts of a volume. Keras: `AdaptiveAveragePooling3D`. */
export class AdaptiveAveragePooling3D extends AdaptivePooling {
  static override className = 'AdaptiveAveragePooling3D';

  constructor(config: AdaptivePoolingConfig) {
    super('AdaptiveAveragePooling3D', 'mean', 3, config);
  }
}

/** The largest of equal parts of a sequence. Keras: `AdaptiveMaxPooling1D`. */
export class AdaptiveMaxPooling1D extends AdaptivePooling {
  static override className = 'AdaptiveMaxPooling1D';

  constructor(config: AdaptivePoolingConfig) {
    super('AdaptiveMaxPooling1D', 'max', 1, config);
  }
}

/** The largest of equal parts of an image. Keras: `AdaptiveMaxPooling2D`. */
export class AdaptiveMaxPooling2D extends AdaptivePooling {
  static override className = 'AdaptiveMaxPooling2D';

  constructor(config: AdaptivePoolingConfig) {
    super('AdaptiveMaxPooling2D', 'max', 2, config);
  }
}

/** The largest of equal parts of a volume. Keras: `AdaptiveMaxPooling3D`. */
export class AdaptiveMaxPooling3D extends AdaptivePooling {
  static override className = 'AdaptiveMaxPooling3D';

  constructor(config: AdaptivePoolingConfig) {
    super('AdaptiveMaxPooling3D', 'max', 3, config);
  }
}
