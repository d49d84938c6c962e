// Masking: steps whose features all equal one value are masked.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface MaskingConfig extends LayerConfig {
  /** Default 0. */
  maskValue?: number;
}

const defaults: Defaults<MaskingConfig> = { maskValue: 0 };

/** Passes sequences on with masked steps zeroed, and the mask beside them. Keras: `Masking`. */
export class Masking extends Layer {
  static override className = 'Masking';
  declare readonly options: Options<MaskingConfig>;

  constructor(config: MaskingConfig | number = {}) {
    super(readConfig<MaskingConfig>('Masking', config, defaults, { shorthand: 'maskValue' }));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const counts = tf.any(tf.notEqual(x, this.options.maskValue), -1, true);
    const output = tf.mul(x, tf.cast(counts, x.dtype));
    output.mask = tf.squeeze(counts, [-1]);
    return output;
  }

  override computeMask(inputs: Tensor | Tensor[]): Tensor {
    return tf.any(tf.notEqual(oneTensor(inputs), this.options.maskValue), -1);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
