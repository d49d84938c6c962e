// GroupQueryAttention: multi-head attention whose heads share keys and values, several heads of the query each.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { type Defaults, type Options, readConfig, required } from '../config.js';
import type { Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { checkCounts, HeadedAttention, type HeadsConfig, headsDefaults } from './heads.js';

export interface GroupQueryAttentionConfig extends HeadsConfig {
  /** Size of each head. */
  headDim: number;
  numQueryHeads: number;
  /** A divisor of numQueryHeads; 1 is multi-query attention. */
  numKeyValueHeads: number;
}

const defaults: Defaults<GroupQueryAttentionConfig> = {
  headDim: required,
  numQueryHeads: required,
  numKeyValueHeads: required,
  ...headsDefaults,
};

/**
 * Grouped-query attention (Ainslie et al., 2023); inputs, outputs and arguments are those of `MultiHeadAttention`.
 * Keras: `GroupQueryAttention`.
 */
export class GroupQueryAttention extends HeadedAttention {
  static override className = 'GroupQueryAttention';
  declare readonly options: Options<GroupQueryAttentionConfig>;

  /** @throws ConfigError for numbers that are not positive and whole, or heads that can't be shared alike. */
  constructor(config: GroupQueryAttentionConfig) {
    const read = readConfig<GroupQueryAttentionConfig>('GroupQueryAttention', config, defaults);
    const { headDim, numQueryHeads, numKeyValueHeads } = read.options;
    const where = read.base.name ?? 'GroupQueryAttention';
    checkCounts(where, { headDim, numQueryHeads, numKeyValueHeads });
    if (numQueryHeads % numKeyValueHeads !== 0) {
      throw new ConfigError({
        where: `${where}.numQueryHeads`,
        expected: `a multiple of the ${numKeyValueHeads} numKeyValueHeads`,
        received: String(numQueryHeads),
      });
    }
    super(read, {
      queryHeads: numQueryHeads,
      keyHeads: numKeyValueHeads,
      keyDim: headDim,
      valueDim: headDim,
      outputShape: null,
      axes: [1],
    });
  }

  override build(inputShape: Shapes): void {
    for (const shape of inputShape as PartialShape[]) {
      if (shape.length === 3) continue;
      throw new ShapeError({
        where: this.name,
        expected: 'inputs of rank 3: [batch, positions, features]',
        received: showShape(shape),
      });
    }
    super.build(inputShape);
  }
}
