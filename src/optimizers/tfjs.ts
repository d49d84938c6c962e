// The optimizers of `tf.train`, `tf.AdamOptimizer` and its like: Keras's with tfjs's arguments, configurations and names.
import { ConfigError } from '../errors.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import { Variable } from '../variable.js';
import { Adadelta, Adagrad, Adamax } from './adaptive.js';
import { Adam, RMSprop, SGD } from './fused.js';

type Epsilon = number | null;

/** A class of tfjs's, whose constructor takes the entries of its configuration one by one. */
type TfjsClass<T> = new (...args: never[]) => T;

/** An optimizer from its configuration, by the names of its constructor's arguments. */
function make<T>(Class: TfjsClass<T>, config: Record<string, unknown>, names: string[]): T {
  return new Class(...(names.map((name) => config[name]) as never[]));
}

const epsilonOf = (epsilon: Epsilon) => epsilon ?? 1e-7;

/** Gradient descent: `w -= lr g`. */
export class SGDOptimizer extends SGD {
  static override get className(): string {
    return 'SGD';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate']);
  }

  constructor(learningRate: number) {
    super({ learningRate });
  }

  override getConfig(): Record<string, unknown> {
    return { learningRate: this.learningRate };
  }
}

/** `a = momentum a + g`, `w -= lr a`; with Nesterov's momentum `w -= lr (g + momentum a)`. */
export class MomentumOptimizer extends SGD {
  readonly #momentum: Variable;

  static override get className(): string {
    return 'Momentum';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate', 'momentum', 'useNesterov']);
  }

  constructor(learningRate: number, momentum: number, useNesterov = false) {
    super({ learningRate, momentum, nesterov: useNesterov });
    const name = `${this.name}/momentum`;
    this.#momentum = new Variable('float32', [], Float32Array.of(momentum), {
      name,
      trainable: false,
    });
  }

  /** The momentum from now on. */
  setMomentum(momentum: number): void {
    tf.tidy(() => void this.#momentum.assign(tf.scalar(momentum)));
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ['momentum']);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const slot = this.slot('momentum', variable);
    const momentum = tf.cast(this.#momentum.read(), variable.dtype);
    const accumulated = tf.add(tf.mul(slot, momentum), gradient);
    slot.assign(accumulated);
    const ahead = () => tf.add(gradient, tf.mul(accumulated, momentum));
    const step = this.options.nesterov ? ahead() : accumulated;
    variable.assign(tf.sub(variable, tf.mul(tf.cast(rate, variable.dtype), step)));
  }

  override dispose(): void {
    this.#momentum.dispose();
    super.dispose();
  }

  override getConfig(): Record<string, unknown> {
    const { learningRate, options } = this;
    const momentum = this.#momentum.dataSync()[0];
    return { learningRate, momentum, useNesterov: options.nesterov };
  }
}

/** RMSprop, with momentum, and centered if asked. @throws ConfigError without a rate */
export class RMSPropOptimizer extends RMSprop {
  static override get className(): string {
    return 'RMSProp';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate', 'decay', 'momentum', 'epsilon', 'centered']);
  }

  constructor(
    learningRate: number,
    decay = 0.9,
    momentum = 0,
    epsilon: Epsilon = null,
    centered = false,
  ) {
    if (learningRate === undefined || learningRate === null) {
      throw new ConfigError({ problem: 'learningRate for RMSPropOptimizer must be defined.' });
    }
    super({ learningRate, rho: decay, momentum, epsilon: epsilonOf(epsilon), centered });
  }

  protected override get savedNames(): Readonly<Record<string, string>> {
    return { velocity: 'rms', average_gradient: 'mg' };
  }

  override getConfig(): Record<string, unknown> {
    const { rho, momentum, epsilon, centered } = this.options;
    return { learningRate: this.learningRate, decay: rho, momentum, epsilon, centered };
  }
}

/** Adam. */
export class AdamOptimizer extends Adam {
  static override get className(): string {
    return 'Adam';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate', 'beta1', 'beta2', 'epsilon']);
  }

  constructor(learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon: Epsilon = null) {
    super({ learningRate, beta1, beta2, epsilon: epsilonOf(epsilon) });
  }

  protected override get savedNames(): Readonly<Record<string, string>> {
    return { momentum: 'm', velocity: 'v' };
  }

  override getConfig(): Record<string, unknown> {
    const { beta1, beta2, epsilon } = this.options;
    return { learningRate: this.learningRate, beta1, beta2, epsilon };
  }
}

/** Adamax, whose rate falls to `lr / (1 + decay t)` after t steps. */
export class AdamaxOptimizer extends Adamax {
  readonly #decay: number;

  static override get className(): string {
    return 'Adamax';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate', 'beta1', 'beta2', 'epsilon', 'decay']);
  }

  constructor(
    learningRate = 0.002,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon: Epsilon = null,
    decay = 0,
  ) {
    super({ learningRate, beta1, beta2, epsilon: epsilonOf(epsilon) });
    this.#decay = decay;
  }

  protected override rate(): Tensor {
    const rate = super.rate();
    if (!this.#decay) return rate;
    return tf.div(rate, tf.add(tf.mul(tf.cast(this.updates(), 'float32'), this.#decay), 1));
  }

  protected override get savedNames(): Readonly<Record<string, string>> {
    return { momentum: 'm', norm: 'v' };
  }

  override getConfig(): Record<string, unknown> {
    const { beta1, beta2, epsilon } = this.options;
    return { learningRate: this.learningRate, beta1, beta2, epsilon, decay: this.#decay };
  }
}

/** Adagrad. */
export class AdagradOptimizer extends Adagrad {
  static override get className(): string {
    return 'Adagrad';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate', 'initialAccumulatorValue']);
  }

  constructor(learningRate: number, initialAccumulatorValue = 0.1) {
    super({ learningRate, initialAccumulatorValue });
  }

  override getConfig(): Record<string, unknown> {
    const { initialAccumulatorValue } = this.options;
    return { learningRate: this.learningRate, initialAccumulatorValue };
  }
}

/** Adadelta as in tfjs, which divides by the mean of squares before it takes the new gradient in; Keras's, after. */
export class AdadeltaOptimizer extends Adadelta {
  static override get className(): string {
    return 'Adadelta';
  }

  static override fromConfig<T>(Class: TfjsClass<T>, config: Record<string, unknown>): T {
    return make(Class, config, ['learningRate', 'rho', 'epsilon']);
  }

  constructor(learningRate = 0.001, rho = 0.95, epsilon: Epsilon = null) {
    super({ learningRate, rho, epsilon: epsilonOf(epsilon) });
  }

  protected override updateStep(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { rho, epsilon } = this.options;
    const gradients = this.slot('accumulated_grad', variable);
    const steps = this.slot('accumulated_delta_var', variable);
    const rms = (x: Tensor) => tf.sqrt(tf.add(x, epsilon));
    const averaged = (mean: Variable, x: Tensor) =>
      tf.add(tf.mul(mean, rho), tf.mul(tf.square(x), 1 - rho));
    const step = tf.mul(tf.div(rms(steps), rms(gradients)), gradient);
    gradients.assign(averaged(gradients, gradient));
    steps.assign(averaged(steps, step));
    variable.assign(tf.sub(variable, tf.mul(tf.cast(rate, variable.dtype), step)));
  }

  protected override get savedNames(): Readonly<Record<string, string>> {
    return { accumulated_grad: 'accum_grad', accumulated_delta_var: 'accum_var' };
  }

  override getConfig(): Record<string, unknown> {
    const { rho, epsilon } = this.options;
    return { learningRate: this.learningRate, rho, epsilon };
  }
}
