// ConvLSTM1D, ConvLSTM2D, ConvLSTM3D: ConvLSTMCell along a sequence of images.
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { oneShape, type Shapes } from '../layer.js';
import {
  ConvLSTM1DCell,
  ConvLSTM2DCell,
  ConvLSTM3DCell,
  type ConvLSTMCell,
  type ConvLSTMCellConfig,
  completeConvLSTM,
  convLSTMDefaults,
} from './convLSTMCell.js';
import { cellPart, type WalkConfig, walkDefaults } from './options.js';
import { Recurrent } from './recurrent.js';

export interface ConvLSTMConfig extends ConvLSTMCellConfig, WalkConfig {}

const defaults: Defaults<ConvLSTMConfig> = { ...convLSTMDefaults, ...walkDefaults };

type Read = { base: LayerConfig; options: Options<ConvLSTMConfig> };

abstract class ConvLSTM extends Recurrent {
  declare readonly options: Options<ConvLSTMConfig>;

  constructor(
    className: string,
    rank: number,
    config: ConvLSTMConfig,
    Cell: new (config: ConvLSTMCellConfig) => ConvLSTMCell,
  ) {
    const read: Read = readConfig<ConvLSTMConfig>(className, config, defaults);
    const { base, options } = read;
    completeConvLSTM(base.name ?? className, options, rank);
    const cell = { ...cellPart(options), name: 'conv_lstm_cell', dtype: base.dtype };
    super(read, new Cell(cell));
    this.inputSpec = [{ ndim: rank + 3 }];
  }

  override build(inputShape: Shapes): void {
    super.build(inputShape);
    const [, , ...sample] = oneShape(inputShape);
    const axes = Object.fromEntries(sample.map((n, i) => [i + 2, n!]));
    this.inputSpec = [{ ndim: sample.length + 2, axes }];
  }
}

/**
 * [batch, time, steps, channels] to [batch, newSteps, filters], or with returnSequences
 * [batch, time, newSteps, filters]. Keras: `ConvLSTM1D`.
 */
export class ConvLSTM1D extends ConvLSTM {
  static override className = 'ConvLSTM1D';

  constructor(config: ConvLSTMConfig) {
    super('ConvLSTM1D', 1, config, ConvLSTM1DCell);
  }
}

/**
 * [batch, time, height, width, channels] to [batch, newHeight, newWidth, filters], or with returnSequences
 * [batch, time, newHeight, newWidth, filters] (Shi et al., 2015). Keras: `ConvLSTM2D`.
 */
export class ConvLSTM2D extends ConvLSTM {
  static override className = 'ConvLSTM2D';

  constructor(config: ConvLSTMConfig) {
    super('ConvLSTM2D', 2, config, ConvLSTM2DCell);
  }
}

/**
 * [batch, time, depth, height, width, channels] to [batch, newDepth, newHeight, newWidth, filters], or with
 * returnSequences each step of it. Keras: `ConvLSTM3D`.
 */
export class ConvLSTM3D extends ConvLSTM {
  static override className = 'ConvLSTM3D';

  constructor(config: ConvLSTMConfig) {
    super('ConvLSTM3D', 3, config, ConvLSTM3DCell);
  }
}
