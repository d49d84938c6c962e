// GRUCell: `r, u = sigmoid([x, h] · gates)`, `g = activation([x, r h] · candidate)`, `h' = u h + (1 - u) g`.
import type { Activation, ActivationIdentifier } from '../activations/index.js';
import type { InitializerIdentifier } from '../initializers/index.js';
import { activationName } from '../layers/recurrent/engine.js';
import * as tf from '../ops/index.js';
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

export interface GRUCellOptions extends RNNCellOptions {
  /** Of the candidate; default tanh. */
  activation?: ActivationIdentifier;
  /** Default glorotUniform. */
  kernelInitializer?: InitializerIdentifier | null;
  /** Default: ones for the gates, so that a state is kept at first, zeros for the candidate. */
  biasInitializer?: InitializerIdentifier | null;
}

/**
 * A gated recurrent unit (Cho et al., 2014); its output is its state [batch, numUnits].
 * Variables: `gates/kernel` [inputs + numUnits, 2 numUnits], `gates/bias`, `candidate/kernel` [inputs + numUnits,
 * numUnits], `candidate/bias`.
 */
export class GRUCell extends RNNCell<Tensor> {
  readonly numUnits: number;
  readonly activation: Activation;
  readonly #initializers: Pick<GRUCellOptions, 'kernelInitializer' | 'biasInitializer'>;
  gateKernel!: Variable;
  gateBias!: Variable;
  candidateKernel!: Variable;
  candidateBias!: Variable;

  constructor(numUnits: number, options: GRUCellOptions = {}) {
    const read = readCell('GRUCell', numUnits, options, ['kernelInitializer', 'biasInitializer']);
    super(read);
    this.numUnits = numUnits;
    this.activation = read.activation;
    this.#initializers = read;
  }

  get stateSize(): number {
    return this.numUnits;
  }

  get outputSize(): number {
    return this.numUnits;
  }

  override build(inputSize: number): void {
    const units = this.numUnits;
    const { kernelInitializer: ofKernel, biasInitializer: ofBias } = this.#initializers;
    const rows = inputSize + units;
    this.gateKernel = this.addVariable('gates/kernel', [rows, 2 * units], ofKernel);
    this.gateBias = this.addVariable('gates/bias', [2 * units], ofBias ?? 'ones');
    this.candidateKernel = this.addVariable('candidate/kernel', [rows, units], ofKernel);
    this.candidateBias = this.addVariable('candidate/bias', [units], ofBias ?? 'zeros');
  }

  override call(inputs: Tensor, state: Tensor): [Tensor, Tensor] {
    const gates = tf.sigmoid(joined(inputs, state, this.gateKernel, this.gateBias));
    const [r, u] = tf.split(gates, 2, 1);
    const g = this.activation(
      joined(inputs, tf.mul(r, state), this.candidateKernel, this.candidateBias),
    );
    const output = tf.add(tf.mul(u, state), tf.mul(tf.sub(1, u), g));
    return [output, output];
  }

  override walk(x: Tensor, state: Tensor, options: WalkOptions): Walked<Tensor> | undefined {
    const activation = activationName(this.activation);
    if (activation === undefined) return undefined;
    // The op has the update gate first, then the reset gate and the candidate.
    const inOrder = (gates: Tensor, candidate: Tensor, axis: number) => {
      const [r, u] = tf.split(gates, 2, axis);
      return tf.concat([u, r, candidate], axis);
    };
    const weights = [
      inOrder(this.gateKernel, this.candidateKernel, 1),
      inOrder(this.gateBias, this.candidateBias, 0),
    ] as const;
    const attributes = { activation, recurrentActivation: 'sigmoid', resetAfter: false };
    const { outputs, states } = fusedWalk('gru', attributes, x, [state], weights, options);
    return { outputs, state: states[0] };
  }
}
