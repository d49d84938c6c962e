// Softmax: `exp(x) / sum(exp(x))` along an axis, or over several.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface SoftmaxConfig extends LayerConfig {
  /** Default -1. */
  axis?: number | number[];
}

const defaults: Defaults<SoftmaxConfig> = { axis: -1 };

/** What stands for minus infinity where the mask says no. */
const NOTHING = -1e9;

/** Softmax; what `kwargs.mask` leaves out gets 0. Keras: `Softmax`. */
export class Softmax extends Layer {
  static override className = 'Softmax';
  declare readonly options: Options<SoftmaxConfig>;

  constructor(config: SoftmaxConfig | number = {}) {
    super(readConfig<SoftmaxConfig>('Softmax', config, defaults, { shorthand: 'axis' }));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = oneTensor(inputs);
    const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
    if (!mask) return this.#softmax(x);
    const output = this.#softmax(tf.where(mask, x, tf.fill(x.shape, NOTHING, x.dtype)));
    return tf.where(mask, output, tf.zerosLike(output));
  }

  #softmax(x: Tensor): Tensor {
    const { axis } = this.options;
    if (typeof axis === 'number') return tf.softmax(x, axis);
    if (axis.length === 1) return tf.softmax(x, axis[0]);
    return tf.exp(tf.sub(x, tf.logSumExp(x, axis, true)));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
