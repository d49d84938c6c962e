// ELU: x above 0, `alpha * (exp(x) - 1)` below.
import { elu } from '../../activations/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface ELUConfig extends LayerConfig {
  /** Default 1. */
  alpha?: number;
}

const defaults: Defaults<ELUConfig> = { alpha: 1 };

/** The exponential linear unit (Clevert et al., 2015). Keras: `ELU`. */
export class ELU extends Layer {
  static override className = 'ELU';
  declare readonly options: Options<ELUConfig>;

  constructor(config: ELUConfig | number = {}) {
    super(readConfig<ELUConfig>('ELU', config, defaults, { shorthand: 'alpha' }));
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return elu(oneTensor(inputs), this.options);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
