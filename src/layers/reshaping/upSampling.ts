// UpSampling1D, UpSampling2D, UpSampling3D: `output[i] = x[floor(i / size)]` on the spatial axes, or of images an
// interpolation.
import { type Interpolation, readInterpolation, resample } from '../../ops/image/resample.js';
import * as tf from '../../ops/index.js';
import { type PerAxis, perAxis } from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, readConfig } from '../config.js';
import { type DataFormatOption, firstSpatial, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface UpSampling1DConfig extends LayerConfig {
  /** How often each step is repeated; default 2. */
  size?: number;
}

export interface UpSampling3DConfig extends LayerConfig {
  /** How many times larger each spatial axis becomes, or one number for all; default 2. */
  size?: PerAxis;
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
}

export interface UpSampling2DConfig extends UpSampling3DConfig {
  /** Default nearest: pixels are repeated. */
  interpolation?: Interpolation;
}

interface UpSamplingOptions {
  size: PerAxis;
  dataFormat?: DataFormatOption;
  interpolation?: Interpolation;
}

/** Each element of the axes from `first` on repeated. */
function repeated(x: Tensor, first: number, times: readonly number[]): Tensor {
  const { shape } = x;
  const wide = (count: (i: number) => number) =>
    shape.flatMap((n, axis) => (times[axis - first] > 1 ? [n, count(axis - first)] : [n]));
  const copies = tf.broadcastTo(
    tf.reshape(
      x,
      wide(() => 1),
    ),
    wide((i) => times[i]),
  );
  return tf.reshape(
    copies,
    shape.map((n, axis) => n * (times[axis - first] ?? 1)),
  );
}

abstract class UpSampling extends Layer {
  declare readonly options: UpSamplingOptions;
  readonly #times: number[];

  constructor(
    className: string,
    rank: number,
    read: { base: LayerConfig; options: UpSamplingOptions },
  ) {
    const where = read.base.name ?? className;
    const { options } = read;
    const times = perAxis(where, 'size', options.size, rank);
    options.size = rank === 1 ? times[0] : times;
    if (options.dataFormat !== undefined)
      options.dataFormat = keptFormat(where, options.dataFormat);
    if (options.interpolation !== undefined)
      options.interpolation = readInterpolation(where, options.interpolation);
    super(read);
    this.#times = times;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  get #first(): number {
    return firstSpatial(formatOf({ dataFormat: null, ...this.options }));
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const { interpolation = 'nearest' } = this.options;
    if (interpolation === 'nearest') return repeated(x, this.#first, this.#times);
    const sizes = this.#times.map((n, i): [number, number] => {
      const axis = this.#first + i;
      return [axis, n * x.shape[axis]];
    });
    return resample(x, sizes, interpolation);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape).map((n, axis) =>
      n === null ? null : n * (this.#times[axis - this.#first] ?? 1),
    );
  }
}

/** Steps repeated: [batch, steps, features] to [batch, size * steps, features]. Keras: `UpSampling1D`. */
export class UpSampling1D extends UpSampling {
  static override className = 'UpSampling1D';

  constructor(config: UpSampling1DConfig | number = {}) {
    const defaults: Defaults<UpSampling1DConfig> = { size: 2 };
    const spelling = { shorthand: 'size', aliases: { length: 'size' } };
    super('UpSampling1D', 1, readConfig('UpSampling1D', config, defaults, spelling));
  }
}

/** Images enlarged: [batch, height, width, channels], both sizes times `size`. Keras: `UpSampling2D`. */
export class UpSampling2D extends UpSampling {
  static override className = 'UpSampling2D';

  constructor(config: UpSampling2DConfig | PerAxis = {}) {
    const defaults: Defaults<UpSampling2DConfig> = {
      size: 2,
      dataFormat: null,
      interpolation: 'nearest',
    };
    const spelling = { shorthand: 'size' };
    super('UpSampling2D', 2, readConfig('UpSampling2D', config, defaults, spelling));
  }
}

/** Volumes enlarged: [batch, depth, height, width, channels], each voxel repeated. Keras: `UpSampling3D`. */
export class UpSampling3D extends UpSampling {
  static override className = 'UpSampling3D';

  constructor(config: UpSampling3DConfig | PerAxis = {}) {
    const defaults: Defaults<UpSampling3DConfig> = { size: 2, dataFormat: null };
    super('UpSampling3D', 3, readConfig('UpSampling3D', config, defaults, { shorthand: 'size' }));
  }
}
