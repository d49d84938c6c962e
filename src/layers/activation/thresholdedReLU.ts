// ThresholdedReLU: x where it is above theta, else 0.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface ThresholdedReLUConfig extends LayerConfig {
  /** Default 1. */
  theta?: number;
}

const defaults: Defaults<ThresholdedReLUConfig> = { theta: 1 };

/** A rectified linear unit with a threshold (Konda et al., 2015). Keras 2: `ThresholdedReLU`. */
export class ThresholdedReLU extends Layer {
  static override className = 'ThresholdedReLU';
  declare readonly options: Options<ThresholdedReLUConfig>;

  constructor(config: ThresholdedReLUConfig | number = {}) {
    const spelling = { shorthand: 'theta' };
    super(readConfig<ThresholdedReLUConfig>('ThresholdedReLU', config, defaults, spelling));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    return tf.where(tf.greater(x, this.options.theta), x, tf.zerosLike(x));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
