// BasicRNNCell: `h' = activation([x, h] · kernel + bias)`.
import type { Activation, ActivationIdentifier } from '../activations/index.js';
import { activationName } from '../layers/recurrent/engine.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import {
  joined,
  RNNCell,
  type RNNCellOptions,
  readCell,
  type Walked,
  type WalkOptions,
} from './cell.js';
import { fusedWalk } from './engine.js';

export interface BasicRNNCellOptions extends RNNCellOptions {
  /** Default tanh. */
  activation?: ActivationIdentifier;
}

/**
 * The simplest recurrent cell; its output is its state [batch, numUnits].
 * Variables: `kernel` [inputs + numUnits, numUnits], `bias` [numUnits].
 */
export class BasicRNNCell extends RNNCell<Tensor> {
  readonly numUnits: number;
  readonly activation: Activation;
  kernel!: Variable;
  bias!: Variable;

  constructor(numUnits: number, options: BasicRNNCellOptions = {}) {
    const read = readCell('BasicRNNCell', numUnits, options, []);
    super(read);
    this.numUnits = numUnits;
    this.activation = read.activation;
  }

  get stateSize(): number {
    return this.numUnits;
  }

  get outputSize(): number {
    return this.numUnits;
  }

  override build(inputSize: number): void {
    const units = this.numUnits;
    this.kernel = this.addVariable('kernel', [inputSize + units, units]);
    this.bias = this.addVariable('bias', [units], 'zeros');
  }

  override call(inputs: Tensor, state: Tensor): [Tensor, Tensor] {
    const output = this.activation(joined(inputs, state, this.kernel, this.bias));
    return [output, output];
  }

  override walk(x: Tensor, state: Tensor, options: WalkOptions): Walked<Tensor> | undefined {
    const activation = activationName(this.activation);
    if (activation === undefined) return undefined;
    const weights = [this.kernel, this.bias] as const;
    const { outputs, states } = fusedWalk(
      'simpleRnn',
      { activation },
      x,
      [state],
      weights,
      options,
    );
    return { outputs, state: states[0] };
  }
}
