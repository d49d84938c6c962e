// GRUCell: gates z (update), r (reset) and candidate g of `x · kernel` and `h · recurrentKernel`, in that order;
// `h' = z * h + (1 - z) * g`. With resetAfter g reads `r * (h · recurrentKernel)`, else `(r * h) · recurrentKernel`.
import type { ActivationIdentifier } from '../../activations/index.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type Options, readConfig } from '../config.js';
import { type CallOptions, oneShape, type Shapes } from '../layer.js';
import { CellDropout, RNNCell, type SequenceOptions, type SequenceResult } from './cell.js';
import { activationName, dropIf, fusedSequence } from './engine.js';
import { type CellConfig, cellDefaults } from './options.js';

export interface GRUCellConfig extends CellConfig {
  /** Of the gates; default sigmoid. */
  recurrentActivation?: ActivationIdentifier;
  /** Whether the reset gate applies after the recurrent product, with biases of its own; default true. */
  resetAfter?: boolean;
}

export const gruDefaults: Defaults<GRUCellConfig> = {
  ...cellDefaults,
  recurrentActivation: 'sigmoid',
  resetAfter: true,
};

/** One step of `GRU` (Cho et al., 2014). Keras: `GRUCell`. */
export class GRUCell extends RNNCell {
  static override className = 'GRUCell';
  declare readonly options: Options<GRUCellConfig>;
  readonly stateSize: number;
  kernel!: Variable;
  recurrentKernel!: Variable;
  /** [3 * units], or with resetAfter [2, 3 * units]: the inputs' and the state's. */
  bias: Variable | undefined;
  readonly dropout: CellDropout;

  constructor(config: GRUCellConfig | number) {
    super(readConfig<GRUCellConfig>('GRUCell', config, gruDefaults, { shorthand: 'units' }));
    this.stateSize = this.options.units;
    this.dropout = new CellDropout(this, this.options);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const inputs = oneShape(inputShape).at(-1)!;
    const columns = 3 * o.units;
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
    const biasShape = o.resetAfter ? [2, columns] : [columns];
    if (o.useBias)
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

  override prepareDropout(x: Tensor, states: Tensor[]): void {
    this.dropout.prepare(x, states[0]);
  }

  override resetDropout(): void {
    this.dropout.reset();
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor[] {
    const [x, h] = inputs as Tensor[];
    const { units, activation, recurrentActivation, resetAfter } = this.options;
    const dropped = dropIf(kwargs.training, x, () => this.dropout.input(x));
    const state = dropIf(kwargs.training, h, () => this.dropout.recurrent(h));
    const kernel = this.recurrentKernel.read();
    const [inputBias, stateBias] = this.bias
      ? resetAfter
        ? tf.unstack(this.bias.read())
        : [this.bias.read()]
      : [];
    const fromInput = tf.matMul(dropped, this.kernel.read());
    const [xz, xr, xg] = tf.split(inputBias ? tf.add(fromInput, inputBias) : fromInput, 3, 1);
    const fromState = tf.matMul(
      state,
      resetAfter ? kernel : tf.slice(kernel, [0, 0], [-1, 2 * units]),
    );
    const [hz, hr, hg] = tf.split(
      stateBias ? tf.add(fromState, stateBias) : fromState,
      resetAfter ? 3 : 2,
      1,
    );
    const z = recurrentActivation(tf.add(xz, hz));
    const r = recurrentActivation(tf.add(xr, hr));
    const reset = resetAfter
      ? tf.mul(r, hg)
      : tf.matMul(tf.mul(r, state), tf.slice(kernel, [0, 2 * units]));
    const candidate = activation(tf.add(xg, reset));
    const output = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
    return [output, output];
  }

  override sequence(
    x: Tensor,
    states: Tensor[],
    options: SequenceOptions,
  ): SequenceResult | undefined {
    const activation = activationName(this.options.activation);
    const recurrentActivation = activationName(this.options.recurrentActivation);
    if (activation === undefined || recurrentActivation === undefined) return undefined;
    const { resetAfter } = this.options;
    return fusedSequence(
      'gru',
      this,
      { activation, recurrentActivation, resetAfter },
      x,
      states,
      options,
    );
  }
}
