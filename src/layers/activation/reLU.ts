// ReLU: x above the threshold up to `maxValue`, `negativeSlope * (x - threshold)` below.
import { relu } from '../../activations/index.js';
import { ConfigError } from '../../errors.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface ReLUConfig extends LayerConfig {
  /** Largest value; default: none. */
  maxValue?: number | null;
  /** Slope below the threshold; default 0. */
  negativeSlope?: number;
  /** Values up to it count as negative; default 0. */
  threshold?: number;
}

const defaults: Defaults<ReLUConfig> = { maxValue: null, negativeSlope: 0, threshold: 0 };

/** The rectified linear unit. Keras: `ReLU`. */
export class ReLU extends Layer {
  static override className = 'ReLU';
  declare readonly options: Options<ReLUConfig>;

  /** @throws ConfigError for a negative option. */
  constructor(config: ReLUConfig = {}) {
    super(readConfig<ReLUConfig>('ReLU', config, defaults));
    this.supportsMasking = true;
    for (const [key, value] of Object.entries(this.options)) {
      if (value === null || value >= 0) continue;
      const where = `${this.name}.${key}`;
      throw new ConfigError({ where, expected: 'a number >= 0', received: String(value) });
    }
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return relu(oneTensor(inputs), this.options);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
