// LeakyReLU: x above 0, `negativeSlope * x` below.
import { leakyRelu } from '../../activations/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface LeakyReLUConfig extends LayerConfig {
  /** Default 0.3; Keras 2 and tfjs call it alpha. */
  negativeSlope?: number;
}

const defaults: Defaults<LeakyReLUConfig> = { negativeSlope: 0.3 };

/** A rectified linear unit that lets some of the negative through. Keras: `LeakyReLU`. */
export class LeakyReLU extends Layer {
  static override className = 'LeakyReLU';
  declare readonly options: Options<LeakyReLUConfig>;

  constructor(config: LeakyReLUConfig | number = {}) {
    const aliases = { alpha: 'negativeSlope' };
    const spelling = { shorthand: 'negativeSlope', aliases };
    super(readConfig<LeakyReLUConfig>('LeakyReLU', config, defaults, spelling));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return leakyRelu(oneTensor(inputs), this.options);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
