// Dot: the product of two inputs, summed over an axis of each, sample by sample.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import { l2Normalize } from '../../ops/l2Normalize.js';
import { normalizeAxis } from '../../ops/reduction.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { inputShapes } from './merge.js';

export interface DotConfig extends LayerConfig {
  /** The axis to sum over, the same of both or one of each; not the batch axis. */
  axes: number | [number, number];
  /** Whether the inputs are scaled to length 1 along it first: then it is cosine similarity. Default false. */
  normalize?: boolean;
}

const defaults: Defaults<DotConfig> = { axes: required, normalize: false };

/** [batch, ...a, n], [batch, n, ...b] to [batch, ...a, ...b], for axes of size n anywhere. Keras: `Dot`. */
export class Dot extends Layer {
  static override className = 'Dot';
  declare readonly options: Options<DotConfig>;

  constructor(config: DotConfig | number) {
    super(readConfig<DotConfig>('Dot', config, defaults, { shorthand: 'axes' }));
    this.supportsMasking = true;
  }

  #axes(shapes: readonly PartialShape[]): [number, number] {
    if (shapes.length !== 2)
      throw new ShapeError({
        where: this.name,
        expected: '2 inputs',
        received: String(shapes.length),
      });
    const { axes } = this.options;
    const pair = typeof axes === 'number' ? [axes, axes] : axes;
    const [a, b] = pair.map((axis, i) => normalizeAxis(axis, shapes[i].length, this.name));
    if (a === 0 || b === 0)
      throw new ConfigError({
        where: `${this.name}.axes`,
        problem: 'the batch axis can not be summed over',
      });
    const [left, right] = [shapes[0][a], shapes[1][b]];
    if (left !== null && right !== null && left !== right) {
      const received = shapes.map(showShape).join(' and ');
      throw new ShapeError({
        where: this.name,
        expected: `equal sizes on axes ${a} and ${b}`,
        received,
      });
    }
    return [a, b];
  }

  override build(inputShape: Shapes): void {
    this.#axes(inputShapes(this, inputShape));
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    let [x, y] = inputs as Tensor[];
    const [a, b] = this.#axes([x.shape, y.shape]);
    if (this.options.normalize) [x, y] = [l2Normalize(x, a), l2Normalize(y, b)];
    const without = (t: Tensor, axis: number) =>
      t.shape.map((_, i) => i).filter((i) => i > 0 && i !== axis);
    const [left, right] = [without(x, a), without(y, b)];
    const [batch, n] = [x.shape[0], x.shape[a]];
    const rows = tf.reshape(tf.transpose(x, [0, ...left, a]), [batch, -1, n]);
    const columns = tf.reshape(tf.transpose(y, [0, b, ...right]), [batch, n, -1]);
    const sizes = [...left.map((i) => x.shape[i]), ...right.map((i) => y.shape[i])];
    return tf.reshape(tf.matMul(rows, columns), [batch, ...(sizes.length === 0 ? [1] : sizes)]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shapes = inputShapes(this, inputShape);
    const [a, b] = this.#axes(shapes);
    const sizes = [
      ...shapes[0].filter((_, i) => i > 0 && i !== a),
      ...shapes[1].filter((_, i) => i > 0 && i !== b),
    ];
    return [shapes[0][0], ...(sizes.length === 0 ? [1] : sizes)];
  }

  override computeMask(): undefined {
    return undefined;
  }
}
