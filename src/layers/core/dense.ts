// Dense: `activation(x · kernel + bias)` over the last axis.
import type { Activation, ActivationIdentifier } from '../../activations/index.js';
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface DenseConfig extends LayerConfig {
  /** Size of the output's last axis. */
  units: number;
  /** Default: none. */
  activation?: ActivationIdentifier;
  /** Default true. */
  useBias?: boolean;
  /** Default glorotUniform. */
  kernelInitializer?: InitializerIdentifier;
  /** Default zeros. */
  biasInitializer?: InitializerIdentifier;
  kernelRegularizer?: RegularizerIdentifier | null;
  biasRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<DenseConfig> = {
  units: required,
  activation: null,
  useBias: true,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
};

/** A fully connected layer: [..., inputs] to [..., units]. Keras: `Dense`. */
export class Dense extends Layer {
  static override className = 'Dense';
  declare readonly options: Options<DenseConfig>;
  kernel!: Variable;
  bias: Variable | undefined;

  constructor(config: DenseConfig | number) {
    super(readConfig<DenseConfig>('Dense', config, defaults, { shorthand: 'units' }));
    this.supportsMasking = true;
    this.inputSpec = [{ minNDim: 2 }];
  }

  get activation(): Activation {
    return this.options.activation;
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const inputs = oneShape(inputShape).at(-1)!;
    this.kernel = this.addWeight(
      'kernel',
      [inputs, o.units],
      null,
      o.kernelInitializer,
      o.kernelRegularizer,
      true,
      o.kernelConstraint,
    );
    if (o.useBias) {
      this.bias = this.addWeight(
        'bias',
        [o.units],
        null,
        o.biasInitializer,
        o.biasRegularizer,
        true,
        o.biasConstraint,
      );
    }
    this.inputSpec = [{ minNDim: 2, axes: { [-1]: inputs } }];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const product = tf.matMul(oneTensor(inputs), this.kernel.read());
    return this.options.activation(this.bias ? tf.add(product, this.bias.read()) : product);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return [...oneShape(inputShape).slice(0, -1), this.options.units];
  }
}
