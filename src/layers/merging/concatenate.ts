// Concatenate: inputs joined along an axis.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import { normalizeAxis } from '../../ops/reduction.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { type CallOptions, Layer, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { inputShapes } from './merge.js';

export interface ConcatenateConfig extends LayerConfig {
  /** Default -1. */
  axis?: number;
}

const defaults: Defaults<ConcatenateConfig> = { axis: -1 };

/** Inputs whose shapes agree but for one axis, joined along it. Keras: `Concatenate`. */
export class Concatenate extends Layer {
  static override className = 'Concatenate';
  declare readonly options: Options<ConcatenateConfig>;

  constructor(config: ConcatenateConfig | number = {}) {
    super(readConfig<ConcatenateConfig>('Concatenate', config, defaults, { shorthand: 'axis' }));
    this.supportsMasking = true;
  }

  override build(inputShape: Shapes): void {
    this.computeOutputShape(inputShape);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.concat(Array.isArray(inputs) ? inputs : [inputs], this.options.axis);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shapes = inputShapes(this, inputShape);
    const [first] = shapes;
    const axis = normalizeAxis(this.options.axis, first.length, this.name);
    return first.map((_, i) => {
      const sizes = shapes.map((shape) => shape[i]);
      const known = sizes.filter((n) => n !== null);
      if (i === axis) return known.length < sizes.length ? null : known.reduce((a, b) => a + b, 0);
      if (new Set(known).size > 1 || shapes.some((shape) => shape.length !== first.length)) {
        throw new ShapeError({
          where: this.name,
          expected: `inputs whose shapes agree but for axis ${axis}`,
          received: shapes.map(showShape).join(', '),
        });
      }
      return known.length < sizes.length ? (known[0] ?? null) : known[0];
    });
  }

  /** A step counts if any of its features does. */
  override computeMask(inputs: Tensor | Tensor[], mask: CallOptions['mask']): Tensor | undefined {
    if (!Array.isArray(mask) || mask.every((m) => m === undefined)) return undefined;
    const wide = (inputs as Tensor[]).map((x, i) => {
      const own = mask[i];
      if (own === undefined) return tf.fill(x.shape, 1, 'bool');
      return own.rank < x.rank ? tf.broadcastTo(tf.expandDims(own, -1), x.shape) : own;
    });
    return tf.any(tf.concat(wide, this.options.axis), -1);
  }
}
