// RNNCell: TensorFlow 1's cell, one step of a recurrent network; what dynamicRNN and its kin drive.
import * as activations from '../activations/index.js';
import type { DType } from '../dtype.js';
import { ConfigError, ShapeError } from '../errors.js';
import type { InitializerIdentifier } from '../initializers/index.js';
import { currentPath, currentTraining, within } from '../layers/context.js';
import { Weighted } from '../layers/weighted.js';
import { snakeName, uniqueName } from '../names.js';
import { showShape } from '../nested.js';
import { toFloat } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import type { Tensor, TensorLike } from '../tensor.js';
import type { Variable } from '../variable.js';
import { readState, type State, type StateLike, type StateSize, zeroState } from './structure.js';

/** Options of every cell. */
export interface RNNCellOptions {
  /** In the names of its variables; default: the class in snake case, as in `rnn/basic_lstm_cell/kernel`. */
  name?: string;
  /** Whether optimizers change its variables; default true. */
  trainable?: boolean;
  /** Of its variables, and what it computes in; default float32. */
  dtype?: DType;
}

/** How a whole sequence is walked. */
export interface WalkOptions {
  /** bool [batch, steps], true where a step counts. */
  mask: Tensor | undefined;
  /** Whether time runs from the last step to the first. */
  goBackwards: boolean;
}

/** A whole sequence's result. */
export interface Walked<S extends State> {
  /** [batch, steps, outputSize], a step's output at its own place whatever the direction; 0 where the mask is. */
  outputs: Tensor;
  state: S;
}

/**
 * The base of cells. A user's own sets `stateSize` and `outputSize`, makes its variables in `build` and computes a step
 * in `call`; dynamicRNN and its kin then take it as any other.
 *
 * @example
 * class Mean extends tf.nn.RNNCell {
 *   stateSize = 4;
 *   outputSize = 4;
 *   call(inputs, state) {
 *     const mean = inputs.add(state).div(2);
 *     return [mean, mean];
 *   }
 * }
 */
export abstract class RNNCell<S extends State = State> extends Weighted {
  /** Size of the state, in its structure: a number, an LSTM's `{c, h}`, or a list. */
  abstract readonly stateSize: StateSize;
  /** Size of the output. */
  abstract readonly outputSize: number;

  constructor({ name, dtype = 'float32', trainable = true }: RNNCellOptions = {}) {
    super(name ?? snakeName(new.target.name), dtype, trainable);
  }

  /** Makes the variables; called once, before the first step. */
  build(inputSize: number): void {
    void inputSize;
  }

  /**
   * A step.
   * @param inputs [batch, inputs]
   * @returns the output [batch, outputSize] and the next state
   */
  abstract call(inputs: Tensor, state: S): [output: Tensor, state: S];

  /** A step of data: makes the variables if there are none yet. @throws ShapeError for a state of another structure. */
  apply(
    inputs: TensorLike,
    state: S | StateLike | readonly StateLike[],
  ): [output: Tensor, state: S] {
    const x = tf.cast(toFloat(inputs, this.name, 'inputs'), this.dtype);
    if (x.rank !== 2) {
      const received = showShape(x.shape);
      throw new ShapeError({ where: this.name, expected: 'inputs [batch, size]', received });
    }
    const { stateSize, dtype, name } = this;
    this.ensureBuilt(x.shape[1]);
    return tf.tidy(() =>
      this.call(x, readState(state, stateSize, x.shape[0], dtype, `${name}.state`) as S),
    );
  }

  /** `build`, unless it was done; variables are named after the scope around and the cell. @internal */
  ensureBuilt(inputSize: number): void {
    if (this.built) return;
    const scope = currentPath();
    const name = uniqueName(scope + this.name).slice(scope.length);
    within(name, currentTraining(), 0, () => this.build(inputSize));
    this.built = true;
  }

  /** The state before the first step: zeros. */
  zeroState(batchSize: number, dtype: DType = this.dtype): S {
    return zeroState(this.stateSize, batchSize, dtype) as S;
  }

  /** The engine's op for whole sequences [batch, steps, inputs]; undefined if there is none for this cell. @internal */
  walk(x: Tensor, state: S, options: WalkOptions): Walked<S> | undefined {
    void [x, state, options];
    return undefined;
  }

  /** A variable of this cell. */
  protected addVariable(
    name: string,
    shape: number[],
    initializer?: InitializerIdentifier | null,
  ): Variable {
    const given = initializer ?? 'glorotUniform';
    return this.addWeight(name, shape, null, given, null, this.trainable);
  }
}

/** A cell's options as they were written, and the number of its units. @throws ConfigError for what is not one. */
export function readCell<O extends RNNCellOptions>(
  className: string,
  numUnits: number,
  options: O,
  ownKeys: readonly (keyof O & string)[],
): O & { activation: activations.Activation } {
  if (!Number.isInteger(numUnits) || numUnits < 1) {
    throw new ConfigError({
      where: className,
      expected: 'a number of units, an integer of at least 1',
      received: typeof numUnits === 'number' ? String(numUnits) : typeof numUnits,
      hint: `new tf.nn.${className}(128)`,
    });
  }
  const keys = ['name', 'trainable', 'dtype', 'activation', 'reuse', 'stateIsTuple', ...ownKeys];
  const read = readOptions(className, options, keys) as O & Record<string, unknown>;
  if (read.stateIsTuple === false) {
    throw new ConfigError({
      where: `${className}.stateIsTuple`,
      expected: 'true',
      received: 'false',
      hint: 'A state is {c, h}; tf.concat([state.c, state.h], 1) joins them.',
    });
  }
  const { activation = 'tanh' } = read;
  return {
    ...read,
    activation: activations.get(activation as activations.ActivationIdentifier),
  };
}

/** `[x, h] · kernel + bias`: what every gate of TensorFlow 1's cells is made of. */
export function joined(x: Tensor, h: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  return tf.add(tf.matMul(tf.concat([x, h], 1), kernel), bias);
}

/** A kernel over [inputs, state] as two: of the inputs and of the state. */
export function rowsOf(kernel: Tensor, inputSize: number): [Tensor, Tensor] {
  const [rows, columns] = kernel.shape;
  return [
    tf.slice(kernel, [0, 0], [inputSize, columns]),
    tf.slice(kernel, [inputSize, 0], [rows - inputSize, columns]),
  ];
}
