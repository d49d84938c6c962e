// StackedRNNCells: cells on top of each other, as one; its states are those of the cells in turn.

import { ConfigError } from '../../errors.js';
import type { Tensor } from '../../tensor.js';
import { type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type CallOptions, oneShape, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import type { Weighted } from '../weighted.js';
import { cellOption, RNNCell, stateSizes } from './cell.js';

export interface StackedRNNCellsConfig extends LayerConfig {
  cells: RNNCell[];
}

/** Several cells as one: each reads the output of the one before it. Keras: `StackedRNNCells`. */
export class StackedRNNCells extends RNNCell {
  static override className = 'StackedRNNCells';
  declare readonly options: Options<StackedRNNCellsConfig>;

  constructor(config: StackedRNNCellsConfig | RNNCell[]) {
    const read = readConfig<StackedRNNCellsConfig>(
      'StackedRNNCells',
      config,
      { cells: required },
      { shorthand: 'cells' },
    );
    const cells = [read.options.cells].flat();
    if (cells.length === 0) {
      throw new ConfigError({
        where: 'StackedRNNCells.cells',
        expected: 'cells',
        received: 'none',
      });
    }
    read.options.cells = cells.map((cell) => cellOption('StackedRNNCells', cell));
    super(read);
  }

  get cells(): RNNCell[] {
    return this.options.cells;
  }

  get stateSize(): number[] {
    return this.cells.flatMap(stateSizes);
  }

  override get outputSize(): number {
    return this.cells.at(-1)!.outputSize;
  }

  override stepShapes(inputShape: PartialShape): PartialShape[] {
    let output = inputShape;
    const states = this.cells.flatMap((cell) => {
      const [next, ...own] = cell.stepShapes(output);
      output = next;
      return own;
    });
    return [output, ...states];
  }

  override getInitialState(batchSize: number): Tensor[] {
    return this.cells.flatMap((cell) => cell.getInitialState(batchSize));
  }

  /** As tfjs names the cells. @internal */
  override weightScope(inner: Weighted): string {
    return `RNNCell_${this.sublayers.indexOf(inner)}`;
  }

  override build(inputShape: Shapes): void {
    let shape: PartialShape = oneShape(inputShape);
    for (const cell of this.cells) {
      cell.ensureBuilt([shape]);
      [shape] = cell.stepShapes(shape);
    }
  }

  /** What `visit` gives for each cell and its states, the output of each being the input of the next. */
  #walk(
    x: Tensor,
    states: Tensor[],
    visit: (cell: RNNCell, input: Tensor, states: Tensor[]) => Tensor[],
  ): Tensor[] {
    let input = x;
    let next = 0;
    const after: Tensor[] = [];
    for (const cell of this.cells) {
      const count = stateSizes(cell).length;
      const [output, ...own] = visit(cell, input, states.slice(next, next + count));
      next += count;
      after.push(...own);
      input = output;
    }
    return [input, ...after];
  }

  override prepareDropout(x: Tensor, states: Tensor[]): void {
    this.#walk(x, states, (cell, input, own) => {
      cell.prepareDropout(input, own);
      // Of the output only the shape matters, and a state has it.
      return [own[0]];
    });
  }

  override resetDropout(): void {
    for (const cell of this.cells) cell.resetDropout();
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor[] {
    const [x, ...states] = inputs as Tensor[];
    const { training } = kwargs;
    return this.#walk(
      x,
      states,
      (cell, input, own) => cell.apply([input, ...own], { training }) as Tensor[],
    );
  }
}
