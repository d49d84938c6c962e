// MaxPooling1D to 3D and AveragePooling1D to 3D: the largest or the mean of each window.
import { ConfigError } from '../../errors.js';
import { poolWindows } from '../../ops/pooling.js';
import {
  channelsOf,
  imageShape,
  outputSizes,
  type PerAxis,
  perAxis,
  spatialOf,
} from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type DataFormatOption, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface PoolingConfig extends LayerConfig {
  /** Size of the window on each spatial axis, or one number for all; default 2. */
  poolSize?: PerAxis;
  /** From one window to the next; default the window's size. */
  strides?: PerAxis | null;
  /** `valid` (default): whole windows only; `same`: those that reach past the edge too. */
  padding?: 'valid' | 'same';
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
}

const defaults: Defaults<PoolingConfig> = {
  poolSize: 2,
  strides: null,
  padding: 'valid',
  dataFormat: null,
};

abstract class Pooling extends Layer {
  declare readonly options: Options<PoolingConfig>;
  readonly #kind: 'max' | 'avg';

  constructor(className: string, kind: 'max' | 'avg', rank: number, config: PoolingConfig = {}) {
    const read = readConfig<PoolingConfig>(className, config, defaults, {
      aliases: { poolLength: 'poolSize', stride: 'strides' },
    });
    const o = read.options;
    const where = read.base.name ?? className;
    o.poolSize = perAxis(where, 'poolSize', o.poolSize, rank);
    o.strides = perAxis(where, 'strides', o.strides ?? o.poolSize, rank);
    o.dataFormat = keptFormat(where, o.dataFormat);
    o.padding = String(o.padding).toLowerCase() as 'valid' | 'same';
    if (!['valid', 'same'].includes(o.padding)) {
      throw new ConfigError({ where, expected: 'a padding of valid, same', received: o.padding });
    }
    super(read);
    this.#kind = kind;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  get #windows() {
    const { poolSize, strides, padding } = this.options;
    return {
      poolSize: poolSize as number[],
      strides: strides as number[],
      padding,
      dataFormat: formatOf(this.options),
    };
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return poolWindows(this.name, this.#kind, oneTensor(inputs), this.#windows);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    const { poolSize, strides, padding, dataFormat } = this.#windows;
    const sizes = outputSizes(this.name, padding, spatialOf(shape, dataFormat), poolSize, strides);
    return imageShape(shape[0], sizes, channelsOf(shape, dataFormat), dataFormat);
  }
}

/** The largest of each window of a sequence. Keras: `MaxPooling1D`. */
export class MaxPooling1D extends Pooling {
  static override className = 'MaxPooling1D';

  constructor(config?: PoolingConfig) {
    super('MaxPooling1D', 'max', 1, config);
  }
}

/** The largest of each window of an image. Keras: `MaxPooling2D`. */
export class MaxPooling2D extends Pooling {
  static override className = 'MaxPooling2D';

  constructor(config?: PoolingConfig) {
    super('MaxPooling2D', 'max', 2, config);
  }
}

/** The largest of each window of a volume. Keras: `MaxPooling3D`. */
export class MaxPooling3D extends Pooling {
  static override className = 'MaxPooling3D';

  constructor(config?: PoolingConfig) {
    super('MaxPooling3D', 'max', 3, config);
  }
}

/** The mean of each window of a sequence, padding not counted. Keras: `AveragePooling1D`. */
export class AveragePooling1D extends Pooling {
  static override className = 'AveragePooling1D';

  constructor(config?: PoolingConfig) {
    super('AveragePooling1D', 'avg', 1, config);
  }
}

/** The mean of each window of an image, padding not counted. Keras: `AveragePooling2D`. */
export class AveragePooling2D extends Pooling {
  static override className = 'AveragePooling2D';

  constructor(config?: PoolingConfig) {
    super('AveragePooling2D', 'avg', 2, config);
  }
}

/** The mean of each window of a volume, padding not counted. Keras: `AveragePooling3D`. */
export class AveragePooling3D extends Pooling {
  static override className = 'AveragePooling3D';

  constructor(config?: PoolingConfig) {
    super('AveragePooling3D', 'avg', 3, config);
  }
}
