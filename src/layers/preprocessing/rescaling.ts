// Rescaling: `x * scale + offset`.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface RescalingConfig extends LayerConfig {
  /** One number, or one for each channel: `1 / 255` brings bytes to 0 to 1. */
  scale: number | number[];
  /** One number, or one for each channel; default 0. */
  offset?: number | number[];
}

const defaults: Defaults<RescalingConfig> = { scale: required, offset: 0 };

/** Numbers of any dtype and shape, scaled to the layer's dtype, in training and otherwise. Keras: `Rescaling`. */
export class Rescaling extends Layer {
  static override className = 'Rescaling';
  declare readonly options: Options<RescalingConfig>;

  constructor(config: RescalingConfig | number) {
    super(readConfig<RescalingConfig>('Rescaling', config, defaults, { shorthand: 'scale' }));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = tf.cast(oneTensor(inputs), this.dtype);
    const constant = (value: number | number[]) => tf.cast(tf.tensor(value), this.dtype);
    return tf.add(tf.mul(x, constant(this.options.scale)), constant(this.options.offset));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
