// Attention: `softmax(query · keyᵀ) · value`; AdditiveAttention scores by `sum(scale * tanh(query + key))`.
import { ConfigError, ShapeError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { inferOutputs } from '../infer.js';
import { type CallOptions, Layer, type Shapes } from '../layer.js';
import { Dropout } from '../regularization/dropout.js';
import type { PartialShape, SymbolicTensor } from '../symbolic.js';
import { type AttentionCall, allOf, causalMask, maskedSoftmax } from './masks.js';

export interface AdditiveAttentionConfig extends LayerConfig {
  /** Whether scores are scaled by learned weights; default true, of `Attention` false. */
  useScale?: boolean;
  /** Share of the attention dropped while training; default 0. */
  dropout?: number;
  seed?: number | null;
}

export interface AttentionConfig extends AdditiveAttentionConfig {
  /** `dot` (default): the product of query and key; `concat`: `sum(tanh(query + key))`, weighted. */
  scoreMode?: 'dot' | 'concat';
}

type Read = { base: LayerConfig; options: Options<AdditiveAttentionConfig> };

/** [query, value] or [query, value, key] to a mean of the values for each query, weighted by `scores`. */
abstract class SequenceAttention extends Layer {
  declare readonly options: Options<AdditiveAttentionConfig>;
  readonly dropoutLayer: Dropout;
  scale: Variable | undefined;

  constructor(read: Read) {
    super(read);
    const { dropout, seed } = this.options;
    this.dropoutLayer = new Dropout({ rate: dropout, seed, name: 'dropout' });
    this.supportsMasking = true;
  }

  /** [batch, queries, values] of numbers whose softmax is the attention. */
  protected abstract scores(query: Tensor, key: Tensor): Tensor;

  /** @throws ShapeError unless there are two or three inputs. */
  protected expectInputs<T>(inputs: T | T[]): T[] {
    if (Array.isArray(inputs) && (inputs.length === 2 || inputs.length === 3)) return inputs;
    throw new ShapeError({
      where: this.name,
      expected: 'a list [query, value] or [query, value, key]',
      received: Array.isArray(inputs) ? `${inputs.length} inputs` : 'one input',
    });
  }

  override call(inputs: Tensor | Tensor[], kwargs: AttentionCall): Tensor | Tensor[] {
    const [query, value, key = value] = this.expectInputs(inputs);
    const [queryMask, valueMask] = [kwargs.mask ?? []].flat();
    const scores = this.scores(query, key);
    const mask = allOf([
      valueMask && tf.expandDims(valueMask, -2),
      kwargs.useCausalMask ? causalMask(query.shape.at(-2)!, key.shape.at(-2)!) : undefined,
    ]);
    const attention = maskedSoftmax(scores, mask);
    const dropped = this.dropoutLayer.apply(attention, { training: kwargs.training });
    let output = tf.matMul(dropped, value);
    if (queryMask) output = tf.where(tf.expandDims(queryMask, -1), output, tf.zerosLike(output));
    return kwargs.returnAttentionScores ? [output, dropped] : output;
  }

  override computeMask(_inputs: Tensor | Tensor[], mask: CallOptions['mask']): Tensor | undefined {
    return Array.isArray(mask) ? mask[0] : undefined;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const [query, value] = this.expectInputs(inputShape as PartialShape[]);
    return [...query.slice(0, -1), value.at(-1)!];
  }

  /** @internal */
  override outputSpec(inputs: SymbolicTensor | SymbolicTensor[], kwargs: AttentionCall) {
    if (kwargs.returnAttentionScores) return inferOutputs(this, inputs, kwargs);
    return super.outputSpec(inputs, kwargs);
  }
}

/** The sum of each query and each key: [batch, queries, values, features]. */
function sums(query: Tensor, key: Tensor): Tensor {
  return tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3));
}

/**
 * Luong's attention (2015): [query, value] or [query, value, key], [batch, queries, features] and
 * [batch, values, features], to [batch, queries, features]. `apply(inputs, { useCausalMask: true })` hides what comes
 * later, `{ returnAttentionScores: true }` gives the attention too, [batch, queries, values]. Keras: `Attention`.
 */
export class Attention extends SequenceAttention {
  static override className = 'Attention';
  declare readonly options: Options<AttentionConfig>;
  concatScoreWeight: Variable | undefined;

  constructor(config: AttentionConfig = {}) {
    const defaults: Defaults<AttentionConfig> = {
      useScale: false,
      scoreMode: 'dot',
      dropout: 0,
      seed: null,
    };
    const read = readConfig<AttentionConfig>('Attention', config, defaults);
    const { scoreMode } = read.options;
    if (scoreMode !== 'dot' && scoreMode !== 'concat') {
      const where = `${read.base.name ?? 'Attention'}.scoreMode`;
      throw new ConfigError({ where, expected: "'dot' or 'concat'", received: String(scoreMode) });
    }
    super(read);
  }

  override build(inputShape: Shapes): void {
    this.expectInputs(inputShape as PartialShape[]);
    if (this.options.useScale) this.scale = this.addWeight('scale', [], null, 'ones');
    if (this.options.scoreMode === 'concat')
      this.concatScoreWeight = this.addWeight('concat_score_weight', [], null, 'ones');
  }

  protected scores(query: Tensor, key: Tensor): Tensor {
    const scaled = (x: Tensor) => (this.scale ? tf.mul(x, this.scale.read()) : x);
    if (!this.concatScoreWeight) return scaled(tf.matMul(query, key, false, true));
    const similarity = tf.sum(tf.tanh(scaled(sums(query, key))), -1);
    return tf.mul(similarity, this.concatScoreWeight.read());
  }
}

/** Bahdanau's attention (2014): inputs, outputs and arguments as those of `Attention`. Keras: `AdditiveAttention`. */
export class AdditiveAttention extends SequenceAttention {
  static override className = 'AdditiveAttention';

  constructor(config: AdditiveAttentionConfig = {}) {
    const defaults: Defaults<AdditiveAttentionConfig> = { useScale: true, dropout: 0, seed: null };
    super(readConfig<AdditiveAttentionConfig>('AdditiveAttention', config, defaults));
  }

  override build(inputShape: Shapes): void {
    const [query] = this.expectInputs(inputShape as PartialShape[]);
    if (this.options.useScale) this.scale = this.addWeight('scale', [query.at(-1)!]);
  }

  protected scores(query: Tensor, key: Tensor): Tensor {
    const similarity = tf.tanh(sums(query, key));
    return tf.sum(this.scale ? tf.mul(similarity, this.scale.read()) : similarity, -1);
  }
}
