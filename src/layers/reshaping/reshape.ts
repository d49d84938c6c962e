// Reshape: each sample under another shape.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface ReshapeConfig extends LayerConfig {
  /** Of one sample; one entry may be -1: what is left. */
  targetShape: number[];
}

const defaults: Defaults<ReshapeConfig> = { targetShape: required };

/** [batch, ...] to [batch, ...targetShape]. Keras: `Reshape`. */
export class Reshape extends Layer {
  static override className = 'Reshape';
  declare readonly options: Options<ReshapeConfig>;

  constructor(config: ReshapeConfig | number[]) {
    super(
      readConfig<ReshapeConfig>('Reshape', config, defaults, {
        shorthand: 'targetShape',
        aliases: { dims: 'targetShape' },
      }),
    );
    const { targetShape } = this.options;
    const isSize = (n: number) => Number.isInteger(n) && n >= -1;
    const isShape = Array.isArray(targetShape) && targetShape.every(isSize);
    if (!isShape || targetShape.filter((n) => n === -1).length > 1) {
      throw new ConfigError({
        where: `${this.name}.targetShape`,
        expected: 'a list of whole numbers, one of them -1 at most',
        received: JSON.stringify(targetShape),
      });
    }
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    return tf.reshape(x, [x.shape[0], ...(this.computeOutputShape(x.shape).slice(1) as number[])]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const [batch, ...rest] = oneShape(inputShape);
    const { targetShape } = this.options;
    const known = targetShape.filter((n) => n !== -1).reduce((a, b) => a * b, 1);
    if (rest.includes(null)) return [batch, ...targetShape.map((n) => (n === -1 ? null : n))];
    const size = (rest as number[]).reduce((a, b) => a * b, 1);
    const result = targetShape.map((n) => (n === -1 ? size / known : n));
    if (result.reduce((a, b) => a * b, 1) !== size || result.some((n) => !Number.isInteger(n))) {
      throw new ShapeError({
        where: this.name,
        expected: `a targetShape of ${size} elements for samples of shape ${showShape(rest)}`,
        received: showShape(targetShape),
      });
    }
    return [batch, ...result];
  }
}
