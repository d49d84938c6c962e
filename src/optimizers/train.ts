// `tf.train`: tfjs's factories of optimizers, with tfjs's arguments and defaults, or one options object.
import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  Ftrl,
  Lamb,
  Lion,
  Muon,
  Nadam,
  RMSprop,
  ScheduleFreeAdamW,
  SGD,
} from './index.js';
import {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  MomentumOptimizer,
  RMSPropOptimizer,
  SGDOptimizer,
} from './tfjs.js';

type ConfigOf<T> = T extends new (config?: infer C) => unknown ? NonNullable<C> : never;

type SGDConfig = ConfigOf<typeof SGD>;
type AdamConfig = ConfigOf<typeof Adam>;
type AdamaxConfig = ConfigOf<typeof Adamax>;
type RMSpropConfig = ConfigOf<typeof RMSprop>;
type AdagradConfig = ConfigOf<typeof Adagrad>;
type AdadeltaConfig = ConfigOf<typeof Adadelta>;

const isConfig = (x: unknown): x is object => typeof x === 'object' && x !== null;

/** Gradient descent; from options, Keras's. @param learningRate the rate, or options */
export function sgd(learningRate: number): SGDOptimizer;
export function sgd(config: SGDConfig): SGD;
export function sgd(first: number | SGDConfig): SGD {
  return isConfig(first) ? new SGD(first) : new SGDOptimizer(first);
}

/** Gradient descent with momentum. */
export function momentum(
  learningRate: number,
  momentum: number,
  useNesterov = false,
): MomentumOptimizer {
  return new MomentumOptimizer(learningRate, momentum, useNesterov);
}

/** RMSprop; from options, Keras's. @param decay of the mean of squares, 0.9 */
export function rmsprop(
  learningRate: number,
  decay?: number,
  momentum?: number,
  epsilon?: number | null,
  centered?: boolean,
): RMSPropOptimizer;
export function rmsprop(config: RMSpropConfig): RMSprop;
export function rmsprop(
  first: number | RMSpropConfig,
  decay?: number,
  momentum?: number,
  epsilon?: number | null,
  centered?: boolean,
): RMSprop {
  if (isConfig(first)) return new RMSprop(first);
  return new RMSPropOptimizer(first, decay, momentum, epsilon, centered);
}

/** Adam; from options, Keras's. @param learningRate 0.001 by default */
export function adam(
  learningRate?: number,
  beta1?: number,
  beta2?: number,
  epsilon?: number | null,
): AdamOptimizer;
export function adam(config: AdamConfig): Adam;
export function adam(
  first?: number | AdamConfig,
  beta1?: number,
  beta2?: number,
  epsilon?: number | null,
): Adam {
  return isConfig(first) ? new Adam(first) : new AdamOptimizer(first, beta1, beta2, epsilon);
}

/** Adamax; from options, Keras's. @param learningRate 0.002 by default @param decay of the rate, 0 */
export function adamax(
  learningRate?: number,
  beta1?: number,
  beta2?: number,
  epsilon?: number | null,
  decay?: number,
): AdamaxOptimizer;
export function adamax(config: AdamaxConfig): Adamax;
export function adamax(
  first?: number | AdamaxConfig,
  beta1?: number,
  beta2?: number,
  epsilon?: number | null,
  decay?: number,
): Adamax {
  if (isConfig(first)) return new Adamax(first);
  return new AdamaxOptimizer(first, beta1, beta2, epsilon, decay);
}

/** Adagrad; from options, Keras's. @param initialAccumulatorValue 0.1 by default */
export function adagrad(learningRate: number, initialAccumulatorValue?: number): AdagradOptimizer;
export function adagrad(config: AdagradConfig): Adagrad;
export function adagrad(first: number | AdagradConfig, initialAccumulatorValue?: number): Adagrad {
  if (isConfig(first)) return new Adagrad(first);
  return new AdagradOptimizer(first, initialAccumulatorValue);
}

/** Adadelta, as tfjs computes it; from options, as Keras does. @param learningRate 0.001 by default */
export function adadelta(
  learningRate?: number,
  rho?: number,
  epsilon?: number | null,
): AdadeltaOptimizer;
export function adadelta(config: AdadeltaConfig): Adadelta;
export function adadelta(
  first?: number | AdadeltaConfig,
  rho?: number,
  epsilon?: number | null,
): Adadelta {
  return isConfig(first) ? new Adadelta(first) : new AdadeltaOptimizer(first, rho, epsilon);
}

/** AdamW, from options. */
export const adamW = (config?: ConfigOf<typeof AdamW>) => new AdamW(config);
/** Nadam, from options. */
export const nadam = (config?: ConfigOf<typeof Nadam>) => new Nadam(config);
/** Adafactor, from options. */
export const adafactor = (config?: ConfigOf<typeof Adafactor>) => new Adafactor(config);
/** Ftrl, from options. */
export const ftrl = (config?: ConfigOf<typeof Ftrl>) => new Ftrl(config);
/** Lion, from options. */
export const lion = (config?: ConfigOf<typeof Lion>) => new Lion(config);
/** Lamb, from options. */
export const lamb = (config?: ConfigOf<typeof Lamb>) => new Lamb(config);
/** Muon, from options. */
export const muon = (config?: ConfigOf<typeof Muon>) => new Muon(config);
/** Schedule-free AdamW, from options. */
export const scheduleFreeAdamW = (config?: ConfigOf<typeof ScheduleFreeAdamW>) =>
  new ScheduleFreeAdamW(config);
