// Follow the regularized leader (McMahan et al. 2013), with online L2 and shrinkage-type L2.
import { ConfigError } from '../errors.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './fused.js';
import { Optimizer } from './optimizer.js';

interface FtrlOptions {
  /** At most 0: how the rate falls with the sum of squares. Default: -0.5. */
  learningRatePower: number;
  /** Default: 0.1. */
  initialAccumulatorValue: number;
  /** Default: 0. */
  l1RegularizationStrength: number;
  /** Default: 0. */
  l2RegularizationStrength: number;
  /** Default: 0. */
  l2ShrinkageRegularizationStrength: number;
  /** Default: 0. */
  beta: number;
}

const defaults: FtrlOptions = {
  learningRatePower: -0.5,
  initialAccumulatorValue: 0.1,
  l1RegularizationStrength: 0,
  l2RegularizationStrength: 0,
  l2ShrinkageRegularizationStrength: 0,
  beta: 0,
};

/** `z += g - (n'^-p - n^-p) / lr w`, `w = (clip(z, +-l1) - z) / (n'^-p / lr + 2 l2)`, n the sum of g^2. Keras: `Ftrl`. */
export class Ftrl extends Optimizer<FtrlOptions> {
  constructor(config: Config<FtrlOptions> = {}) {
    super(config, defaults);
    for (const [key, value] of Object.entries(this.options)) {
      if (key === 'learningRatePower' ? value <= 0 : value >= 0) continue;
      const expected = key === 'learningRatePower' ? 'a number <= 0' : 'a number >= 0';
      throw new ConfigError({ where: `ftrl.${key}`, expected, received: String(value) });
    }
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    const initial = [this.options.initialAccumulatorValue, 0];
    this.addSlots(weights, ['accumulator', 'linear'], initial);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const options = this.options;
    const rate = tf.cast(learningRate, variable.dtype);
    const [n, z] = [this.slot('accumulator', variable), this.slot('linear', variable)];
    const l1 = options.l1RegularizationStrength;
    const l2 = tf.add(tf.div(options.beta / 2, rate), options.l2RegularizationStrength);
    const shrinkage = tf.mul(variable, 2 * options.l2ShrinkageRegularizationStrength);
    const power = (x: Tensor) => tf.pow(x, tf.scalar(-options.learningRatePower, variable.dtype));
    const sum = tf.add(n, tf.square(gradient));
    const sigma = tf.div(tf.sub(power(sum), power(n.read())), rate);
    z.assign(tf.add(z, tf.sub(tf.add(gradient, shrinkage), tf.mul(sigma, variable))));
    const quadratic = tf.add(tf.div(power(sum), rate), tf.mul(l2, 2));
    variable.assign(tf.div(tf.sub(tf.clipByValue(z.read(), -l1, l1), z), quadratic));
    n.assign(sum);
  }

  override getConfig(): Record<string, unknown> {
    const options = this.options;
    return {
      ...super.getConfig(),
      learning_rate_power: options.learningRatePower,
      initial_accumulator_value: options.initialAccumulatorValue,
      l1_regularization_strength: options.l1RegularizationStrength,
      l2_regularization_strength: options.l2RegularizationStrength,
      l2_shrinkage_regularization_strength: options.l2ShrinkageRegularizationStrength,
      beta: options.beta,
    };
  }
}
