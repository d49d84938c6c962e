// MultiRNNCell: cells on top of each other, as one; its state is the list of theirs.
import { ConfigError } from '../errors.js';
import { within } from '../layers/context.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import { RNNCell, type RNNCellOptions, type Walked, type WalkOptions } from './cell.js';
import type { State, StateSize } from './structure.js';
import { walk } from './walk.js';

/**
 * Several cells as one: each reads the output of the one before it. The state is a list, a cell's each.
 *
 * @example
 * const cell = new tf.nn.MultiRNNCell([new tf.nn.BasicLSTMCell(64), new tf.nn.GRUCell(32)]);
 */
export class MultiRNNCell extends RNNCell<State[]> {
  readonly cells: readonly RNNCell[];

  /** @throws ConfigError unless there is at least one cell, and all are cells. */
  constructor(cells: readonly RNNCell[], options: RNNCellOptions & { stateIsTuple?: true } = {}) {
    super(readOptions('MultiRNNCell', options, ['name', 'trainable', 'dtype', 'stateIsTuple']));
    if (!Array.isArray(cells) || cells.length === 0 || !cells.every((c) => c instanceof RNNCell)) {
      throw new ConfigError({
        where: 'MultiRNNCell',
        expected: 'a list of cells, at least one',
        received: Array.isArray(cells) ? `${cells.length} things` : typeof cells,
      });
    }
    this.cells = cells;
  }

  get stateSize(): StateSize[] {
    return this.cells.map((cell) => cell.stateSize);
  }

  get outputSize(): number {
    return this.cells[this.cells.length - 1].outputSize;
  }

  override build(inputSize: number): void {
    let size = inputSize;
    for (const [i, cell] of this.cells.entries()) {
      within(`cell_${i}`, undefined, 0, () => cell.ensureBuilt(size));
      size = cell.outputSize;
    }
  }

  override zeroState(batchSize: number, dtype = this.dtype): State[] {
    return this.cells.map((cell) => cell.zeroState(batchSize, dtype));
  }

  override call(inputs: Tensor, states: State[]): [Tensor, State[]] {
    let output = inputs;
    const after = this.cells.map((cell, i) => {
      const [next, state] = cell.call(output, states[i]);
      output = next;
      return state;
    });
    return [output, after];
  }

  /** A layer after the other along the whole sequence: what a masked step gives is read by no state. */
  override walk(x: Tensor, states: State[], options: WalkOptions): Walked<State[]> {
    let outputs = x;
    const after = this.cells.map((cell, i) => {
      const walked = walk(cell, outputs, states[i], options);
      outputs = walked.outputs;
      return walked.state;
    });
    return { outputs, state: after };
  }
}
