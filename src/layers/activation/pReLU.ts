// PReLU: x above 0, `alpha * x` below, with alpha learned.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface PReLUConfig extends LayerConfig {
  /** Default zeros. */
  alphaInitializer?: InitializerIdentifier;
  alphaRegularizer?: RegularizerIdentifier | null;
  alphaConstraint?: ConstraintIdentifier | null;
  /** Axes, counted from 1, along which all elements share an alpha; default: none. */
  sharedAxes?: number | number[] | null;
}

const defaults: Defaults<PReLUConfig> = {
  alphaInitializer: 'zeros',
  alphaRegularizer: null,
  alphaConstraint: null,
  sharedAxes: null,
};

/** A rectified linear unit with learned slopes below 0 (He et al., 2015). Keras: `PReLU`. */
export class PReLU extends Layer {
  static override className = 'PReLU';
  declare readonly options: Options<PReLUConfig>;
  alpha!: Variable;

  constructor(config: PReLUConfig = {}) {
    super(readConfig<PReLUConfig>('PReLU', config, defaults));
    const { sharedAxes } = this.options;
    if (typeof sharedAxes === 'number') this.options.sharedAxes = [sharedAxes];
    this.supportsMasking = true;
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const [, ...shape] = oneShape(inputShape);
    const shared = (o.sharedAxes ?? []) as number[];
    const size = shape.map((n, i) => (shared.includes(i + 1) ? 1 : n));
    this.alpha = this.addWeight(
      'alpha',
      size,
      null,
      o.alphaInitializer,
      o.alphaRegularizer,
      true,
      o.alphaConstraint,
    );
    this.inputSpec = [{ ndim: shape.length + 1 }];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    return tf.sub(tf.relu(x), tf.mul(this.alpha.read(), tf.relu(tf.neg(x))));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
