// LSTMCell: BasicLSTMCell with peepholes (gates that see c), a bound on c, and a projection of the output.
import type { Activation, ActivationIdentifier } from '../activations/index.js';
import type { InitializerIdentifier } from '../initializers/index.js';
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

export interface LSTMCellOptions extends RNNCellOptions {
  /** Whether the gates see c, through weights of their own; default false. */
  usePeepholes?: boolean;
  /** Bounds c to ±cellClip; default: no bound. */
  cellClip?: number | null;
  /** Of kernels and peepholes; default glorotUniform. */
  initializer?: InitializerIdentifier | null;
  /** Size of a linear projection of the output; default: none. */
  numProj?: number | null;
  /** Bounds the projected output to ±projClip; default: no bound. */
  projClip?: number | null;
  /** Added to the forget gate before its sigmoid, so that a new cell remembers; default 1. */
  forgetBias?: number;
  /** Of the candidate and of the output; default tanh. */
  activation?: ActivationIdentifier;
  /** States are pairs: only true. */
  stateIsTuple?: true;
}

const ownKeys = [
  'usePeepholes',
  'cellClip',
  'initializer',
  'numProj',
  'projClip',
  'forgetBias',
] as const;

function clip(x: Tensor, limit: number | null): Tensor {
  return limit === null ? x : tf.clipByValue(x, -limit, limit);
}

/**
 * An LSTM (Hochreiter, Schmidhuber 1997; Gers et al., 1999; Sak et al., 2014). Its output is `state.h`.
 * Variables: `kernel` [inputs + outputSize, 4 numUnits] and `bias`, gates i, j, f, o; with peepholes `w_f_diag`,
 * `w_i_diag`, `w_o_diag` [numUnits]; with a projection `projection/kernel` [numUnits, numProj].
 */
export class LSTMCell extends RNNCell<LSTMState> {
  readonly numUnits: number;
  readonly forgetBias: number;
  readonly usePeepholes: boolean;
  readonly cellClip: number | null;
  readonly numProj: number | null;
  readonly projClip: number | null;
  readonly activation: Activation;
  readonly #initializer: InitializerIdentifier | null | undefined;
  kernel!: Variable;
  bias!: Variable;
  /** The peepholes of the gates f, i and o. */
  peepholes: { f: Variable; i: Variable; o: Variable } | undefined;
  projection: Variable | undefined;

  constructor(numUnits: number, options: LSTMCellOptions = {}) {
    const read = readCell('LSTMCell', numUnits, options, ownKeys);
    super(read);
    this.numUnits = numUnits;
    this.forgetBias = read.forgetBias ?? 1;
    this.usePeepholes = read.usePeepholes ?? false;
    this.cellClip = read.cellClip ?? null;
    this.numProj = read.numProj ?? null;
    this.projClip = read.projClip ?? null;
    this.activation = read.activation;
    this.#initializer = read.initializer;
  }

  get stateSize(): LSTMState<number> {
    return new LSTMState(this.numUnits, this.outputSize);
  }

  get outputSize(): number {
    return this.numProj ?? this.numUnits;
  }

  override build(inputSize: number): void {
    const { numUnits: units, outputSize } = this;
    const variable = (name: string, shape: number[]) =>
      this.addVariable(name, shape, this.#initializer);
    this.kernel = variable('kernel', [inputSize + outputSize, 4 * units]);
    this.bias = this.addVariable('bias', [4 * units], 'zeros');
    if (this.usePeepholes) {
      const f = variable('w_f_diag', [units]);
      this.peepholes = { f, i: variable('w_i_diag', [units]), o: variable('w_o_diag', [units]) };
    }
    if (this.numProj !== null) {
      this.projection = variable('projection/kernel', [units, this.numProj]);
    }
  }

  override call(inputs: Tensor, { c, h }: LSTMState): [Tensor, LSTMState] {
    const { activation, peepholes } = this;
    const [i, j, f, o] = tf.split(joined(inputs, h, this.kernel, this.bias), 4, 1);
    const gate = (x: Tensor, peephole: Variable | undefined, seen: Tensor) =>
      tf.sigmoid(peephole ? tf.add(x, tf.mul(peephole, seen)) : x);
    const kept = tf.mul(gate(tf.add(f, this.forgetBias), peepholes?.f, c), c);
    const added = tf.mul(gate(i, peepholes?.i, c), activation(j));
    const newC = clip(tf.add(kept, added), this.cellClip);
    let newH = tf.mul(gate(o, peepholes?.o, newC), activation(newC));
    if (this.projection) newH = clip(tf.matMul(newH, this.projection), this.projClip);
    return [newH, new LSTMState(newC, newH)];
  }

  override walk(x: Tensor, state: LSTMState, options: WalkOptions): Walked<LSTMState> | undefined {
    const plain = !this.usePeepholes && this.cellClip === null && this.numProj === null;
    return plain ? lstmWalk(this, x, state, options) : undefined;
  }
}
