// RNNCell: one step of a recurrent layer; what RNN, Bidirectional and StackedRNNCells drive.

import { ConfigError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import { SeedGenerator } from '../../ops/random.js';
import { applyOne } from '../../session.js';
import type { Tensor } from '../../tensor.js';
import { type CallOptions, Layer, oneShape, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { layerOption } from '../wrapper.js';

/** How a sequence is walked. */
export interface SequenceOptions {
  returnSequences: boolean;
  goBackwards: boolean;
  zeroOutputForMask: boolean;
  /** bool [batch, steps], true where a step counts. */
  mask: Tensor | undefined;
  training: boolean;
}

/** A whole sequence's result. */
export interface SequenceResult {
  /** [batch, steps, units] in the order of the walk, or the last step's. */
  output: Tensor;
  states: Tensor[];
}

/**
 * A cell: `call([x, ...states])` gives `[output, ...states]`. A user's own cell sets `stateSize`, makes its weights in
 * `build` and computes a step in `call`.
 */
export abstract class RNNCell extends Layer {
  /** Size of each state. */
  abstract readonly stateSize: number | number[];

  /** Size of the output; the first state's unless said otherwise. */
  get outputSize(): number {
    return stateSizes(this)[0];
  }

  /** The shapes of a step's output and of the states after it, for a step's input. */
  stepShapes([batch]: PartialShape): PartialShape[] {
    return [this.outputSize, ...stateSizes(this)].map((size) => [batch, size]);
  }

  abstract override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor[];

  /** The states before the first step: zeros. */
  getInitialState(batchSize: number): Tensor[] {
    return stateSizes(this).map((size) => tf.zeros([batchSize, size], this.dtype));
  }

  /** Draws the dropout masks of a sequence, from its first inputs [batch, features] and states. */
  prepareDropout(x: Tensor, states: Tensor[]): void {
    void [x, states];
  }

  /** Forgets them: the next sequence draws its own. */
  resetDropout(): void {}

  /** The engine's op for whole sequences; undefined if this cell, with these options, has none. */
  sequence(x: Tensor, states: Tensor[], options: SequenceOptions): SequenceResult | undefined {
    void [x, states, options];
    return undefined;
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.stepShapes(oneShape(inputShape));
  }
}

/** The sizes of a cell's states, as a list. */
export function stateSizes(cell: RNNCell): number[] {
  return Array.isArray(cell.stateSize) ? cell.stateSize : [cell.stateSize];
}

/** Dropout of a cell: one mask for all steps of a sequence, drawn when a sequence begins. */
export class CellDropout {
  readonly #generator: SeedGenerator;
  readonly #rate: number;
  readonly #recurrentRate: number;
  #mask: Tensor | undefined;
  #recurrentMask: Tensor | undefined;

  constructor(
    cell: Layer,
    {
      dropout,
      recurrentDropout,
      seed,
    }: { dropout: number; recurrentDropout: number; seed: number | null },
  ) {
    this.#rate = dropout;
    this.#recurrentRate = recurrentDropout;
    this.#generator = new SeedGenerator(seed, `${cell.name}/seed`);
    if (dropout > 0 || recurrentDropout > 0) cell.addState(this.#generator.state);
  }

  #draw(rate: number, shape: number[], dtype: Tensor['dtype']): Tensor {
    return applyOne('dropout', { rate, stream: 0 }, [
      tf.ones(shape, dtype),
      this.#generator.next(),
    ]);
  }

  /** The mask for the inputs, [batch, features] unless said otherwise; undefined without dropout. */
  input(x: Tensor, shape = [x.shape[0], x.shape[x.rank - 1]]): Tensor | undefined {
    if (this.#rate === 0) return undefined;
    this.#mask ??= this.#draw(this.#rate, shape, x.dtype);
    return this.#mask;
  }

  /** The mask for the state on its way into the recurrent product; undefined without dropout. */
  recurrent(h: Tensor, shape = h.shape): Tensor | undefined {
    if (this.#recurrentRate === 0) return undefined;
    this.#recurrentMask ??= this.#draw(this.#recurrentRate, shape, h.dtype);
    return this.#recurrentMask;
  }

  /** Draws both masks: inside a loop nothing can be drawn. */
  prepare(x: Tensor, h: Tensor): void {
    this.input(x);
    this.recurrent(h);
  }

  /** Forgets the masks: the next sequence draws its own. */
  reset(): void {
    this.#mask = undefined;
    this.#recurrentMask = undefined;
  }
}

/** The cell that an option holds, or that its serialized form describes. @throws ConfigError for anything else */
export function cellOption(where: string, value: unknown): RNNCell {
  const cell = layerOption(where, value);
  if (cell instanceof RNNCell) return cell;
  throw new ConfigError({
    where: `${where}.cell`,
    expected:
      'a cell, such as tf.layers.lstmCell({units: 8}), or a class of your own that extends tf.layers.RNNCell',
    received: cell.getClassName(),
  });
}
