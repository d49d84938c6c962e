// Permute: each sample's axes in another order.
import { ConfigError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface PermuteConfig extends LayerConfig {
  /** The axes in their new order, counted from 1: the batch axis stays. */
  dims: number[];
}

const defaults: Defaults<PermuteConfig> = { dims: required };

/** Axis i + 1 of the output is axis `dims[i]` of the input. Keras: `Permute`. */
export class Permute extends Layer {
  static override className = 'Permute';
  declare readonly options: Options<PermuteConfig>;

  constructor(config: PermuteConfig | number[]) {
    super(readConfig<PermuteConfig>('Permute', config, defaults, { shorthand: 'dims' }));
    const { dims } = this.options;
    if ([...dims].sort((a, b) => a - b).some((axis, i) => axis !== i + 1)) {
      throw new ConfigError({
        where: this.name,
        expected: `dims to be a permutation of 1 to ${dims.length}`,
        received: `[${dims}]`,
      });
    }
    this.inputSpec = [{ ndim: dims.length + 1 }];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.transpose(oneTensor(inputs), [0, ...this.options.dims]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    return [shape[0], ...this.options.dims.map((axis) => shape[axis])];
  }
}
