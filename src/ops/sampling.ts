// Random tensors whose elements are drawn one by one in JavaScript: eager only.
import { DTypeError, TraceError, ValueError } from '../errors.js';
import { currentTrace } from '../graph.js';
import { checkShape, sizeOf } from '../nested.js';
import { Alea } from '../random/alea.js';
import { nextSeed } from '../session.js';
import type { Tensor } from '../tensor.js';
import { eager } from '../tensors.js';
import { type RealDType, realDType, type Seed } from './random.js';

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** A tensor of what `next` returns. */
function fill(
  where: string,
  shape: readonly number[],
  dtype: keyof typeof arrays,
  next: () => number,
): Tensor {
  checkShape(shape);
  if (currentTrace() !== undefined) {
    throw new TraceError({
      where,
      problem: 'its values are drawn in JavaScript, which a traced function does not run again',
      hint: 'Pass the tensor to the compiled function, or use tf.randomUniform or tf.randomNormal.',
    });
  }
  const values = new arrays[dtype](sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = next();
  return eager(dtype, [...shape], values);
}

/**
 * A tensor of what a function returns, called once for each element.
 * @param dtype default float32; int32 and bool drop the fraction, and of what is left bool tells 0 from others.
 * @throws DTypeError for any other dtype; TraceError while tracing.
 */
export function rand(
  shape: readonly number[],
  randFunction: () => number,
  dtype?: 'float32' | 'int32' | 'bool' | null,
): Tensor {
  const result = dtype ?? 'float32';
  if (!Object.hasOwn(arrays, result)) {
    throw new DTypeError({
      where: 'rand',
      expected: 'float32, int32 or bool',
      received: String(result),
    });
  }
  const truth = () => (Math.trunc(randFunction()) === 0 ? 0 : 1);
  return fill('rand', shape, result, result === 'bool' ? truth : randFunction);
}

/** Draws with mean 0 and deviation 1: Marsaglia's polar method, of which one of each two is used. */
function normals(source: Alea): () => number {
  return () => {
    for (;;) {
      const x = 2 * source.next() - 1;
      const y = 2 * source.next() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  };
}

/** Draws of the gamma distribution with rate 1: Marsaglia and Tsang, 2000. */
function gammas(alpha: number, source: Alea): () => number {
  const normal = normals(source);
  // Below 1, a draw for alpha + 1 times a power of a uniform one has the distribution for alpha.
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(source.next()) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
        return alpha < 1 ? d * v * source.next() ** (1 / alpha) : d * v;
      }
    }
  };
}

/**
 * Gamma distributed, with mean `alpha / beta`.
 * @param alpha the shape of the distribution, above 0.
 * @param beta its rate, the inverse of the scale; default 1.
 * @param dtype default float32; int32: rounded to the nearest.
 * @param seed default: the next of `tf.utils.setRandomSeed`.
 * @throws ValueError for an alpha or beta not above 0; DTypeError for any other dtype; TraceError while tracing.
 */
export function randomGamma(
  shape: readonly number[],
  alpha: number,
  beta?: number | null,
  dtype?: RealDType,
  seed?: Seed,
): Tensor {
  const where = 'randomGamma';
  const rate = beta ?? 1;
  if (!(alpha > 0 && rate > 0)) {
    throw new ValueError({
      where,
      expected: 'alpha and beta above 0',
      received: `${alpha} and ${rate}`,
    });
  }
  const result = realDType(where, dtype);
  const draw = gammas(alpha, new Alea(seed ?? nextSeed()));
  return fill(where, shape, result, () =>
    result === 'int32' ? Math.round(draw() / rate) : draw() / rate,
  );
}
