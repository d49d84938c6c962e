// RMSNormalization: `scale * x / sqrt(mean(x²) + epsilon)`.
import * as tf from '../../ops/index.js';
import { normalizeAxes } from '../../ops/reduction.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface RMSNormalizationConfig extends LayerConfig {
  /** The axes to normalize over; default -1. */
  axis?: number | number[];
  /** Default 1e-6. */
  epsilon?: number;
}

const defaults: Defaults<RMSNormalizationConfig> = { axis: -1, epsilon: 1e-6 };

/** Normalizes by the root of the mean square (Zhang and Sennrich, 2019). Keras: `RMSNormalization`. */
export class RMSNormalization extends Layer {
  static override className = 'RMSNormalization';
  declare readonly options: Options<RMSNormalizationConfig>;
  scale!: Variable;

  constructor(config: RMSNormalizationConfig = {}) {
    super(readConfig<RMSNormalizationConfig>('RMSNormalization', config, defaults));
    this.supportsMasking = true;
  }

  override build(inputShape: Shapes): void {
    const shape = oneShape(inputShape);
    const axes = normalizeAxes(this.options.axis, shape.length, this.name);
    const sizes = axes.map((axis) => shape[axis]);
    this.scale = this.addWeight('scale', sizes, null, 'ones');
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const axes = normalizeAxes(this.options.axis, x.rank, this.name);
    const wide = x.shape.map((n, i) => (axes.includes(i) ? n : 1));
    const square = tf.mean(tf.square(x), axes, true);
    const normalized = tf.mul(x, tf.rsqrt(tf.add(square, this.options.epsilon)));
    return tf.mul(normalized, tf.reshape(this.scale.read(), wide));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
