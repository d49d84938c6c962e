// EinsumDense: `activation(einsum(equation, x, kernel) + bias)`, a dense layer over axes of one's choice.
import type { ActivationIdentifier } from '../../activations/index.js';
import type { ConstraintIdentifier } from '../../constraints/index.js';
import { ConfigError } from '../../errors.js';
import { type InitializerIdentifier, VarianceScaling } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { analyze } from './einsumShapes.js';

export interface EinsumDenseConfig extends LayerConfig {
  /** Input, kernel and output by letters: `ab,bc->ac` is a dense layer; `...x,xy->...y` one for any rank. */
  equation: string;
  /** The output's shape without the batch and without what `...` stands for; null: as in the input. */
  outputShape: number | (number | null)[];
  /** Default: none. */
  activation?: ActivationIdentifier;
  /** The output's letters that the bias varies along; default null: no bias. */
  biasAxes?: string | null;
  /** Default glorotUniform, with the fans that the equation says. */
  kernelInitializer?: InitializerIdentifier;
  biasInitializer?: InitializerIdentifier;
  kernelRegularizer?: RegularizerIdentifier | null;
  biasRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<EinsumDenseConfig> = {
  equation: required,
  outputShape: required,
  activation: null,
  biasAxes: null,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
};

/**
 * A dense layer whose product is `tf.einsum`. Keras: `EinsumDense`.
 *
 * @example
 * // [batch, steps, 64] to [batch, steps, 8 heads, 16]
 * tf.layers.einsumDense({ equation: 'abc,cde->abde', outputShape: [null, 8, 16], biasAxes: 'de' });
 */
export class EinsumDense extends Layer {
  static override className = 'EinsumDense';
  declare readonly options: Options<EinsumDenseConfig>;
  kernel!: Variable;
  bias: Variable | undefined;

  /** @throws ConfigError for an equation of another form. */
  constructor(config: EinsumDenseConfig) {
    const read = readConfig<EinsumDenseConfig>('EinsumDense', config, defaults);
    const { equation, outputShape } = read.options;
    if (typeof equation !== 'string') {
      const where = `${read.base.name ?? 'EinsumDense'}.equation`;
      throw new ConfigError({ where, expected: 'a string', received: typeof equation });
    }
    read.options.outputShape = [outputShape].flat();
    super(read);
  }

  #analyze(inputShape: PartialShape) {
    const { equation, biasAxes, outputShape } = this.options;
    const shape = outputShape as (number | null)[];
    return analyze(this.name, equation, biasAxes, inputShape, shape);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const shape = oneShape(inputShape);
    const { kernelShape, biasShape, inputAxes, outputAxes } = this.#analyze(shape);
    const initializer = o.kernelInitializer;
    this.inputSpec = [{ ndim: shape.length }];
    this.kernel = this.addWeight(
      'kernel',
      kernelShape,
      null,
      initializer instanceof VarianceScaling
        ? initializer.withAxes(inputAxes, outputAxes)
        : initializer,
      o.kernelRegularizer,
      true,
      o.kernelConstraint,
    );
    if (biasShape)
      this.bias = this.addWeight(
        'bias',
        biasShape,
        null,
        o.biasInitializer,
        o.biasRegularizer,
        true,
        o.biasConstraint,
      );
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const { equation, activation } = this.options;
    const product = tf.einsum(equation, oneTensor(inputs), this.kernel.read());
    return activation(this.bias ? tf.add(product, this.bias.read()) : product);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return this.#analyze(oneShape(inputShape)).outputShape;
  }
}
