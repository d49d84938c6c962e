// RandomWidth: while training, images `1 + f` times as wide, with f drawn anew for each batch.
import { ConfigError } from '../../errors.js';
import { type Interpolation, readInterpolation, resample } from '../../ops/image/resample.js';
import * as tf from '../../ops/index.js';
import { draw, SeedGenerator } from '../../ops/random.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { imageSpec } from './image.js';

export interface RandomWidthConfig extends LayerConfig {
  /** [least, most] of f, which are above -1; one positive number is ± that. */
  factor: number | [number, number];
  /** Default bilinear. */
  interpolation?: Interpolation;
  seed?: number | null;
}

const defaults: Defaults<RandomWidthConfig> = {
  factor: required,
  interpolation: 'bilinear',
  seed: null,
};

function readFactor(where: string, factor: unknown): [number, number] {
  const range = typeof factor === 'number' && factor > 0 ? [-factor, factor] : factor;
  if (Array.isArray(range) && range.length === 2) {
    const [least, most] = range as [number, number];
    if (least >= -1 && most >= least) return [least, most];
  }
  throw new ConfigError({
    where: `${where}.factor`,
    expected: 'a positive number, or [least, most] of at least -1',
    received: JSON.stringify(factor),
  });
}

/**
 * [batch, height, width, channels], or one image, with another width. The width is known only as it is drawn, so models
 * with this layer run eagerly. tfjs: `randomWidth`; Keras 2: `RandomWidth`.
 */
export class RandomWidth extends Layer {
  static override className = 'RandomWidth';
  declare readonly options: Options<RandomWidthConfig>;
  readonly #range: [number, number];
  readonly #generator: SeedGenerator;

  constructor(config: RandomWidthConfig) {
    const read = readConfig<RandomWidthConfig>('RandomWidth', config, defaults);
    const where = read.base.name ?? 'RandomWidth';
    const range = readFactor(where, read.options.factor);
    read.options.interpolation = readInterpolation(where, read.options.interpolation);
    super(read);
    this.dynamic = true;
    this.#range = range;
    this.#generator = new SeedGenerator(read.options.seed, `${this.name}/seed`);
    this.addState(this.#generator.state);
    this.inputSpec = imageSpec;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = tf.cast(oneTensor(inputs), this.dtype);
    if (!kwargs.training) return x;
    const [least, most] = this.#range;
    const [drawn] = draw('randomUniform', [], this.#generator.next()).dataSync();
    const axis = x.rank - 2;
    const width = Math.trunc((1 + least + drawn * (most - least)) * x.shape[axis]);
    return resample(x, [[axis, Math.max(1, width)]], this.options.interpolation);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    return shape.map((n, axis) => (axis === shape.length - 2 ? null : n));
  }
}
