// CategoryEncoding: whole numbers as one-hot rows, or which of them occur in a sample, or how often.
import { ConfigError } from '../../errors.js';
import { toWhole } from '../../ops/indices.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { type EncodingMode, encode, encodedShape, readMode } from './encode.js';

export interface CategoryEncodingConfig extends LayerConfig {
  /** How many different numbers there are, from 0. */
  numTokens: number;
  /** Default multiHot. */
  outputMode?: EncodingMode;
}

const defaults: Defaults<CategoryEncodingConfig> = {
  numTokens: required,
  outputMode: 'multi_hot',
};

/**
 * [batch, n] of whole numbers to [batch, numTokens], or one-hot to [batch, n, numTokens], for n = 1 [batch, numTokens].
 * A number that is not below numTokens counts for nothing. Keras: `CategoryEncoding`.
 *
 * @example
 * tf.layers.categoryEncoding({ numTokens: 4 }).apply([[0, 1], [3, 3]]); // [[1, 1, 0, 0], [0, 0, 0, 1]]
 */
export class CategoryEncoding extends Layer {
  static override className = 'CategoryEncoding';
  declare readonly options: Options<CategoryEncodingConfig>;

  constructor(config: CategoryEncodingConfig) {
    const read = readConfig<CategoryEncodingConfig>('CategoryEncoding', config, defaults);
    const where = read.base.name ?? 'CategoryEncoding';
    const { numTokens, outputMode } = read.options;
    if (!Number.isInteger(numTokens) || numTokens < 1) {
      throw new ConfigError({
        where: `${where}.numTokens`,
        expected: 'a positive whole number',
        received: String(numTokens),
      });
    }
    const allowed = ['one_hot', 'multi_hot', 'count'] as const;
    read.options.outputMode = readMode(where, outputMode, allowed);
    super(read);
  }

  /**
   * @param kwargs `countWeights`: what each number counts; only with the mode `count`.
   * @throws ConfigError for weights with another mode.
   */
  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const { numTokens, outputMode } = this.options;
    const weights = kwargs.countWeights as Tensor | undefined;
    if (weights !== undefined && outputMode !== 'count') {
      throw new ConfigError({
        where: this.name,
        expected: "outputMode 'count' where there are countWeights",
        received: outputMode,
      });
    }
    const indices = toWhole(oneTensor(inputs), this.name, 'inputs');
    return encode(indices, outputMode, numTokens, this.dtype, weights);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return encodedShape(oneShape(inputShape), this.options.outputMode, this.options.numTokens);
  }
}
