// ZeroPadding1D, ZeroPadding2D, ZeroPadding3D: `output[i] = x[i - before]`, zeros beyond the ends of the spatial axes.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type DataFormatOption, firstSpatial, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { type Edges, readEdges, type SequenceEdges } from './edges.js';

export interface ZeroPadding1DConfig extends LayerConfig {
  /** Steps added: one number for both ends, or [before, after]; default 1. */
  padding?: SequenceEdges;
  /** `channelsLast` (default): [batch, steps, channels]; `channelsFirst`: [batch, channels, steps]. */
  dataFormat?: DataFormatOption;
}

export interface ZeroPaddingConfig extends LayerConfig {
  /** Added to each spatial axis: one number, or for each axis one or [before, after]; default 1. */
  padding?: Edges;
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
}

const defaults: Defaults<ZeroPaddingConfig> = { padding: 1, dataFormat: null };

abstract class ZeroPadding extends Layer {
  declare readonly options: Options<ZeroPaddingConfig>;
  readonly #edges: [number, number][];

  constructor(className: string, rank: number, config: ZeroPaddingConfig | Edges) {
    const spelling = { shorthand: 'padding' };
    const read = readConfig<ZeroPaddingConfig>(className, config, defaults, spelling);
    const where = read.base.name ?? className;
    const edges = readEdges(where, 'padding', read.options.padding, rank);
    read.options.padding = rank === 1 ? edges[0] : edges;
    read.options.dataFormat = keptFormat(where, read.options.dataFormat);
    super(read);
    this.#edges = edges;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  /** [before, after] on every axis. */
  get #pads(): [number, number][] {
    const others: [number, number][] = formatOf(this.options) === 'channelsLast' ? [] : [[0, 0]];
    return [[0, 0], ...others, ...this.#edges, [0, 0]];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    return tf.pad(x, this.#pads.slice(0, x.rank));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const first = firstSpatial(formatOf(this.options));
    return oneShape(inputShape).map((size, axis) => {
      const [before, after] = this.#edges[axis - first] ?? [0, 0];
      return size === null ? null : size + before + after;
    });
  }
}

/** Zeros before and after the steps of [batch, steps, features]. Keras: `ZeroPadding1D`. */
export class ZeroPadding1D extends ZeroPadding {
  static override className = 'ZeroPadding1D';

  constructor(config: ZeroPadding1DConfig | SequenceEdges = {}) {
    super('ZeroPadding1D', 1, config as ZeroPaddingConfig);
  }
}

/** Zeros around images [batch, height, width, channels]. Keras: `ZeroPadding2D`. */
export class ZeroPadding2D extends ZeroPadding {
  static override className = 'ZeroPadding2D';

  constructor(config: ZeroPaddingConfig | Edges = {}) {
    super('ZeroPadding2D', 2, config);
  }
}

/** Zeros around volumes [batch, depth, height, width, channels]. Keras: `ZeroPadding3D`. */
export class ZeroPadding3D extends ZeroPadding {
  static override className = 'ZeroPadding3D';

  constructor(config: ZeroPaddingConfig | Edges = {}) {
    super('ZeroPadding3D', 3, config);
  }
}
