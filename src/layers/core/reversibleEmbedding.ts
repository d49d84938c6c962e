// ReversibleEmbedding: `embeddings[x]`, or in reverse `x · embeddingsᵀ`, the logits of each index.
import type { DType } from '../../dtype.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import type { Defaults, Options } from '../config.js';
import { type CallOptions, oneTensor } from '../layer.js';
import { type SymbolicTensor, toList } from '../symbolic.js';
import { Embedding, type EmbeddingConfig, embeddingDefaults, readEmbedding } from './embedding.js';

export interface ReversibleEmbeddingConfig extends EmbeddingConfig {
  /** Whether both directions have the same weights; default true. */
  tieWeights?: boolean;
  /** What the logits are computed in; default the layer's dtype. */
  reverseDtype?: DType | null;
  /** Logits are kept within ± this, by `cap * tanh(logits / cap)`; default null: not at all. */
  logitSoftCap?: number | null;
}

const defaults: Defaults<ReversibleEmbeddingConfig> = {
  ...embeddingDefaults,
  tieWeights: true,
  reverseDtype: null,
  logitSoftCap: null,
};

/**
 * Vectors of indices, and back: `apply(x, { reverse: true })` gives of [..., outputDim] the logits [..., inputDim], the
 * last layer of a language model (Press and Wolf, 2017). Keras: `ReversibleEmbedding`.
 */
export class ReversibleEmbedding extends Embedding {
  static override className = 'ReversibleEmbedding';
  declare readonly options: Options<ReversibleEmbeddingConfig>;
  reverseEmbeddings: Variable | undefined;

  constructor(config: ReversibleEmbeddingConfig & { inputLength?: number | null }) {
    super(
      config,
      readEmbedding<ReversibleEmbeddingConfig>('ReversibleEmbedding', config, defaults),
    );
  }

  override build(): void {
    super.build();
    const { tieWeights, inputDim, outputDim, embeddingsInitializer } = this.options;
    if (tieWeights) return;
    const shape = [outputDim, inputDim];
    this.reverseEmbeddings = this.addWeight(
      'reverse_embeddings',
      shape,
      null,
      embeddingsInitializer,
    );
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions = {}): Tensor {
    if (!kwargs.reverse) return super.call(inputs);
    const { reverseDtype, logitSoftCap: cap } = this.options;
    const dtype = reverseDtype ?? this.dtype;
    const kernel = (this.reverseEmbeddings ?? this.embeddings).read();
    const x = tf.cast(oneTensor(inputs), dtype);
    const logits = tf.matMul(x, tf.cast(kernel, dtype), false, !this.reverseEmbeddings);
    return cap === null ? logits : tf.mul(tf.tanh(tf.div(logits, cap)), cap);
  }

  // What `call` makes of indices carries its mask; logits carry none.
  override computeMask(): undefined {
    return undefined;
  }

  override outputSpec(inputs: SymbolicTensor | SymbolicTensor[], kwargs: CallOptions) {
    if (!kwargs.reverse) return super.outputSpec(inputs, kwargs);
    const [{ shape }] = toList(inputs);
    const { inputDim, reverseDtype } = this.options;
    const output = { shape: [...shape.slice(0, -1), inputDim], dtype: reverseDtype ?? this.dtype };
    return { outputs: [output], isList: false };
  }
}
