// Schedule-free AdamW (Defazio et al. 2024): a running mean of the steps stands in for a schedule.
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './fused.js';
import { Optimizer } from './optimizer.js';

interface ScheduleFreeOptions {
  /** How near the weights are to the mean. Default: 0.9. */
  beta1: number;
  /** Default: 0.999. */
  beta2: number;
  /** Default: 1e-8. */
  epsilon: number;
  /** Over how many steps the rate grows. Default: 0. */
  warmupSteps: number;
}

/** `z -= lr g / (sqrt(v^) + epsilon)`, `x += (z - x) / t`, `w = (1 - b1) z + b1 x`. Keras: `ScheduleFreeAdamW`, rate 0.0025. */
export class ScheduleFreeAdamW extends Optimizer<ScheduleFreeOptions> {
  constructor(config: Config<ScheduleFreeOptions> = {}) {
    const own = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, warmupSteps: 0 };
    super(config, { learningRate: 0.0025, ...own });
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum', 'velocity']);
    // The steps start where the weights are.
    for (const weight of weights) this.slot('momentum', weight).assign(weight);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const { beta1, beta2, epsilon, warmupSteps } = this.options;
    const { dtype } = variable;
    const step = this.step(dtype);
    let rate = tf.cast(learningRate, dtype);
    if (warmupSteps > 0) rate = tf.mul(rate, tf.minimum(tf.div(step, warmupSteps), 1));
    const [z, v] = [this.slot('momentum', variable), this.slot('velocity', variable)];
    const correction = tf.sub(1, tf.pow(tf.scalar(beta2, dtype), step));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - beta2)));
    const below = tf.add(tf.sqrt(tf.div(v, correction)), epsilon);
    z.assign(tf.sub(z, tf.div(tf.mul(rate, gradient), below)));
    const weight = tf.div(1, step);
    // Keras computes the mean from the step after its update, not before.
    const mean = tf.div(tf.sub(variable, tf.mul(z, 1 - beta1)), beta1);
    const moved = tf.add(tf.mul(tf.sub(1, weight), mean), tf.mul(weight, z));
    variable.assign(tf.add(tf.mul(z, 1 - beta1), tf.mul(moved, beta1)));
  }

  override getConfig(): Record<string, unknown> {
    const { beta1, beta2, epsilon, warmupSteps } = this.options;
    return {
      ...super.getConfig(),
      beta_1: beta1,
      beta_2: beta2,
      epsilon,
      warmup_steps: warmupSteps,
    };
  }
}
