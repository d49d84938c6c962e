// BasicLSTMCell: `i, j, f, o = [x, h] · kernel + bias`, `c' = c sigmoid(f + forgetBias) + sigmoid(i) activation(j)`,
// `h' = activation(c') sigmoid(o)`.
import type { Activation, ActivationIdentifier } from '../activations/index.js';
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
import { lstmWalk } from './lstmWalk.js';
import { LSTMState } from './structure.js';

export interface BasicLSTMCellOptions extends RNNCellOptions {
  /** Added to the forget gate before its sigmoid, so that a new cell remembers; default 1. */
  forgetBias?: number;
  /** Of the candidate and of the output; default tanh. */
  activation?: ActivationIdentifier;
  /** States are pairs: only true. */
  stateIsTuple?: true;
}

/**
 * An LSTM without peepholes, clipping or projection. Its output is `state.h`, [batch, numUnits].
 * Variables: `kernel` [inputs + numUnits, 4 numUnits] (glorotUniform) and `bias` [4 numUnits] (zeros), gates i, j, f, o.
 *
 * @example
 * const cell = new tf.nn.BasicLSTMCell(128, { forgetBias: 1 });
 * const { outputs, state } = tf.nn.dynamicRNN(cell, x, { initialState: cell.zeroState(100) });
 */
export class BasicLSTMCell extends RNNCell<LSTMState> {
  readonly numUnits: number;
  readonly forgetBias: number;
  readonly activation: Activation;
  kernel!: Variable;
  bias!: Variable;

  constructor(numUnits: number, options: BasicLSTMCellOptions = {}) {
    const read = readCell('BasicLSTMCell', numUnits, options, ['forgetBias']);
    super(read);
    this.numUnits = numUnits;
    this.forgetBias = read.forgetBias ?? 1;
    this.activation = read.activation;
  }

  get stateSize(): LSTMState<number> {
    return new LSTMState(this.numUnits, this.numUnits);
  }

  get outputSize(): number {
    return this.numUnits;
  }

  override build(inputSize: number): void {
    const units = this.numUnits;
    this.kernel = this.addVariable('kernel', [inputSize + units, 4 * units]);
    this.bias = this.addVariable('bias', [4 * units], 'zeros');
  }

  override call(inputs: Tensor, { c, h }: LSTMState): [Tensor, LSTMState] {
    const [i, j, f, o] = tf.split(joined(inputs, h, this.kernel, this.bias), 4, 1);
    const kept = tf.mul(c, tf.sigmoid(tf.add(f, this.forgetBias)));
    const newC = tf.add(kept, tf.mul(tf.sigmoid(i), this.activation(j)));
    const newH = tf.mul(this.activation(newC), tf.sigmoid(o));
    return [newH, new LSTMState(newC, newH)];
  }

  override walk(x: Tensor, state: LSTMState, options: WalkOptions): Walked<LSTMState> | undefined {
    return lstmWalk(this, x, state, options);
  }
}
