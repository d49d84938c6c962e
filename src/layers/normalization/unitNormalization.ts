// UnitNormalization: `x / sqrt(sum(x²))`.
import { l2Normalize } from '../../ops/l2Normalize.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface UnitNormalizationConfig extends LayerConfig {
  /** The axes along which the vectors lie; default -1. */
  axis?: number | number[];
}

const defaults: Defaults<UnitNormalizationConfig> = { axis: -1 };

/** Vectors scaled to length 1. Keras: `UnitNormalization`. */
export class UnitNormalization extends Layer {
  static override className = 'UnitNormalization';
  declare readonly options: Options<UnitNormalizationConfig>;

  constructor(config: UnitNormalizationConfig | number = {}) {
    const spelling = { shorthand: 'axis' };
    super(readConfig<UnitNormalizationConfig>('UnitNormalization', config, defaults, spelling));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return l2Normalize(oneTensor(inputs), this.options.axis, 1e12);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
