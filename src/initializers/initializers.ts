// Initializers: where a weight starts.
import { allocate, type DType } from '../dtype.js';
import { ConfigError, ShapeError } from '../errors.js';
import { showShape, sizeOf } from '../nested.js';
import { add, mul } from '../ops/arithmetic.js';
import { cast, toTensor } from '../ops/convert.js';
import { eye, fill } from '../ops/creation.js';
import { type Distribution, draw } from '../ops/random.js';
import { readOptions } from '../options.js';
import { nextRandomState } from '../session.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import { orthonormal } from './orthonormal.js';

/** The base of initializers; a user's own overrides `apply`. */
export abstract class Initializer {
  /** The initial values. */
  abstract apply(shape: number[], dtype?: DType): Tensor;

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** All zeros. */
export class Zeros extends Initializer {
  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    return fill(shape, 0, dtype);
  }
}

/** All ones. */
export class Ones extends Initializer {
  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    return fill(shape, 1, dtype);
  }
}

/** One value, 0 by default, or a tensor of values of the weight's shape. */
export class Constant extends Initializer {
  readonly value: number | Tensor;

  constructor(config: { value?: TensorLike } | number = {}) {
    super();
    const options =
      typeof config === 'number' ? { value: config } : readOptions('constant', config, ['value']);
    const value = options.value ?? 0;
    this.value = typeof value === 'number' ? value : toTensor(value, 'constant');
  }

  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    if (typeof this.value === 'number') return fill(shape, this.value, dtype);
    if (showShape(this.value.shape) !== showShape(shape)) {
      const received = showShape(this.value.shape);
      throw new ShapeError({
        where: 'constant',
        expected: `a value of shape ${showShape(shape)}`,
        received,
      });
    }
    return cast(this.value, dtype);
  }

  override getConfig() {
    return { value: this.value instanceof Tensor ? this.value.arraySync() : this.value };
  }
}

/** The identity matrix times `gain` (1). */
export class Identity extends Initializer {
  readonly gain: number;

  constructor(config: { gain?: number } = {}) {
    super();
    this.gain = readOptions('identity', config, ['gain']).gain ?? 1;
  }

  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    if (shape.length !== 2) {
      throw new ShapeError({
        where: 'identity',
        expected: 'a weight of rank 2',
        received: showShape(shape),
      });
    }
    const matrix = eye(shape[0], shape[1], [], dtype);
    return this.gain === 1 ? matrix : mul(matrix, this.gain);
  }

  override getConfig() {
    return { gain: this.gain };
  }
}

/** Initializers with a seed: the same seed gives the same values; without one, `tf.utils.setRandomSeed` decides. */
export abstract class RandomInitializer extends Initializer {
  readonly seed: number | null;

  constructor(seed: number | object | null | undefined) {
    super();
    // A serialized seed generator has its seed inside; its state is not kept.
    this.seed = typeof seed === 'number' ? seed : null;
  }

  protected draw(distribution: Distribution, shape: number[]): Tensor {
    const state = this.seed === null ? nextRandomState() : Int32Array.of(this.seed, 0);
    return draw(distribution, shape, eager('int32', [2], state));
  }

  override getConfig(): Record<string, unknown> {
    return { seed: this.seed };
  }
}

function affine(x: Tensor, scale: number, shift: number, dtype: DType): Tensor {
  const scaled = mul(x, scale);
  return cast(shift === 0 ? scaled : add(scaled, shift), dtype);
}

/** Uniform in [minval, maxval), by default ±0.05. */
export class RandomUniform extends RandomInitializer {
  readonly minval: number;
  readonly maxval: number;

  constructor(config: { minval?: number; maxval?: number; seed?: number | null } = {}) {
    const options = readOptions('randomUniform', config, ['minval', 'maxval', 'seed']);
    super(options.seed);
    this.minval = options.minval ?? -0.05;
    this.maxval = options.maxval ?? 0.05;
  }

  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    return affine(this.draw('randomUniform', shape), this.maxval - this.minval, this.minval, dtype);
  }

  override getConfig() {
    return { ...super.getConfig(), minval: this.minval, maxval: this.maxval };
  }
}

interface NormalConfig {
  mean?: number;
  stddev?: number;
  seed?: number | null;
}

/** Normal, by default with mean 0 and deviation 0.05. */
export class RandomNormal extends RandomInitializer {
  readonly mean: number;
  readonly stddev: number;

  constructor(config: NormalConfig = {}) {
    const options = readOptions('randomNormal', config, ['mean', 'stddev', 'seed']);
    super(options.seed);
    this.mean = options.mean ?? 0;
    this.stddev = options.stddev ?? 0.05;
  }

  protected get distribution(): Distribution {
    return 'randomNormal';
  }

  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    return affine(this.draw(this.distribution, shape), this.stddev, this.mean, dtype);
  }

  override getConfig() {
    return { ...super.getConfig(), mean: this.mean, stddev: this.stddev };
  }
}

/** As RandomNormal, values beyond two deviations drawn again. */
export class TruncatedNormal extends RandomNormal {
  protected override get distribution(): Distribution {
    return 'truncatedNormal';
  }
}

/** An orthogonal matrix times `gain` (1), of the weight with its leading axes flattened (Saxe et al., 2014). */
export class Orthogonal extends RandomInitializer {
  readonly gain: number;

  constructor(config: { gain?: number; seed?: number | null } = {}) {
    const options = readOptions('orthogonal', config, ['gain', 'seed']);
    super(options.seed);
    this.gain = options.gain ?? 1;
  }

  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    if (shape.length < 2) {
      throw new ShapeError({
        where: 'orthogonal',
        expected: 'a weight of rank 2 or more',
        received: showShape(shape),
      });
    }
    const columns = shape[shape.length - 1];
    const rows = sizeOf(shape) / Math.max(1, columns);
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const basis = orthonormal(
      this.draw('randomNormal', [short, long]).valuesNow() as Float32Array,
      short,
      long,
    );
    const values = allocate('float32', rows * columns);
    for (let i = 0; i < short; i++) {
      for (let j = 0; j < long; j++) {
        values[rows < columns ? i * long + j : j * short + i] = this.gain * basis[i * long + j];
      }
    }
    return cast(eager('float32', shape, values), dtype);
  }

  override getConfig() {
    return { ...super.getConfig(), gain: this.gain };
  }
}

/** What a configuration's `mode` or `distribution` may be. */
export function oneOf<T extends string>(where: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new ConfigError({ where, expected: allowed.join(' or '), received: value });
}
