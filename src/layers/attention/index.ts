// `tf.layers`: attention, with factories.
import {
  AdditiveAttention,
  type AdditiveAttentionConfig,
  Attention,
  type AttentionConfig,
} from './attention.js';
import { GroupQueryAttention, type GroupQueryAttentionConfig } from './groupQueryAttention.js';
import { MultiHeadAttention, type MultiHeadAttentionConfig } from './multiHeadAttention.js';

export { AdditiveAttention, Attention, GroupQueryAttention, MultiHeadAttention };

/** `softmax(query · keyᵀ) · value`. */
export const attention = (config?: AttentionConfig) => new Attention(config);
/** Attention by a sum of query and key. */
export const additiveAttention = (config?: AdditiveAttentionConfig) =>
  new AdditiveAttention(config);
/** Attention with several heads. */
export const multiHeadAttention = (config: MultiHeadAttentionConfig) =>
  new MultiHeadAttention(config);
/** Attention with several heads that share keys and values. */
export const groupQueryAttention = (config: GroupQueryAttentionConfig) =>
  new GroupQueryAttention(config);
