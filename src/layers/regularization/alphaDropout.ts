// AlphaDropout: dropout for selu, which keeps mean and variance: dropped elements take selu's lowest value.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { NoiseLayer } from './noise.js';

export interface AlphaDropoutConfig extends LayerConfig {
  /** Share of elements dropped, from 0 to 1. */
  rate: number;
  /** Shape of the mask: along axes of size 1 all elements share a draw; null takes the input's. */
  noiseShape?: (number | null)[] | null;
  seed?: number | null;
}

const defaults: Defaults<AlphaDropoutConfig> = { rate: required, noiseShape: null, seed: null };

/** `-alpha * scale` of selu: what its output tends to for large negative inputs. */
const LOWEST = -1.6732632423543772 * 1.0507009873554805;

/** Dropout that keeps selu's self-normalization (Klambauer et al., 2017). Keras: `AlphaDropout`. */
export class AlphaDropout extends NoiseLayer {
  static override className = 'AlphaDropout';
  declare readonly options: Options<AlphaDropoutConfig>;

  constructor(config: AlphaDropoutConfig | number) {
    const spelling = { shorthand: 'rate' };
    const read = readConfig<AlphaDropoutConfig>('AlphaDropout', config, defaults, spelling);
    super(read, 'rate', read.options.rate);
  }

  protected disturb(x: Tensor): Tensor {
    const { rate, noiseShape } = this.options;
    const shape = noiseShape?.map((n, i) => n ?? x.shape[i]) ?? x.shape;
    const kept = tf.cast(tf.greaterEqual(this.draw('randomUniform', shape), rate), x.dtype);
    const scale = ((1 - rate) * (1 + rate * LOWEST ** 2)) ** -0.5;
    const mixed = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), LOWEST));
    return tf.add(tf.mul(mixed, scale), -scale * LOWEST * rate);
  }
}
