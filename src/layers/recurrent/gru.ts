// GRU: GRUCell along a sequence, by an op of the engine where it has one for the options.
import { type Defaults, type Options, readConfig } from '../config.js';
import { GRUCell, type GRUCellConfig, gruDefaults } from './gruCell.js';
import { cellPart, type WalkConfig, walkDefaults } from './options.js';
import { Recurrent } from './recurrent.js';

export interface GRUConfig extends GRUCellConfig, WalkConfig {}

const defaults: Defaults<GRUConfig> = { ...gruDefaults, ...walkDefaults };

/** [batch, steps, features] to [batch, units], or with returnSequences [batch, steps, units]. Keras: `GRU`. */
export class GRU extends Recurrent {
  static override className = 'GRU';
  declare readonly options: Options<GRUConfig>;

  constructor(config: GRUConfig | number) {
    const read = readConfig<GRUConfig>('GRU', config, defaults, { shorthand: 'units' });
    const { options } = read;
    super(read, new GRUCell({ ...cellPart(options), name: 'gru_cell', dtype: read.base.dtype }));
  }
}
