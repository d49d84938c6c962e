// The optimizers whose updates are ops of the engine: SGD, Adam, AdamW and RMSprop.
import { ConfigError } from '../errors.js';
import { apply } from '../session.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { OptimizerConfig } from './config.js';
import { Optimizer } from './optimizer.js';

/** An optimizer's options: all may be left out. */
export type Config<Options = object> = OptimizerConfig & Partial<Options>;

/** Applies an update op, and assigns what it gives. */
function assignAll(op: string, attributes: object, inputs: Tensor[], targets: Variable[]): void {
  const results = apply(op, attributes, inputs);
  targets.forEach((target, i) => {
    target.assign(results[i]);
  });
}

interface SGDOptions {
  /** In [0, 1]. Default: 0. */
  momentum: number;
  /** Whether to look ahead along the momentum. Default: false. */
  nesterov: boolean;
}

/** `w -= lr g`; with momentum `v = momentum v - lr g`, `w += v`. Keras: `SGD`, learningRate 0.01. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(config: Config<SGDOptions> = {}) {
    super(config, { learningRate: 0.01, momentum: 0, nesterov: false });
    const { momentum } = this.options;
    if (!(momentum >= 0 && momentum <= 1)) {
      const received = String(momentum);
      throw new ConfigError({ where: 'sgd.momentum', expected: 'a number in [0, 1]', received });
    }
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    if (this.options.momentum !== 0) this.addSlots(weights, ['momentum']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const slots = this.options.momentum === 0 ? [] : [this.slot('momentum', variable)];
    assignAll('sgd', this.options, [variable, gradient, rate, ...slots], [variable, ...slots]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this.options };
  }
}

interface AdamOptions {
  /** Decay of the mean of gradients. Default: 0.9. */
  beta1: number;
  /** Decay of the mean of their squares. Default: 0.999. */
  beta2: number;
  /** Default: 1e-7. */
  epsilon: number;
  /** Whether to divide by the largest mean of squares so far. Default: false. */
  amsgrad: boolean;
}

const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false };

/**
 * `m += (g - m)(1 - b1)`, `v += (g^2 - v)(1 - b2)`, `w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)`
 * (Kingma, Ba 2014). Keras: `Adam`, learningRate 0.001.
 */
export class Adam extends Optimizer<AdamOptions> {
  constructor(config: Config<AdamOptions> = {}) {
    super(config, adamDefaults);
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum', 'velocity']);
    if (this.options.amsgrad) this.addSlots(weights, ['velocity_hat']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const [m, v] = [this.slot('momentum', variable), this.slot('velocity', variable)];
    const largest = this.options.amsgrad ? [this.slot('velocity_hat', variable)] : [];
    const inputs = [variable, gradient, m, v, rate, this.updates(), ...largest];
    assignAll('adam', this.options, inputs, [variable, m, v, ...largest]);
  }

  override getConfig(): Record<string, unknown> {
    const { beta1, beta2, epsilon, amsgrad } = this.options;
    return { ...super.getConfig(), beta_1: beta1, beta_2: beta2, epsilon, amsgrad };
  }
}

/** Adam whose weights decay by themselves, by 0.004 of the rate by default (Loshchilov, Hutter 2017). Keras: `AdamW`. */
export class AdamW extends Adam {
  constructor(config: Config<AdamOptions> = {}) {
    super({ ...config, weightDecay: readDecay(config) ?? 0.004 });
  }
}

function readDecay(config: object): number | null | undefined {
  const { weightDecay, weight_decay } = config as Record<string, number | null | undefined>;
  return weightDecay ?? weight_decay;
}

interface RMSpropOptions {
  /** Decay of the mean of squared gradients. Default: 0.9. */
  rho: number;
  /** Default: 0. */
  momentum: number;
  /** Default: 1e-7. */
  epsilon: number;
  /** Whether to divide by the deviation instead of the root mean square. Default: false. */
  centered: boolean;
}

/** `v = rho v + (1 - rho) g^2`, `w -= lr g / sqrt(v + epsilon)` (Tieleman, Hinton 2012). Keras: `RMSprop`, learningRate 0.001. */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(config: Config<RMSpropOptions> = {}) {
    super(config, { rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false });
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['velocity']);
    if (this.options.momentum > 0) this.addSlots(weights, ['momentum']);
    if (this.options.centered) this.addSlots(weights, ['average_gradient']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const velocity = this.slot('velocity', variable);
    const extra = [
      ...(this.options.momentum > 0 ? ['momentum'] : []),
      ...(this.options.centered ? ['average_gradient'] : []),
    ].map((name) => this.slot(name, variable));
    const inputs = [variable, gradient, velocity, rate, ...extra];
    assignAll('rmsprop', this.options, inputs, [variable, velocity, ...extra]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this.options };
  }
}
