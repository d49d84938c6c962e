// LSTMCell: gates i, f, o and candidate g of `x · kernel + h · recurrentKernel + bias`, in the order i, f, g, o;
// `c' = f * c + i * g`, `h' = o * activation(c')`.
import type { ActivationIdentifier } from '../../activations/index.js';
import type { DType } from '../../dtype.js';
import { Initializer } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type Options, readConfig } from '../config.js';
import { type CallOptions, oneShape, type Shapes } from '../layer.js';
import { CellDropout, RNNCell, type SequenceOptions, type SequenceResult } from './cell.js';
import { activationName, dropIf, fusedSequence } from './engine.js';
import { type CellConfig, cellDefaults } from './options.js';

export interface LSTMCellConfig extends CellConfig {
  /** Of the gates; default sigmoid. */
  recurrentActivation?: ActivationIdentifier;
  /** Whether the forget gate's bias starts at 1; default true (Jozefowicz et al., 2015). */
  unitForgetBias?: boolean;
}

export const lstmDefaults: Defaults<LSTMCellConfig> = {
  ...cellDefaults,
  recurrentActivation: 'sigmoid',
  unitForgetBias: true,
};

/** The bias initializer of four gates, with ones for the forget gate. @internal */
export class ForgetBias extends Initializer {
  readonly #inner: Initializer;

  constructor(inner: Initializer) {
    super();
    this.#inner = inner;
  }

  apply([columns]: number[], dtype: DType): Tensor {
    const units = columns / 4;
    const part = (gates: number) => this.#inner.apply([gates * units], dtype);
    return tf.concat([part(1), tf.ones([units], dtype), part(2)]);
  }
}

/** One step of `LSTM` (Hochreiter and Schmidhuber, 1997); the states are h and c. Keras: `LSTMCell`. */
export class LSTMCell extends RNNCell {
  static override className = 'LSTMCell';
  declare readonly options: Options<LSTMCellConfig>;
  readonly stateSize: number[];
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias: Variable | undefined;
  readonly dropout: CellDropout;

  constructor(config: LSTMCellConfig | number) {
    super(readConfig<LSTMCellConfig>('LSTMCell', config, lstmDefaults, { shorthand: 'units' }));
    this.stateSize = [this.options.units, this.options.units];
    this.dropout = new CellDropout(this, this.options);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const inputs = oneShape(inputShape).at(-1)!;
    const columns = 4 * o.units;
    const biasInitializer = o.unitForgetBias
      ? new ForgetBias(o.biasInitializer)
      : o.biasInitializer;
    this.kernel = this.addWeight(
      'kernel',
      [inputs, columns],
      null,
      o.kernelInitializer,
      o.kernelRegularizer,
      true,
      o.kernelConstraint,
    );
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [o.units, columns],
      null,
      o.recurrentInitializer,
      o.recurrentRegularizer,
      true,
      o.recurrentConstraint,
    );
    if (o.useBias)
      this.bias = this.addWeight(
        'bias',
        [columns],
        null,
        biasInitializer,
        o.biasRegularizer,
        true,
        o.biasConstraint,
      );
  }

  override prepareDropout(x: Tensor, states: Tensor[]): void {
    this.dropout.prepare(x, states[0]);
  }

  override resetDropout(): void {
    this.dropout.reset();
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor[] {
    const [x, h, c] = inputs as Tensor[];
    const { activation, recurrentActivation } = this.options;
    const dropped = dropIf(kwargs.training, x, () => this.dropout.input(x));
    const state = dropIf(kwargs.training, h, () => this.dropout.recurrent(h));
    let z = tf.add(
      tf.matMul(dropped, this.kernel.read()),
      tf.matMul(state, this.recurrentKernel.read()),
    );
    if (this.bias) z = tf.add(z, this.bias.read());
    const [i, f, g, o] = tf.split(z, 4, 1);
    const carry = tf.add(
      tf.mul(recurrentActivation(f), c),
      tf.mul(recurrentActivation(i), activation(g)),
    );
    const output = tf.mul(recurrentActivation(o), activation(carry));
    return [output, output, carry];
  }

  override sequence(
    x: Tensor,
    states: Tensor[],
    options: SequenceOptions,
  ): SequenceResult | undefined {
    const activation = activationName(this.options.activation);
    const recurrentActivation = activationName(this.options.recurrentActivation);
    if (activation === undefined || recurrentActivation === undefined) return undefined;
    return fusedSequence('lstm', this, { activation, recurrentActivation }, x, states, options);
  }
}
