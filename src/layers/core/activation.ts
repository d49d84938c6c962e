// Activation: a function applied to each element, or along an axis.
import type { ActivationIdentifier } from '../../activations/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface ActivationConfig extends LayerConfig {
  activation: ActivationIdentifier;
}

const defaults: Defaults<ActivationConfig> = { activation: required };

/** `activation(x)`. Keras: `Activation`. */
export class Activation extends Layer {
  static override className = 'Activation';
  declare readonly options: Options<ActivationConfig>;

  constructor(config: ActivationConfig | ActivationIdentifier) {
    super(
      readConfig<ActivationConfig>('Activation', config, defaults, { shorthand: 'activation' }),
    );
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return this.options.activation(oneTensor(inputs));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
