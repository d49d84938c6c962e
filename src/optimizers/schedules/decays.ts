// Keras's schedules: exponential, inverse-time, polynomial, piecewise constant, and cosine, with and without restarts.
import { ConfigError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import { readOptions, toSnakeCase } from '../../options.js';
import type { Tensor } from '../../tensor.js';
import { LearningRateSchedule } from './schedule.js';

/** A schedule that is a function of its options; those without a default must be given. */
abstract class Decay<Options extends object> extends LearningRateSchedule {
  readonly options: Options;

  constructor(where: string, config: object, required: string[], defaults: Partial<Options>) {
    super();
    const keys = [...required, ...Object.keys(defaults)];
    const read = readOptions(where, config, keys) as Options;
    const missing = required.find((key) => read[key as keyof Options] === undefined);
    if (missing)
      throw new ConfigError({ where, expected: `the option ${missing}`, received: 'none' });
    this.options = { ...defaults, ...read };
  }

  override getConfig(): Record<string, unknown> {
    const entries = Object.entries(this.options).map(([key, value]) => [toSnakeCase(key), value]);
    return Object.fromEntries(entries);
  }
}

function positive(where: string, value: number): void {
  if (!(value > 0))
    throw new ConfigError({ where, expected: 'a number > 0', received: String(value) });
}

interface RateDecay {
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** Whether the rate changes in steps. Default: false. */
  staircase: boolean;
  name: string;
}

type Given<Options, Needed extends keyof Options> = Pick<Options, Needed> & Partial<Options>;
type RateDecayConfig = Given<RateDecay, 'initialLearningRate' | 'decaySteps' | 'decayRate'>;

const rateDecay = ['initialLearningRate', 'decaySteps', 'decayRate'];

function periods(step: Tensor, { decaySteps, staircase }: RateDecay): Tensor {
  const p = tf.div(step, decaySteps);
  return staircase ? tf.floor(p) : p;
}

/** `initial * decayRate^(step / decaySteps)`. */
export class ExponentialDecay extends Decay<RateDecay> {
  constructor(config: RateDecayConfig) {
    const name = 'ExponentialDecay';
    super(name, config, rateDecay, { staircase: false, name });
    positive(`${name}.decaySteps`, this.options.decaySteps);
  }

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decayRate } = this.options;
    const power = tf.pow(tf.scalar(decayRate), periods(step, this.options));
    return tf.mul(power, initialLearningRate);
  }
}

/** `initial / (1 + decayRate * step / decaySteps)`. */
export class InverseTimeDecay extends Decay<RateDecay> {
  constructor(config: RateDecayConfig) {
    const name = 'InverseTimeDecay';
    super(name, config, rateDecay, { staircase: false, name });
    positive(`${name}.decaySteps`, this.options.decaySteps);
  }

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decayRate } = this.options;
    const below = tf.add(tf.mul(periods(step, this.options), decayRate), 1);
    return tf.div(tf.scalar(initialLearningRate), below);
  }
}

interface Polynomial {
  initialLearningRate: number;
  decaySteps: number;
  /** Default: 0.0001. */
  endLearningRate: number;
  /** Default: 1, a straight line. */
  power: number;
  /** Whether it starts again beyond decaySteps. Default: false. */
  cycle: boolean;
  name: string;
}

/** `(initial - end) (1 - step / decaySteps)^power + end`. */
export class PolynomialDecay extends Decay<Polynomial> {
  constructor(config: Given<Polynomial, 'initialLearningRate' | 'decaySteps'>) {
    const name = 'PolynomialDecay';
    const defaults = { endLearningRate: 0.0001, power: 1, cycle: false, name };
    super(name, config, ['initialLearningRate', 'decaySteps'], defaults);
    positive(`${name}.decaySteps`, this.options.decaySteps);
  }

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, endLearningRate, power, cycle } = this.options;
    const share = cycle
      ? tf.div(step, tf.mul(tf.maximum(tf.ceil(tf.div(step, decaySteps)), 1), decaySteps))
      : tf.div(tf.minimum(step, decaySteps), decaySteps);
    const left = tf.pow(tf.sub(1, share), tf.scalar(power));
    return tf.add(tf.mul(left, initialLearningRate - endLearningRate), endLearningRate);
  }
}

interface Piecewise {
  /** Steps, ascending; a rate holds up to and including its boundary. */
  boundaries: number[];
  /** One more than there are boundaries. */
  values: number[];
  name: string;
}

/** A constant rate between boundaries. */
export class PiecewiseConstantDecay extends Decay<Piecewise> {
  constructor(config: Given<Piecewise, 'boundaries' | 'values'>) {
    const where = 'PiecewiseConstantDecay';
    super(where, config, ['boundaries', 'values'], { name: 'PiecewiseConstant' });
    const { boundaries, values } = this.options;
    if (boundaries.length !== values.length - 1) {
      const expected = `${boundaries.length + 1} values for ${boundaries.length} boundaries`;
      throw new ConfigError({ where, expected, received: String(values.length) });
    }
  }

  override call(step: Tensor): Tensor {
    const { boundaries, values } = this.options;
    let rate = tf.scalar(values[0]);
    boundaries.forEach((boundary, i) => {
      rate = tf.where(tf.greater(step, boundary), tf.scalar(values[i + 1]), rate);
    });
    return rate;
  }
}

interface Cosine {
  initialLearningRate: number;
  decaySteps: number;
  /** The share of the rate that is left at the end. Default: 0. */
  alpha: number;
  name: string;
  /** The rate that a warm-up reaches in `warmupSteps`. Default: none. */
  warmupTarget: number | null;
  warmupSteps: number;
}

/** `rate ((1 - alpha) (1 + cos(pi step / decaySteps)) / 2 + alpha)`, after a linear warm-up (Loshchilov, Hutter 2016). */
export class CosineDecay extends Decay<Cosine> {
  constructor(config: Given<Cosine, 'initialLearningRate' | 'decaySteps'>) {
    const name = 'CosineDecay';
    const defaults = { alpha: 0, name, warmupTarget: null, warmupSteps: 0 };
    super(name, config, ['initialLearningRate', 'decaySteps'], defaults);
    positive(`${name}.decaySteps`, this.options.decaySteps);
  }

  #decayed(step: Tensor, from: number): Tensor {
    const { decaySteps, alpha } = this.options;
    const cosine = tf.cos(tf.mul(tf.div(step, decaySteps), Math.PI));
    const share = tf.add(tf.mul(tf.add(cosine, 1), 0.5 * (1 - alpha)), alpha);
    return tf.mul(share, from);
  }

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, warmupTarget, warmupSteps } = this.options;
    if (warmupTarget === null)
      return this.#decayed(tf.minimum(step, decaySteps), initialLearningRate);
    const at = tf.minimum(step, decaySteps + warmupSteps);
    const warming = tf.mul(
      tf.div(at, Math.max(1, warmupSteps)),
      warmupTarget - initialLearningRate,
    );
    const decayed = this.#decayed(tf.sub(at, warmupSteps), warmupTarget);
    return tf.where(tf.less(at, warmupSteps), tf.add(warming, initialLearningRate), decayed);
  }
}

interface Restarts {
  initialLearningRate: number;
  firstDecaySteps: number;
  /** How much longer each period is. Default: 2. */
  tMul: number;
  /** The rate of each period's start against the last one's. Default: 1. */
  mMul: number;
  /** Default: 0. */
  alpha: number;
  name: string;
}

/** Cosine decay that starts again, each time for longer (Loshchilov, Hutter 2016). */
export class CosineDecayRestarts extends Decay<Restarts> {
  constructor(config: Given<Restarts, 'initialLearningRate' | 'firstDecaySteps'>) {
    const defaults = { tMul: 2, mMul: 1, alpha: 0, name: 'SGDRDecay' };
    super('CosineDecayRestarts', config, ['initialLearningRate', 'firstDecaySteps'], defaults);
    positive('CosineDecayRestarts.firstDecaySteps', this.options.firstDecaySteps);
  }

  /** Which period a step is in, and how far. */
  #period(step: Tensor): [index: Tensor, share: Tensor] {
    const { firstDecaySteps, tMul } = this.options;
    const done = tf.div(step, firstDecaySteps);
    if (tMul === 1) {
      const index = tf.floor(done);
      return [index, tf.sub(done, index)];
    }
    const grown = tf.log(tf.sub(1, tf.mul(done, 1 - tMul)));
    const index = tf.floor(tf.div(grown, tf.log(tf.scalar(tMul))));
    const length = tf.pow(tf.scalar(tMul), index);
    const before = tf.div(tf.sub(1, length), 1 - tMul);
    return [index, tf.div(tf.sub(done, before), length)];
  }

  override call(step: Tensor): Tensor {
    const { initialLearningRate, mMul, alpha } = this.options;
    const [index, share] = this.#period(step);
    const height = tf.mul(tf.pow(tf.scalar(mMul), index), 0.5);
    const cosine = tf.mul(height, tf.add(tf.cos(tf.mul(share, Math.PI)), 1));
    return tf.mul(tf.add(tf.mul(cosine, 1 - alpha), alpha), initialLearningRate);
  }
}
