// RepeatVector: each sample's vector n times, as a sequence.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface RepeatVectorConfig extends LayerConfig {
  /** How often. */
  n: number;
}

const defaults: Defaults<RepeatVectorConfig> = { n: required };

/** [batch, features] to [batch, n, features]. Keras: `RepeatVector`. */
export class RepeatVector extends Layer {
  static override className = 'RepeatVector';
  declare readonly options: Options<RepeatVectorConfig>;

  constructor(config: RepeatVectorConfig | number) {
    super(readConfig<RepeatVectorConfig>('RepeatVector', config, defaults, { shorthand: 'n' }));
    this.inputSpec = [{ ndim: 2 }];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const [batch, features] = x.shape;
    return tf.broadcastTo(tf.reshape(x, [batch, 1, features]), [batch, this.options.n, features]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const [batch, features] = oneShape(inputShape);
    return [batch, this.options.n, features];
  }
}
