// dynamicRNN, staticRNN, bidirectionalDynamicRNN: TensorFlow 1's loops of a cell along sequences.
import type { DType } from '../dtype.js';
import { ConfigError, DTypeError, ShapeError } from '../errors.js';
import { currentTraining, within } from '../layers/context.js';
import { showShape } from '../nested.js';
import { toFloat } from '../ops/convert.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { RNNCell, type WalkOptions } from './cell.js';
import { readLengths, stepMask } from './sequenceLength.js';
import { readState, type State, type StateLike } from './structure.js';
import { exchangeTime, walk } from './walk.js';

/** What a loop gives: `{outputs, state}`, or `const [outputs, state] = ...` as in TensorFlow 1. */
export type RNNResult<Outputs, S> = readonly [outputs: Outputs, state: S] & {
  readonly outputs: Outputs;
  readonly state: S;
};

/** A pair whose items have names too; mapped, it stays one, so that `tf.compile` gives it back whole. */
class Result extends Array<unknown> {
  get outputs(): unknown {
    return this[0];
  }

  get state(): unknown {
    return this[1];
  }
}

function result<Outputs, S>(outputs: Outputs, state: S): RNNResult<Outputs, S> {
  return Result.of<unknown>(outputs, state) as unknown as RNNResult<Outputs, S>;
}

interface LoopOptions {
  /** How many steps of each sequence count, int32 [batch]; beyond, outputs are 0 and the state stays. Default: all. */
  sequenceLength?: TensorLike | null;
  /** Whether time is the first axis of inputs and outputs, and the batch the second; default false. */
  timeMajor?: boolean;
  /** Of the state, float32 or float64: the cell's, which is its default. */
  dtype?: DType;
}

export interface DynamicRNNOptions<S extends State = State> extends LoopOptions {
  /** The state before the first step; default zeros. */
  initialState?: S | StateLike | readonly StateLike[] | null;
}

export type StaticRNNOptions<S extends State = State> = Omit<DynamicRNNOptions<S>, 'timeMajor'>;

export interface BidirectionalRNNOptions<F extends State = State, B extends State = State>
  extends LoopOptions {
  /** The forward cell's state before the first step; default zeros. */
  initialStateFw?: F | StateLike | readonly StateLike[] | null;
  /** The backward cell's state before the last step; default zeros. */
  initialStateBw?: B | StateLike | readonly StateLike[] | null;
}

const loopKeys = ['sequenceLength', 'timeMajor', 'dtype'];

/** The options; a tensor or state in their place is TensorFlow 1's third argument, the sequence length. */
function read<O extends LoopOptions>(where: string, options: O, keys: string[]): O {
  const isState = typeof options === 'object' && options !== null && 'c' in options;
  if (options instanceof Tensor || Array.isArray(options) || isState) {
    return { sequenceLength: options as unknown } as O;
  }
  return readOptions(where, options, [...keys, ...loopKeys]);
}

/** A loop's inputs, batch first, and how they are walked. */
interface Prepared {
  x: Tensor;
  mask: Tensor | undefined;
  timeMajor: boolean;
}

function prepare(
  where: string,
  cells: readonly RNNCell[],
  inputs: TensorLike,
  { sequenceLength, timeMajor = false, dtype }: LoopOptions,
): Prepared {
  for (const cell of cells) {
    if (!(cell instanceof RNNCell)) {
      const hint = 'Layers of tf.layers walk sequences by themselves; cells are of tf.nn.';
      throw new ConfigError({ where, expected: 'a cell of tf.nn', received: typeof cell, hint });
    }
    if (dtype !== undefined && dtype !== cell.dtype) {
      const hint = `Make the cell with {dtype: '${dtype}'}.`;
      throw new DTypeError({ where, expected: cell.dtype, received: dtype, hint });
    }
  }
  const given = tf.cast(toFloat(inputs, where, 'inputs'), cells[0].dtype);
  if (given.rank < 3 || given.shape[timeMajor ? 0 : 1] === 0) {
    const axes = timeMajor ? '[steps, batch, size]' : '[batch, steps, size]';
    const expected = `inputs ${axes} with at least one step`;
    throw new ShapeError({ where, expected, received: showShape(given.shape) });
  }
  const x = timeMajor ? exchangeTime(given) : given;
  const [batch, steps] = x.shape;
  const lengths = readLengths(sequenceLength, batch, where);
  return { x, mask: lengths && stepMask(lengths, steps), timeMajor };
}

/** Walks a cell in a scope of names. */
function run<S extends State>(
  where: string,
  scope: string,
  cell: RNNCell<S>,
  { x, mask, timeMajor }: Prepared,
  initialState: unknown,
  goBackwards: WalkOptions['goBackwards'],
): RNNResult<Tensor, S> {
  const [batch] = x.shape;
  within(scope, currentTraining(), 0, () => cell.ensureBuilt(x.shape[x.rank - 1]));
  const state =
    initialState === undefined || initialState === null
      ? cell.zeroState(batch)
      : (readState(initialState, cell.stateSize, batch, cell.dtype, `${where}.initialState`) as S);
  const walked = walk(cell, x, state, { mask, goBackwards });
  return result(timeMajor ? exchangeTime(walked.outputs) : walked.outputs, walked.state);
}

/**
 * Walks a cell along sequences. Its variables are made at the first call, under `rnn/`; called again, the cell keeps
 * them.
 *
 * @param inputs [batch, steps, size], or [steps, batch, size] if `timeMajor`
 * @returns `{outputs, state}`: the output of every step, [batch, steps, outputSize], and the state after each
 *   sequence's last step
 * @throws ShapeError if inputs, the initial state or the sequence length do not fit.
 * @example
 * const { outputs, state } = tf.nn.dynamicRNN(cell, x, { sequenceLength: [3, 5] });
 */
export function dynamicRNN<S extends State>(
  cell: RNNCell<S>,
  inputs: TensorLike,
  options: DynamicRNNOptions<S> = {},
): RNNResult<Tensor, S> {
  const where = 'dynamicRNN';
  const given = read(where, options, ['initialState']);
  return tf.tidy(() => {
    const prepared = prepare(where, [cell], inputs, given);
    return run(where, 'rnn', cell, prepared, given.initialState, false);
  });
}

/**
 * As `dynamicRNN`, for a list of steps.
 *
 * @param inputs a tensor [batch, size] for each step
 * @returns `{outputs, state}`: a list of outputs [batch, outputSize], a step each, and the last state
 */
export function staticRNN<S extends State>(
  cell: RNNCell<S>,
  inputs: readonly TensorLike[],
  options: StaticRNNOptions<S> = {},
): RNNResult<Tensor[], S> {
  const where = 'staticRNN';
  const given = read(where, options, ['initialState']);
  if (!Array.isArray(inputs) || inputs.length === 0) {
    const received = Array.isArray(inputs) ? 'an empty one' : typeof inputs;
    throw new ShapeError({ where, expected: 'a list of steps [batch, size]', received });
  }
  return tf.tidy(() => {
    const prepared = prepare(where, [cell], tf.stack(inputs, 1), given);
    const { outputs, state } = run(where, 'rnn', cell, prepared, given.initialState, false);
    return result(tf.unstack(outputs, 1), state);
  });
}

/**
 * Walks one cell forward and another backward along the same sequences; each sequence's backward walk begins at its own
 * last step. Variables are made under `bidirectional_rnn/fw` and `bidirectional_rnn/bw`.
 *
 * @returns `{outputs, state}`: of both a pair, forward and backward. `tf.concat(outputs, 2)` joins the outputs, of which
 *   both are in the order of time.
 */
export function bidirectionalDynamicRNN<F extends State, B extends State>(
  cellFw: RNNCell<F>,
  cellBw: RNNCell<B>,
  inputs: TensorLike,
  options: BidirectionalRNNOptions<F, B> = {},
): RNNResult<[fw: Tensor, bw: Tensor], [fw: F, bw: B]> {
  const where = 'bidirectionalDynamicRNN';
  const given = read(where, options, ['initialStateFw', 'initialStateBw']);
  return tf.tidy(() => {
    const prepared = prepare(where, [cellFw, cellBw], inputs, given);
    const scope = 'bidirectional_rnn';
    const fw = run(where, `${scope}/fw`, cellFw, prepared, given.initialStateFw, false);
    const bw = run(where, `${scope}/bw`, cellBw, prepared, given.initialStateBw, true);
    return result([fw.outputs, bw.outputs], [fw.state, bw.state]);
  });
}
