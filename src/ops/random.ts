// Random tensors: counter-based, so that a seed gives the same values on any machine and number of threads.
import { currentTrace } from '../graph.js';
import { applyOne, nextRandomState, nextSeed } from '../session.js';
import { type Tensor, uncounted } from '../tensor.js';
import { Variable } from '../variable.js';
import { add, mul } from './arithmetic.js';
import { cast } from './convert.js';
import { tidy } from './scopes.js';
import { floor } from './unary.js';

type Distribution = 'randomUniform' | 'randomNormal' | 'truncatedNormal';

/**
 * A source of random numbers that is part of a step: each draw while tracing gets its own stream, and the state moves on
 * at the end of the step. Saved like a weight, outside `getWeights`.
 */
export class SeedGenerator {
  readonly state: Variable;

  constructor(seed: number | null = null, name = 'seed') {
    const values = Int32Array.of(seed ?? nextSeed(), 0);
    this.state = new Variable('int32', [2], values, { name, trainable: false });
  }

  /** The state for one draw; moves the generator on. */
  next(): Tensor {
    return tidy(() => {
      const state = this.state.read();
      this.state.assign(add(state, uncounted('int32', [2], Int32Array.of(0, 1))));
      return state;
    });
  }
}

let traced: SeedGenerator | undefined;

/** The state for one draw: of this seed, or the next of the process. @internal */
export function randomState(seed: number | undefined): Tensor {
  if (seed !== undefined) return uncounted('int32', [2], Int32Array.of(seed, 0));
  if (currentTrace() === undefined) return uncounted('int32', [2], nextRandomState());
  // While tracing, a fresh draw belongs to each run of the plan.
  traced ??= new SeedGenerator();
  return traced.next();
}

/** Draws of a distribution in its standard form: [0, 1), or mean 0 and deviation 1. @internal */
export function draw(op: Distribution, shape: readonly number[], state: Tensor): Tensor {
  return applyOne(op, { shape, dtype: 'float32', stream: 0 }, [state]);
}

/** Uniform from `minval` to before `maxval`. */
export function randomUniform(
  shape: readonly number[],
  minval = 0,
  maxval = 1,
  dtype: 'float32' | 'int32' | 'bool' = 'float32',
  seed?: number,
): Tensor {
  return tidy(() => {
    const unit = draw('randomUniform', shape, randomState(seed));
    const scaled = minval === 0 && maxval === 1 ? unit : add(mul(unit, maxval - minval), minval);
    return cast(dtype === 'float32' ? scaled : floor(scaled), dtype);
  });
}

/** Uniform integers from `minval` to before `maxval`. */
export function randomUniformInt(
  shape: readonly number[],
  minval: number,
  maxval: number,
  seed?: number,
): Tensor {
  return randomUniform(shape, minval, maxval, 'int32', seed);
}

const normal = (
  op: Distribution,
  shape: readonly number[],
  mean: number,
  stdDev: number,
  dtype: 'float32' | 'int32',
  seed?: number,
) =>
  tidy(() => {
    const standard = draw(op, shape, randomState(seed));
    return cast(mean === 0 && stdDev === 1 ? standard : add(mul(standard, stdDev), mean), dtype);
  });

/** Normal with this mean and standard deviation. */
export function randomNormal(
  shape: readonly number[],
  mean = 0,
  stdDev = 1,
  dtype: 'float32' | 'int32' = 'float32',
  seed?: number,
): Tensor {
  return normal('randomNormal', shape, mean, stdDev, dtype, seed);
}

/** Normal with mean 0 and deviation 1. */
export function randomStandardNormal(
  shape: readonly number[],
  dtype: 'float32' | 'int32' = 'float32',
  seed?: number,
): Tensor {
  return randomNormal(shape, 0, 1, dtype, seed);
}

/** Normal, draws beyond two standard deviations drawn again. */
export function truncatedNormal(
  shape: readonly number[],
  mean = 0,
  stdDev = 1,
  dtype: 'float32' | 'int32' = 'float32',
  seed?: number,
): Tensor {
  return normal('truncatedNormal', shape, mean, stdDev, dtype, seed);
}
