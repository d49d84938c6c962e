// GroupNormalization: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, with the statistics of each sample's
// groups of channels.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import { ConfigError, ShapeError } from '../../errors.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import { normalizeAxis } from '../../ops/reduction.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface GroupNormalizationConfig extends LayerConfig {
  /** A divisor of the channels; 1 is like layer normalization, -1 a group for each channel. Default 32. */
  groups?: number;
  /** The channels' axis; default -1. */
  axis?: number;
  /** Default 0.001. */
  epsilon?: number;
  /** Whether beta is added; default true. */
  center?: boolean;
  /** Whether gamma is multiplied; default true. */
  scale?: boolean;
  betaInitializer?: InitializerIdentifier;
  gammaInitializer?: InitializerIdentifier;
  betaRegularizer?: RegularizerIdentifier | null;
  gammaRegularizer?: RegularizerIdentifier | null;
  betaConstraint?: ConstraintIdentifier | null;
  gammaConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<GroupNormalizationConfig> = {
  groups: 32,
  axis: -1,
  epsilon: 0.001,
  center: true,
  scale: true,
  betaInitializer: 'zeros',
  gammaInitializer: 'ones',
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
};

/** Normalizes groups of channels, sample by sample (Wu and He, 2018). Keras: `GroupNormalization`. */
export class GroupNormalization extends Layer {
  static override className = 'GroupNormalization';
  declare readonly options: Options<GroupNormalizationConfig>;
  gamma: Variable | undefined;
  beta: Variable | undefined;

  /** @throws ConfigError for a number of groups that is neither positive nor -1. */
  constructor(config: GroupNormalizationConfig | number = {}) {
    const spelling = { shorthand: 'groups' };
    super(readConfig<GroupNormalizationConfig>('GroupNormalization', config, defaults, spelling));
    const { groups } = this.options;
    if (!Number.isInteger(groups) || (groups < 1 && groups !== -1)) {
      throw new ConfigError({
        where: `${this.name}.groups`,
        expected: 'a positive whole number, or -1 for a group for each channel',
        received: String(groups),
      });
    }
    this.supportsMasking = true;
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const shape = oneShape(inputShape);
    const axis = normalizeAxis(o.axis, shape.length, this.name);
    const channels = shape[axis];
    if (axis === 0 || channels === null || channels % Math.abs(o.groups) !== 0) {
      throw new ShapeError({
        where: this.name,
        expected: `a known multiple of ${o.groups} channels on axis ${o.axis}`,
        received: showShape(shape),
      });
    }
    this.inputSpec = [{ ndim: shape.length, axes: { [axis]: channels } }];
    if (o.scale)
      this.gamma = this.addWeight(
        'gamma',
        [channels],
        null,
        o.gammaInitializer,
        o.gammaRegularizer,
        true,
        o.gammaConstraint,
      );
    if (o.center)
      this.beta = this.addWeight(
        'beta',
        [channels],
        null,
        o.betaInitializer,
        o.betaRegularizer,
        true,
        o.betaConstraint,
      );
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const axis = normalizeAxis(this.options.axis, x.rank, this.name);
    const channels = x.shape[axis];
    const groups = this.options.groups === -1 ? channels : this.options.groups;
    const split = (shape: number[]) => shape.toSpliced(axis, 1, groups, channels / groups);
    const wide = (t: Tensor) =>
      tf.reshape(
        t,
        x.shape.map((n, i) => (i === axis ? n : 1)),
      );
    const grouped = tf.reshape(x, split(x.shape));
    const axes = grouped.shape.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
    const { mean, variance } = tf.moments(grouped, axes, true);
    const scale = tf.rsqrt(tf.add(variance, this.options.epsilon));
    const normalized = tf.reshape(tf.mul(tf.sub(grouped, mean), scale), x.shape);
    const scaled = this.gamma ? tf.mul(normalized, wide(this.gamma.read())) : normalized;
    return this.beta ? tf.add(scaled, wide(this.beta.read())) : scaled;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
