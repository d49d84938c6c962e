// Regularizers: what is added to the loss for the size of a weight or of a layer's output.
import { ConfigError, ShapeError } from '../errors.js';
import * as tf from '../ops/index.js';
import { l2Normalize } from '../ops/l2Normalize.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';

/** The base of regularizers; a user's own overrides `apply`, which is traced. */
export abstract class Regularizer {
  /** The penalty for `x`, a scalar. */
  abstract apply(x: Tensor): Tensor;

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** A penalty factor given as an option; null means its default, as in Keras. */
function factor(where: string, value: number | null | undefined, fallback: number): number {
  const read = value ?? fallback;
  if (typeof read === 'number' && Number.isFinite(read) && read >= 0) return read;
  throw new ConfigError({ where, expected: 'a finite number >= 0', received: String(value) });
}

/** `l1 * sum|x| + l2 * sum x^2`; a factor of 0 leaves its term out. Keras: `L1L2`. */
export class L1L2 extends Regularizer {
  readonly l1: number;
  readonly l2: number;

  /** @param config factors, each 0 by default */
  constructor(config: { l1?: number | null; l2?: number | null } = {}) {
    super();
    const { l1, l2 } = readOptions('l1l2', config, ['l1', 'l2']);
    this.l1 = factor('l1l2.l1', l1, 0);
    this.l2 = factor('l1l2.l2', l2, 0);
  }

  override apply(x: Tensor): Tensor {
    const terms: Tensor[] = [];
    if (this.l1 !== 0) terms.push(tf.mul(tf.sum(tf.abs(x)), this.l1));
    if (this.l2 !== 0) terms.push(tf.mul(tf.sum(tf.square(x)), this.l2));
    if (terms.length === 0) return tf.zeros([], x.dtype);
    return terms.reduce((a, b) => tf.add(a, b));
  }

  override getConfig(): Record<string, unknown> {
    return { l1: this.l1, l2: this.l2 };
  }
}

/** `l1 * sum|x|`. Keras: `L1`. */
export class L1 extends L1L2 {
  /** @param config the factor, 0.01 by default; a number is short for it */
  constructor(config: { l1?: number | null } | number = {}) {
    const options = typeof config === 'number' ? { l1: config } : config;
    super({ l1: readOptions('l1', options, ['l1']).l1 ?? 0.01 });
  }

  override getConfig(): Record<string, unknown> {
    return { l1: this.l1 };
  }
}

/** `l2 * sum x^2`. Keras: `L2`. */
export class L2 extends L1L2 {
  /** @param config the factor, 0.01 by default; a number is short for it */
  constructor(config: { l2?: number | null } | number = {}) {
    const options = typeof config === 'number' ? { l2: config } : config;
    super({ l2: readOptions('l2', options, ['l2']).l2 ?? 0.01 });
  }

  override getConfig(): Record<string, unknown> {
    return { l2: this.l2 };
  }
}

/** `factor` times the mean |cosine| between different rows (or columns) of a matrix. Keras: `OrthogonalRegularizer`. */
export class OrthogonalRegularizer extends Regularizer {
  readonly factor: number;
  readonly mode: 'rows' | 'columns';

  /** @param config `factor`, 0.01 by default; `mode`, 'rows' by default */
  constructor(config: { factor?: number; mode?: 'rows' | 'columns' } = {}) {
    super();
    const options = readOptions('orthogonalRegularizer', config, ['factor', 'mode']);
    this.factor = factor('orthogonalRegularizer.factor', options.factor, 0.01);
    this.mode = options.mode ?? 'rows';
    if (this.mode !== 'rows' && this.mode !== 'columns') {
      const where = 'orthogonalRegularizer.mode';
      throw new ConfigError({
        where,
        expected: "'rows' or 'columns'",
        received: String(this.mode),
      });
    }
  }

  override apply(x: Tensor): Tensor {
    if (x.rank !== 2) {
      const where = 'orthogonalRegularizer';
      throw new ShapeError({ where, expected: 'a weight of rank 2', received: `rank ${x.rank}` });
    }
    const rows = this.mode === 'rows';
    const unit = l2Normalize(x, rows ? 1 : 0);
    const cosines = tf.matMul(unit, unit, !rows, rows);
    const size = x.shape[rows ? 0 : 1];
    const others = tf.mul(cosines, tf.sub(1, tf.eye(size, size, undefined, x.dtype)));
    const pairs = (size * (size - 1)) / 2;
    return tf.div(tf.mul(tf.sum(tf.abs(others)), this.factor * 0.5), pairs);
  }

  override getConfig(): Record<string, unknown> {
    return { factor: this.factor, mode: this.mode };
  }
}
