// SpectralNormalization: while training, a layer's kernel divided by its largest singular value, `W / (v W uᵀ)` with v
// and u from power iterations.
import { ConfigError } from '../../errors.js';
import { TruncatedNormal } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import { l2Normalize } from '../../ops/l2Normalize.js';
import type { Tensor } from '../../tensor.js';
import { Variable } from '../../variable.js';
import { type Defaults, type Options, readConfig, required } from '../config.js';
import { type CallOptions, Layer, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { layerOption, type WrapperConfig } from '../wrapper.js';

export interface SpectralNormalizationConfig extends WrapperConfig {
  /** Steps towards the singular value in each call; default 1. */
  powerIterations?: number;
}

const defaults: Defaults<SpectralNormalizationConfig> = { layer: required, powerIterations: 1 };

/** The layer's kernel, or its embeddings. */
function kernelOf(layer: Layer): Variable | undefined {
  const { kernel, embeddings } = layer as { kernel?: unknown; embeddings?: unknown };
  return [kernel, embeddings].find((weight) => weight instanceof Variable);
}

/** A layer whose kernel keeps the norm 1 (Miyato et al., 2018). Keras: `SpectralNormalization`. */
export class SpectralNormalization extends Layer {
  static override className = 'SpectralNormalization';
  declare readonly options: Options<SpectralNormalizationConfig>;
  readonly layer: Layer;
  kernel!: Variable;
  vectorU!: Variable;

  /** @throws ConfigError for a number of iterations that is not positive. */
  constructor(config: SpectralNormalizationConfig | Layer) {
    const spelling = { shorthand: 'layer' };
    const read = readConfig<SpectralNormalizationConfig>(
      'SpectralNormalization',
      config,
      defaults,
      spelling,
    );
    const { options } = read;
    const where = read.base.name ?? 'SpectralNormalization';
    options.layer = layerOption('SpectralNormalization', options.layer);
    if (!Number.isInteger(options.powerIterations) || options.powerIterations < 1) {
      throw new ConfigError({
        where: `${where}.powerIterations`,
        expected: 'a positive whole number',
        received: String(options.powerIterations),
      });
    }
    super(read);
    this.layer = options.layer;
  }

  override build(inputShape: Shapes): void {
    this.layer.ensureBuilt([inputShape as PartialShape]);
    const kernel = kernelOf(this.layer);
    if (kernel === undefined) {
      throw new ConfigError({
        where: `${this.name}.layer`,
        expected: 'a layer with a kernel or embeddings',
        received: this.layer.getClassName(),
      });
    }
    this.kernel = kernel;
    const initializer = new TruncatedNormal({ stddev: 0.02 });
    const shape = [1, kernel.shape.at(-1)!];
    this.vectorU = this.addWeight('vector_u', shape, kernel.dtype, initializer, null, false);
  }

  /** As in Keras the kernel comes first, then u, then the layer's other weights. */
  override get weights(): Variable[] {
    const all = super.weights;
    return this.kernel ? [this.kernel, ...all.filter((weight) => weight !== this.kernel)] : all;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    if (kwargs.training) this.#normalize();
    const x = oneTensor(inputs);
    // As Keras: of whole numbers whole numbers come, which leaves nothing of small embeddings.
    return tf.cast(this.layer.apply(x, { training: kwargs.training }), x.dtype);
  }

  /** Assigns u and the kernel. */
  #normalize(): void {
    const kernel = this.kernel.read();
    const matrix = tf.reshape(kernel, [-1, kernel.shape.at(-1)!]);
    let u = this.vectorU.read();
    let v = u;
    for (let i = 0; i < this.options.powerIterations; i++) {
      v = l2Normalize(tf.matMul(u, matrix, false, true), null, 1e12);
      u = l2Normalize(tf.matMul(v, matrix), null, 1e12);
    }
    const norm = tf.reshape(tf.matMul(tf.matMul(v, matrix), u, false, true), []);
    const isZero = tf.all(tf.equal(kernel, 0));
    const divisor = tf.where(isZero, tf.onesLike(norm), norm);
    this.vectorU.assign(tf.stopGradient(tf.where(isZero, this.vectorU.read(), u)));
    // The gradient is by the normalized kernel, as if that were what the optimizer holds: it is, after this.
    const change = tf.stopGradient(tf.sub(tf.div(kernel, divisor), kernel));
    this.kernel.assign(tf.add(kernel, change));
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.layer.computeOutputShape(inputShape);
  }
}
