// LayerNormalization: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, with each sample's own statistics.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import { normalizeAxes } from '../../ops/reduction.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface LayerNormalizationConfig extends LayerConfig {
  /** The axes to normalize over; default -1. */
  axis?: number | number[];
  /** Default 0.001. */
  epsilon?: number;
  /** Whether beta is added; default true. */
  center?: boolean;
  /** Whether gamma is multiplied; default true. */
  scale?: boolean;
  /** Whether only the variance is normalized, without mean and beta; default false. */
  rmsScaling?: boolean;
  betaInitializer?: InitializerIdentifier;
  gammaInitializer?: InitializerIdentifier;
  betaRegularizer?: RegularizerIdentifier | null;
  gammaRegularizer?: RegularizerIdentifier | null;
  betaConstraint?: ConstraintIdentifier | null;
  gammaConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<LayerNormalizationConfig> = {
  axis: -1,
  epsilon: 0.001,
  center: true,
  scale: true,
  rmsScaling: false,
  betaInitializer: 'zeros',
  gammaInitializer: 'ones',
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
};

/** Normalizes over features, sample by sample (Ba et al., 2016). Keras: `LayerNormalization`. */
export class LayerNormalization extends Layer {
  static override className = 'LayerNormalization';
  declare readonly options: Options<LayerNormalizationConfig>;
  gamma: Variable | undefined;
  beta: Variable | undefined;

  constructor(config: LayerNormalizationConfig = {}) {
    super(readConfig<LayerNormalizationConfig>('LayerNormalization', config, defaults));
    this.supportsMasking = true;
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const shape = oneShape(inputShape);
    const size = normalizeAxes(o.axis, shape.length, this.name).map((axis) => shape[axis]);
    if (o.scale || o.rmsScaling)
      this.gamma = this.addWeight(
        'gamma',
        size,
        null,
        o.gammaInitializer,
        o.gammaRegularizer,
        true,
        o.gammaConstraint,
      );
    if (o.center && !o.rmsScaling)
      this.beta = this.addWeight(
        'beta',
        size,
        null,
        o.betaInitializer,
        o.betaRegularizer,
        true,
        o.betaConstraint,
      );
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const axes = normalizeAxes(this.options.axis, x.rank, this.name);
    const wide = (t: Tensor) =>
      tf.reshape(
        t,
        x.shape.map((n, i) => (axes.includes(i) ? n : 1)),
      );
    const { mean, variance } = tf.moments(x, axes, true);
    const centered = this.options.rmsScaling ? x : tf.sub(x, mean);
    let output = tf.mul(centered, tf.rsqrt(tf.add(variance, this.options.epsilon)));
    if (this.gamma) output = tf.mul(output, wide(this.gamma.read()));
    return this.beta ? tf.add(output, wide(this.beta.read())) : output;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
