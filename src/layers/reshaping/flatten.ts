// Flatten: each sample's values in one axis.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface FlattenConfig extends LayerConfig {
  /** Of the input: `channelsFirst` inputs are flattened as if channels came last. Default channelsLast. */
  dataFormat?: string | null;
}

const defaults: Defaults<FlattenConfig> = { dataFormat: null };

/** [batch, ...] to [batch, everything]. Keras: `Flatten`. */
export class Flatten extends Layer {
  static override className = 'Flatten';
  declare readonly options: Options<FlattenConfig>;

  constructor(config: FlattenConfig = {}) {
    const read = readConfig<FlattenConfig>('Flatten', config, defaults);
    read.options.dataFormat ??= 'channels_last';
    super(read);
    this.inputSpec = [{ minNDim: 1 }];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    let x = oneTensor(inputs);
    if (this.options.dataFormat === 'channels_first' && x.rank > 1) {
      x = tf.transpose(x, [0, ...x.shape.map((_, i) => i).slice(2), 1]);
    }
    return tf.reshape(x, [x.shape[0], x.shape.slice(1).reduce((a, b) => a * b, 1)]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const [batch, ...rest] = oneShape(inputShape);
    return [batch, rest.includes(null) ? null : (rest as number[]).reduce((a, b) => a * b, 1)];
  }
}
