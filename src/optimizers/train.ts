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

type ConfigOf<T> = T extends new (config?: infer C) => unknown ? NonNullable<C> : never;

/** The options: the first argument if that is an object, else all that were given, by name. */
function options<C extends object>(first: unknown, rest: Record<string, unknown>): C {
  if (typeof first === 'object' && first !== null) return first as C;
  const given = Object.entries({ learningRate: first, ...rest });
  return Object.fromEntries(
    given.filter(([, value]) => value !== undefined && value !== null),
  ) as C;
}

type SGDConfig = ConfigOf<typeof SGD>;
type AdamConfig = ConfigOf<typeof Adam>;
type AdamaxConfig = ConfigOf<typeof Adamax>;
type RMSpropConfig = ConfigOf<typeof RMSprop>;
type AdagradConfig = ConfigOf<typeof Adagrad>;
type AdadeltaConfig = ConfigOf<typeof Adadelta>;

/** Gradient descent. @param learningRate the rate, or options */
export function sgd(learningRate: number | SGDConfig): SGD {
  return new SGD(options(learningRate, {}));
}

/** Gradient descent with momentum. */
export function momentum(learningRate: number, momentum: number, useNesterov = false): SGD {
  return new SGD({ learningRate, momentum, nesterov: useNesterov });
}

/** RMSprop. @param decay of the mean of squares, 0.9 */
export function rmsprop(
  learningRate: number | RMSpropConfig,
  decay?: number,
  momentum?: number,
  epsilon?: number | null,
  centered?: boolean,
): RMSprop {
  return new RMSprop(options(learningRate, { rho: decay, momentum, epsilon, centered }));
}

/** Adam. @param learningRate 0.001 by default; or options */
export function adam(
  learningRate?: number | AdamConfig,
  beta1?: number,
  beta2?: number,
  epsilon?: number | null,
): Adam {
  return new Adam(options(learningRate, { beta1, beta2, epsilon }));
}

/** Adamax. @param learningRate 0.002 by default; or options */
export function adamax(
  learningRate: number | AdamaxConfig = 0.002,
  beta1?: number,
  beta2?: number,
  epsilon?: number | null,
): Adamax {
  return new Adamax(options(learningRate, { beta1, beta2, epsilon }));
}

/** Adagrad. @param initialAccumulatorValue 0.1 by default */
export function adagrad(
  learningRate: number | AdagradConfig,
  initialAccumulatorValue?: number,
): Adagrad {
  return new Adagrad(options(learningRate, { initialAccumulatorValue }));
}

/** Adadelta. @param learningRate 0.001 by default; or options */
export function adadelta(
  learningRate?: number | AdadeltaConfig,
  rho?: number,
  epsilon?: number | null,
): Adadelta {
  return new Adadelta(options(learningRate, { rho, epsilon }));
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
