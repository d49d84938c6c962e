// The optimizers that adapt each weight's rate: Adamax, Nadam, Adagrad, Adadelta, Ftrl, Lion, Lamb.
import { ConfigError } from '../errors.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './fused.js';
import { Optimizer } from './optimizer.js';

interface Betas {
  /** Default: 0.9. */
  beta1: number;
  /** Default: 0.999. */
  beta2: number;
  /** Default: 1e-7. */
  epsilon: number;
}

const betas: Betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** `mean + (x - mean)(1 - beta)`. */
function moved(mean: Tensor, x: Tensor, beta: number): Tensor {
  return tf.add(mean, tf.mul(tf.sub(x, mean), 1 - beta));
}

/** An optimizer with Adam's two decays and its epsilon. */
abstract class WithBetas extends Optimizer<Betas> {
  constructor(config: Config<Betas> = {}) {
    super(config, betas);
  }

  override getConfig(): Record<string, unknown> {
    const { beta1, beta2, epsilon } = this.options;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2, epsilon };
  }

  /** `beta^t`. */
  protected power(beta: number, step: Tensor): Tensor {
    return tf.pow(tf.scalar(beta, step.dtype), step);
  }
}

/** Adam with the maximum norm: `u = max(b2 u, |g|)`, `w -= lr m / ((1 - b1^t)(u + epsilon))`. Keras: `Adamax`. */
export class Adamax extends WithBetas {
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum', 'norm']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { beta1, beta2, epsilon } = this.options;
    const [m, u] = [this.slot('momentum', variable), this.slot('norm', variable)];
    m.assign(moved(m.read(), gradient, beta1));
    u.assign(tf.maximum(tf.mul(u, beta2), tf.abs(gradient)));
    const below = tf.mul(
      tf.sub(1, this.power(beta1, this.step(variable.dtype))),
      tf.add(u, epsilon),
    );
    variable.assign(tf.sub(variable, tf.div(tf.mul(tf.cast(rate, variable.dtype), m), below)));
  }
}

/** Adam with Nesterov's momentum (Dozat 2015). Keras: `Nadam`. */
export class Nadam extends WithBetas {
  #product: Variable | undefined;

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum', 'velocity']);
    this.#product ??= this.addVariable('variable', [], 1);
  }

  /** `b1 (1 - 0.96^t / 2)`. */
  #decay(step: Tensor): Tensor {
    return tf.mul(tf.sub(1, tf.mul(this.power(0.96, step), 0.5)), this.options.beta1);
  }

  protected override updateAll(
    pairs: readonly (readonly [Tensor, Variable])[],
    rate: Tensor,
  ): void {
    this.#product?.assign(tf.mul(this.#product, this.#decay(this.step())));
    super.updateAll(pairs, rate);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { beta1, beta2, epsilon } = this.options;
    const { dtype } = variable;
    const step = this.step(dtype);
    const [now, next] = [this.#decay(step), this.#decay(tf.add(step, 1))];
    const product = tf.cast(this.#product as Tensor, dtype);
    const [m, v] = [this.slot('momentum', variable), this.slot('velocity', variable)];
    m.assign(moved(m.read(), gradient, beta1));
    v.assign(moved(v.read(), tf.square(gradient), beta2));
    const fromMean = tf.div(tf.mul(next, m), tf.sub(1, tf.mul(product, next)));
    const fromGradient = tf.div(tf.mul(tf.sub(1, now), gradient), tf.sub(1, product));
    const root = tf.sqrt(tf.div(v, tf.sub(1, this.power(beta2, step))));
    const update = tf.mul(tf.add(fromMean, fromGradient), tf.cast(rate, dtype));
    variable.assign(tf.sub(variable, tf.div(update, tf.add(root, epsilon))));
  }
}

interface AdagradOptions {
  /** Default: 0.1. */
  initialAccumulatorValue: number;
  /** Default: 1e-7. */
  epsilon: number;
}

/** `a += g^2`, `w -= lr g / sqrt(a + epsilon)` (Duchi, Hazan, Singer 2011). Keras: `Adagrad`. */
export class Adagrad extends Optimizer<AdagradOptions> {
  constructor(config: Config<AdagradOptions> = {}) {
    super(config, { initialAccumulatorValue: 0.1, epsilon: 1e-7 });
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['accumulator'], [this.options.initialAccumulatorValue]);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const accumulator = this.slot('accumulator', variable);
    accumulator.assign(tf.add(accumulator, tf.square(gradient)));
    const root = tf.sqrt(tf.add(accumulator, this.options.epsilon));
    const update = tf.div(tf.mul(tf.cast(rate, variable.dtype), gradient), root);
    variable.assign(tf.sub(variable, update));
  }

  override getConfig(): Record<string, unknown> {
    const { initialAccumulatorValue, epsilon } = this.options;
    return { ...super.getConfig(), initial_accumulator_value: initialAccumulatorValue, epsilon };
  }
}

interface AdadeltaOptions {
  /** Default: 0.95. */
  rho: number;
  /** Default: 1e-7. */
  epsilon: number;
}

/** Steps in the units of the weights: `d = -rms(previous d) g / rms(g)`, `w += lr d` (Zeiler 2012). Keras: `Adadelta`. */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  constructor(config: Config<AdadeltaOptions> = {}) {
    super(config, { rho: 0.95, epsilon: 1e-7 });
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['accumulated_grad', 'accumulated_delta_var']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { rho, epsilon } = this.options;
    const gradients = this.slot('accumulated_grad', variable);
    const steps = this.slot('accumulated_delta_var', variable);
    const averaged = (mean: Variable, x: Tensor) =>
      tf.add(tf.mul(mean, rho), tf.mul(tf.square(x), 1 - rho));
    const rms = (x: Tensor) => tf.sqrt(tf.add(x, epsilon));
    gradients.assign(averaged(gradients, gradient));
    const step = tf.neg(tf.div(tf.mul(rms(steps), gradient), rms(gradients)));
    steps.assign(averaged(steps, step));
    variable.assign(tf.add(variable, tf.mul(tf.cast(rate, variable.dtype), step)));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this.options };
  }
}

interface LionOptions {
  /** Default: 0.9. */
  beta1: number;
  /** Default: 0.99. */
  beta2: number;
}

/** `w -= lr sign(b1 m + (1 - b1) g)`, `m = b2 m + (1 - b2) g` (Chen et al. 2023). Keras: `Lion`. */
export class Lion extends Optimizer<LionOptions> {
  constructor(config: Config<LionOptions> = {}) {
    super(config, { beta1: 0.9, beta2: 0.99 });
    const { beta1 } = this.options;
    if (!(beta1 > 0 && beta1 <= 1)) {
      const received = String(beta1);
      throw new ConfigError({ where: 'lion.beta1', expected: 'a number in (0, 1]', received });
    }
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { beta1, beta2 } = this.options;
    const m = this.slot('momentum', variable);
    const mixed = (beta: number) => tf.add(tf.mul(m, beta), tf.mul(gradient, 1 - beta));
    const direction = tf.sign(mixed(beta1));
    variable.assign(tf.sub(variable, tf.mul(tf.cast(rate, variable.dtype), direction)));
    m.assign(mixed(beta2));
  }

  override getConfig(): Record<string, unknown> {
    const { beta1, beta2 } = this.options;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2 };
  }
}

/** Adam's step scaled to the weight's norm (You et al. 2019). Keras: `Lamb`. */
export class Lamb extends WithBetas {
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum', 'velocity']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { beta1, beta2, epsilon } = this.options;
    const { dtype } = variable;
    const step = this.step(dtype);
    const [m, v] = [this.slot('momentum', variable), this.slot('velocity', variable)];
    m.assign(moved(m.read(), gradient, beta1));
    v.assign(moved(v.read(), tf.square(gradient), beta2));
    const mean = tf.div(m, tf.sub(1, this.power(beta1, step)));
    const root = tf.sqrt(tf.div(v, tf.sub(1, this.power(beta2, step))));
    const update = tf.div(mean, tf.add(root, epsilon));
    const norm = (x: Tensor) => tf.sqrt(tf.sum(tf.square(x)));
    const [weightNorm, updateNorm] = [norm(variable), norm(update)];
    const both = tf.logicalAnd(tf.greater(weightNorm, 0), tf.greater(updateNorm, 0));
    const ratio = tf.where(both, tf.div(weightNorm, updateNorm), tf.onesLike(weightNorm));
    variable.assign(tf.sub(variable, tf.mul(tf.mul(ratio, tf.cast(rate, dtype)), update)));
  }
}
