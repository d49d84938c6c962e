// RNN: any cell, or a list of them stacked, along a sequence.
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { cellOption, type RNNCell } from './cell.js';
import { type WalkConfig, walkDefaults } from './options.js';
import { Recurrent } from './recurrent.js';
import { StackedRNNCells } from './stackedRNNCells.js';

export interface RNNConfig extends WalkConfig {
  /** A cell, or several to be stacked. */
  cell: RNNCell | RNNCell[];
}

const defaults: Defaults<RNNConfig> = { ...walkDefaults, cell: required };

/** [batch, steps, features] to [batch, units], or with returnSequences [batch, steps, units]. Keras: `RNN`. */
export class RNN extends Recurrent {
  static override className = 'RNN';
  declare readonly options: Options<RNNConfig>;

  constructor(config: RNNConfig) {
    const read = readConfig<RNNConfig>('RNN', config, defaults);
    const { cell } = read.options;
    const single = Array.isArray(cell) ? new StackedRNNCells(cell) : cellOption('RNN', cell);
    read.options.cell = single;
    super(read as { base: LayerConfig; options: Options<RNNConfig> }, single);
  }
}
