// LSTM: LSTMCell along a sequence, by an op of the engine where it has one for the options.
import { type Defaults, type Options, readConfig } from '../config.js';
import { LSTMCell, type LSTMCellConfig, lstmDefaults } from './lstmCell.js';
import { cellPart, type WalkConfig, walkDefaults } from './options.js';
import { Recurrent } from './recurrent.js';

export interface LSTMConfig extends LSTMCellConfig, WalkConfig {}

const defaults: Defaults<LSTMConfig> = { ...lstmDefaults, ...walkDefaults };

/** [batch, steps, features] to [batch, units], or with returnSequences [batch, steps, units]. Keras: `LSTM`. */
export class LSTM extends Recurrent {
  static override className = 'LSTM';
  declare readonly options: Options<LSTMConfig>;

  constructor(config: LSTMConfig | number) {
    const read = readConfig<LSTMConfig>('LSTM', config, defaults, { shorthand: 'units' });
    const { options } = read;
    super(read, new LSTMCell({ ...cellPart(options), name: 'lstm_cell', dtype: read.base.dtype }));
  }
}
