// GaussianDropout: in training, elements multiplied by normal noise of mean 1.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { NoiseLayer } from './noise.js';

export interface GaussianDropoutConfig extends LayerConfig {
  /** As Dropout's: the noise has the deviation `sqrt(rate / (1 - rate))`. */
  rate: number;
  seed?: number | null;
}

const defaults: Defaults<GaussianDropoutConfig> = { rate: required, seed: null };

/** `x * noise` (Srivastava et al., 2014). Keras: `GaussianDropout`. */
export class GaussianDropout extends NoiseLayer {
  static override className = 'GaussianDropout';
  declare readonly options: Options<GaussianDropoutConfig>;

  constructor(config: GaussianDropoutConfig | number) {
    const spelling = { shorthand: 'rate', aliases: { p: 'rate' } };
    const read = readConfig<GaussianDropoutConfig>('GaussianDropout', config, defaults, spelling);
    super(read, 'rate', read.options.rate);
  }

  protected disturb(x: Tensor): Tensor {
    const { rate } = this.options;
    const noise = tf.mul(this.draw('randomNormal', x.shape), Math.sqrt(rate / (1 - rate)));
    return tf.mul(x, tf.add(noise, 1));
  }
}
