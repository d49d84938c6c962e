// SimpleRNN: SimpleRNNCell along a sequence, by an op of the engine where it has one for the options.
import { type Defaults, type Options, readConfig } from '../config.js';
import {
  type CellConfig,
  cellDefaults,
  cellPart,
  type WalkConfig,
  walkDefaults,
} from './options.js';
import { Recurrent } from './recurrent.js';
import { SimpleRNNCell } from './simpleRNNCell.js';

export interface SimpleRNNConfig extends CellConfig, WalkConfig {}

const defaults: Defaults<SimpleRNNConfig> = { ...cellDefaults, ...walkDefaults };

/** [batch, steps, features] to [batch, units], or with returnSequences [batch, steps, units]. Keras: `SimpleRNN`. */
export class SimpleRNN extends Recurrent {
  static override className = 'SimpleRNN';
  declare readonly options: Options<SimpleRNNConfig>;

  constructor(config: SimpleRNNConfig | number) {
    const read = readConfig<SimpleRNNConfig>('SimpleRNN', config, defaults, { shorthand: 'units' });
    const { options } = read;
    super(
      read,
      new SimpleRNNCell({ ...cellPart(options), name: 'simple_rnn_cell', dtype: read.base.dtype }),
    );
  }
}
