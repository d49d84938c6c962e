// Cropping1D, Cropping2D, Cropping3D: `output[i] = x[i + before]`, the ends of the spatial axes cut off.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type DataFormatOption, firstSpatial, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { type Edges, readEdges, type SequenceEdges } from './edges.js';

export interface Cropping1DConfig extends LayerConfig {
  /** Steps cut off: one number for both ends, or [before, after]; default 1. */
  cropping?: SequenceEdges;
}

export interface CroppingConfig extends LayerConfig {
  /** Cut off each spatial axis: one number, or for each axis one or [before, after]; default 0, of volumes 1. */
  cropping?: Edges;
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
}

type Read = { base: LayerConfig; options: { cropping: Edges; dataFormat?: DataFormatOption } };

abstract class Cropping extends Layer {
  declare readonly options: Options<CroppingConfig>;
  readonly #edges: [number, number][];

  constructor(className: string, rank: number, read: Read) {
    const where = read.base.name ?? className;
    const { options } = read;
    const edges = readEdges(where, 'cropping', options.cropping, rank);
    options.cropping = rank === 1 ? edges[0] : edges;
    if (options.dataFormat !== undefined)
      options.dataFormat = keptFormat(where, options.dataFormat);
    super(read);
    this.#edges = edges;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const begin = x.shape.map(() => 0);
    const first = firstSpatial(formatOf(this.options));
    for (const [i, [before]] of this.#edges.entries()) begin[first + i] = before;
    return tf.slice(x, begin, this.computeOutputShape(x.shape) as number[]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = [...oneShape(inputShape)];
    const first = firstSpatial(formatOf(this.options));
    for (const [i, [before, after]] of this.#edges.entries()) {
      const size = shape[first + i];
      if (size === null) continue;
      if (size <= before + after) {
        throw new ShapeError({
          where: this.name,
          expected: `more than ${before + after} elements on axis ${first + i}, to crop that many`,
          received: showShape(oneShape(inputShape)),
        });
      }
      shape[first + i] = size - before - after;
    }
    return shape;
  }
}

/** [batch, steps, features] without its first and last steps. Keras: `Cropping1D`. */
export class Cropping1D extends Cropping {
  static override className = 'Cropping1D';

  constructor(config: Cropping1DConfig | SequenceEdges = {}) {
    const defaults: Defaults<Cropping1DConfig> = { cropping: 1 };
    super('Cropping1D', 1, readConfig('Cropping1D', config, defaults, { shorthand: 'cropping' }));
  }
}

/** [batch, height, width, channels] without its edges. Keras: `Cropping2D`. */
export class Cropping2D extends Cropping {
  static override className = 'Cropping2D';

  constructor(config: CroppingConfig | Edges = {}) {
    const defaults: Defaults<CroppingConfig> = { cropping: 0, dataFormat: null };
    super('Cropping2D', 2, readConfig('Cropping2D', config, defaults, { shorthand: 'cropping' }));
  }
}

/** [batch, depth, height, width, channels] without its faces. Keras: `Cropping3D`. */
export class Cropping3D extends Cropping {
  static override className = 'Cropping3D';

  constructor(config: CroppingConfig | Edges = {}) {
    const defaults: Defaults<CroppingConfig> = { cropping: 1, dataFormat: null };
    super('Cropping3D', 3, readConfig('Cropping3D', config, defaults, { shorthand: 'cropping' }));
  }
}
