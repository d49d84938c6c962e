// MultiHeadAttention: `concat over heads(softmax(Q Kᵀ / sqrt(keyDim)) V) · W`.
import { type Defaults, type Options, readConfig, required } from '../config.js';
import { checkCounts, HeadedAttention, type HeadsConfig, headsDefaults } from './heads.js';

export interface MultiHeadAttentionConfig extends HeadsConfig {
  numHeads: number;
  /** Size of each head's query and key. */
  keyDim: number;
  /** Size of each head's value; default keyDim. */
  valueDim?: number | null;
  /** Of one position's output; default the query's features. */
  outputShape?: number | number[] | null;
  /** What is attended over; default all axes but batch and features. */
  attentionAxes?: number | number[] | null;
}

const defaults: Defaults<MultiHeadAttentionConfig> = {
  numHeads: required,
  keyDim: required,
  valueDim: null,
  outputShape: null,
  attentionAxes: null,
  ...headsDefaults,
};

/**
 * Attention with several heads (Vaswani et al., 2017): [query, value] or [query, value, key],
 * [batch, queries, features] and [batch, values, features], to [batch, queries, features]. Keras: `MultiHeadAttention`.
 *
 * `apply(inputs, kwargs)` takes `attentionMask` [batch, queries, values], `useCausalMask`, and `returnAttentionScores`,
 * which adds the output [batch, heads, queries, values].
 *
 * @example
 * const attention = tf.layers.multiHeadAttention({ numHeads: 4, keyDim: 16 });
 * const y = attention.apply([x, x], { useCausalMask: true });
 */
export class MultiHeadAttention extends HeadedAttention {
  static override className = 'MultiHeadAttention';
  declare readonly options: Options<MultiHeadAttentionConfig>;

  /** @throws ConfigError for a number of heads or a size that is not a positive whole number. */
  constructor(config: MultiHeadAttentionConfig) {
    const read = readConfig<MultiHeadAttentionConfig>('MultiHeadAttention', config, defaults);
    const { options: o } = read;
    const { numHeads, keyDim } = o;
    const valueDim = o.valueDim ?? keyDim;
    checkCounts(read.base.name ?? 'MultiHeadAttention', { numHeads, keyDim, valueDim });
    const list = (value: number | number[] | null) => (value === null ? null : [value].flat());
    o.valueDim = valueDim;
    o.outputShape = list(o.outputShape);
    o.attentionAxes = list(o.attentionAxes);
    super(read, {
      queryHeads: numHeads,
      keyHeads: numHeads,
      keyDim,
      valueDim,
      outputShape: o.outputShape,
      axes: o.attentionAxes,
    });
  }
}
