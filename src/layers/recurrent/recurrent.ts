// Recurrent: a layer that walks a cell along a sequence; the base of RNN, SimpleRNN, LSTM and GRU.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { Variable } from '../../variable.js';
import type { LayerConfig } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import { type PartialShape, type SymbolicTensor, singleOrList, toList } from '../symbolic.js';
import { type RNNCell, stateSizes } from './cell.js';
import type { WalkOptions } from './options.js';
import { walk } from './walk.js';

/**
 * The mask of the steps. As in Keras 3, one that merely came with the input does not count where the states to start
 * from are given; one given in the call does.
 */
export function stepMask(x: Tensor, { mask, initialState }: CallOptions): Tensor | undefined {
  const own = Array.isArray(mask) ? mask[0] : mask;
  return initialState !== undefined && own === x.mask ? undefined : own;
}

export abstract class Recurrent extends Layer {
  declare readonly options: WalkOptions;
  readonly cell: RNNCell;
  /** What a batch leaves for the next one, if stateful. */
  #kept: Variable[] | undefined;

  constructor(read: { base: LayerConfig; options: WalkOptions }, cell: RNNCell) {
    super(read);
    this.cell = cell;
    this.stateful = this.options.stateful;
    this.supportsMasking = true;
    this.inputSpec = [{ minNDim: 3 }];
  }

  /** The cell's weights have the layer's name, as in tfjs. @internal */
  override weightScope(): string {
    return '';
  }

  override build(inputShape: Shapes): void {
    const shape = oneShape(inputShape);
    this.cell.ensureBuilt([[shape[0], ...shape.slice(2)]]);
    this.inputSpec = [{ minNDim: 3, axes: { [-1]: shape.at(-1)! } }];
    if (this.stateful) this.#keepStates(shape[0]);
  }

  #keepStates(batchSize: number | null): void {
    if (batchSize === null) {
      throw new ConfigError({
        where: this.name,
        problem: 'a stateful layer needs a fixed batch size',
        hint: 'Give the first layer a batchInputShape, such as [32, 10, 16].',
      });
    }
    this.#kept = this.cell.getInitialState(batchSize).map((zero) => {
      const state = new Variable(zero.dtype, zero.shape, zero.valuesNow(), {
        name: `${this.name}/rnn_state`,
        trainable: false,
      });
      return this.addState(state);
    });
  }

  // A list is a sequence and the states to start from, as graphs of Keras 2 have it.
  override apply(inputs: SymbolicTensor, kwargs?: CallOptions): SymbolicTensor;
  override apply(inputs: TensorLike, kwargs?: CallOptions): Tensor;
  override apply(inputs: SymbolicTensor[], kwargs?: CallOptions): SymbolicTensor | SymbolicTensor[];
  override apply(
    inputs: TensorLike | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: CallOptions,
  ): Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[];
  override apply(
    inputs: TensorLike | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs: CallOptions = {},
  ): Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[] {
    if (!Array.isArray(inputs) || !(inputs[0] instanceof Object) || !('rank' in inputs[0])) {
      return super.apply(inputs as TensorLike, kwargs);
    }
    const [sequence, ...initialState] = inputs as Tensor[];
    return super.apply(sequence, initialState.length > 0 ? { ...kwargs, initialState } : kwargs);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor | Tensor[] {
    const x = oneTensor(inputs);
    const { returnSequences, returnState, goBackwards, zeroOutputForMask } = this.options;
    const initial = this.#initialStates(x, kwargs);
    const mask = stepMask(x, kwargs);
    const training = kwargs.training ?? false;
    const { output, states } = walk(this.cell, x, initial, {
      returnSequences,
      goBackwards,
      zeroOutputForMask,
      mask,
      training,
    });
    for (const [i, state] of (this.#kept ?? []).entries()) state.assign(states[i]);
    return returnState ? [output, ...states] : output;
  }

  #initialStates(x: Tensor, kwargs: CallOptions): Tensor[] {
    const given = kwargs.initialState as Tensor | Tensor[] | undefined;
    const [batch] = x.shape;
    if (given === undefined && this.#kept === undefined) return this.cell.getInitialState(batch);
    const states = given === undefined ? this.#kept!.map((state) => state.read()) : toList(given);
    const sizes = stateSizes(this.cell);
    if (states.length !== sizes.length) {
      throw new ShapeError({
        where: `${this.name}.initialState`,
        expected: `${sizes.length} states`,
        received: String(states.length),
      });
    }
    const wrong = states.find((state) => state.shape[0] !== batch);
    if (wrong) {
      throw new ShapeError({
        where: this.name,
        expected: `a batch of ${wrong.shape[0]}, as the states have`,
        received: showShape(x.shape),
        hint: this.stateful ? 'A stateful layer takes batches of one size only.' : undefined,
      });
    }
    return states;
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    const [batch, steps, ...sample] = oneShape(inputShape);
    const { returnSequences, returnState } = this.options;
    const [last, ...states] = this.cell.stepShapes([batch, ...sample]);
    const output: PartialShape = returnSequences ? [batch, steps, ...last.slice(1)] : last;
    return returnState ? [output, ...states] : output;
  }

  override computeMask(
    _inputs: Tensor | Tensor[],
    mask: CallOptions['mask'],
  ): Tensor | (Tensor | undefined)[] | undefined {
    const own = this.options.returnSequences ? (Array.isArray(mask) ? mask[0] : mask) : undefined;
    return this.options.returnState ? [own, ...stateSizes(this.cell).map(() => undefined)] : own;
  }

  /** Sets the kept states, to zeros unless given. @throws ConfigError if the layer is not stateful. */
  override resetStates(states?: TensorLike | TensorLike[]): void {
    if (!this.#kept) {
      if (states === undefined) return;
      throw new ConfigError({ where: this.name, problem: 'only a stateful layer keeps states' });
    }
    const given =
      states === undefined ? undefined : (toList(states as Tensor | Tensor[]) as Tensor[]);
    for (const [i, state] of this.#kept.entries()) {
      state.assign(given ? given[i] : tf.zeros(state.shape, state.dtype));
    }
  }

  /** The states that a stateful layer keeps. */
  getStates(): Tensor | Tensor[] {
    return singleOrList((this.#kept ?? []).map((state) => state.read()));
  }
}
