// SimpleRNNCell: `h' = activation(x · kernel + h · recurrentKernel + bias)`.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Options, readConfig } from '../config.js';
import { type CallOptions, oneShape, type Shapes } from '../layer.js';
import { CellDropout, RNNCell, type SequenceOptions, type SequenceResult } from './cell.js';
import { activationName, dropIf, fusedSequence } from './engine.js';
import { type CellConfig, cellDefaults } from './options.js';

export type SimpleRNNCellConfig = CellConfig;

/** One step of `SimpleRNN`. Keras: `SimpleRNNCell`. */
export class SimpleRNNCell extends RNNCell {
  static override className = 'SimpleRNNCell';
  declare readonly options: Options<CellConfig>;
  readonly stateSize: number;
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias: Variable | undefined;
  readonly dropout: CellDropout;

  constructor(config: SimpleRNNCellConfig | number) {
    super(readConfig<CellConfig>('SimpleRNNCell', config, cellDefaults, { shorthand: 'units' }));
    this.stateSize = this.options.units;
    this.dropout = new CellDropout(this, this.options);
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
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [o.units, o.units],
      null,
      o.recurrentInitializer,
      o.recurrentRegularizer,
      true,
      o.recurrentConstraint,
    );
    if (o.useBias)
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

  override prepareDropout(x: Tensor, states: Tensor[]): void {
    this.dropout.prepare(x, states[0]);
  }

  override resetDropout(): void {
    this.dropout.reset();
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor[] {
    const [x, h] = inputs as Tensor[];
    const dropped = dropIf(kwargs.training, x, () => this.dropout.input(x));
    const state = dropIf(kwargs.training, h, () => this.dropout.recurrent(h));
    let z = tf.matMul(dropped, this.kernel.read());
    if (this.bias) z = tf.add(z, this.bias.read());
    const output = this.options.activation(
      tf.add(z, tf.matMul(state, this.recurrentKernel.read())),
    );
    return [output, output];
  }

  override sequence(
    x: Tensor,
    states: Tensor[],
    options: SequenceOptions,
  ): SequenceResult | undefined {
    const activation = activationName(this.options.activation);
    if (activation === undefined) return undefined;
    return fusedSequence('simpleRnn', this, { activation }, x, states, options);
  }
}
