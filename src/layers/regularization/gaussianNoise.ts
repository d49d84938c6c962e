// GaussianNoise: in training, normal noise added.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { NoiseLayer } from './noise.js';

export interface GaussianNoiseConfig extends LayerConfig {
  /** Deviation of the noise, from 0 to 1. */
  stddev: number;
  seed?: number | null;
}

const defaults: Defaults<GaussianNoiseConfig> = { stddev: required, seed: null };

/** `x + noise` with noise of mean 0. Keras: `GaussianNoise`. */
export class GaussianNoise extends NoiseLayer {
  static override className = 'GaussianNoise';
  declare readonly options: Options<GaussianNoiseConfig>;

  constructor(config: GaussianNoiseConfig | number) {
    const spelling = { shorthand: 'stddev', aliases: { sigma: 'stddev' } };
    const read = readConfig<GaussianNoiseConfig>('GaussianNoise', config, defaults, spelling);
    super(read, 'stddev', read.options.stddev);
  }

  protected disturb(x: Tensor): Tensor {
    return tf.add(x, tf.mul(this.draw('randomNormal', x.shape), this.options.stddev));
  }
}
