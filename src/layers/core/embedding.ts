// Embedding: `embeddings[x]`, a vector for each index.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import * as tf from '../../ops/index.js';
import { toWhole } from '../../ops/indices.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface EmbeddingConfig extends LayerConfig {
  /** How many different indices there are. */
  inputDim: number;
  /** Size of a vector. */
  outputDim: number;
  /** Default uniform in ±0.05. */
  embeddingsInitializer?: InitializerIdentifier;
  embeddingsRegularizer?: RegularizerIdentifier | null;
  embeddingsConstraint?: ConstraintIdentifier | null;
  /** Whether index 0 is padding, to be masked; default false. */
  maskZero?: boolean;
}

export const embeddingDefaults: Defaults<EmbeddingConfig> = {
  inputDim: required,
  outputDim: required,
  embeddingsInitializer: 'uniform',
  embeddingsRegularizer: null,
  embeddingsConstraint: null,
  maskZero: false,
};

/** The options of an embedding's class. @internal */
export function readEmbedding<C extends EmbeddingConfig>(
  className: string,
  config: C & { inputLength?: number | null },
  defaults: Defaults<C>,
): { base: LayerConfig; options: Options<C> } {
  const { inputLength, input_length, ...rest } = config as typeof config & {
    input_length?: number | null;
  };
  const aliases = { init: 'embeddingsInitializer' };
  const read = readConfig<C>(className, rest, defaults, { aliases });
  if (read.base.batchInputShape === undefined) {
    read.base.inputShape ??= [inputLength ?? input_length ?? null];
  }
  return read;
}

/** [...] of indices to [..., outputDim]. Keras: `Embedding`. */
export class Embedding extends Layer {
  static override className = 'Embedding';
  declare readonly options: Options<EmbeddingConfig>;
  embeddings!: Variable;

  /**
   * @param config as first layer it implies the input [null, null], or [null, inputLength].
   * @param read the options of a subclass. @internal
   */
  constructor(
    config: EmbeddingConfig & { inputLength?: number | null },
    read = readEmbedding('Embedding', config, embeddingDefaults),
  ) {
    super(read);
    this.supportsMasking = this.options.maskZero;
  }

  override build(): void {
    const o = this.options;
    this.embeddings = this.addWeight(
      'embeddings',
      [o.inputDim, o.outputDim],
      null,
      o.embeddingsInitializer,
      o.embeddingsRegularizer,
      true,
      o.embeddingsConstraint,
    );
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const output = tf.gather(this.embeddings.read(), toWhole(x, this.name));
    if (this.options.maskZero) output.mask = tf.notEqual(x, 0);
    return output;
  }

  override computeMask(inputs: Tensor | Tensor[]): Tensor | undefined {
    return this.options.maskZero ? tf.notEqual(oneTensor(inputs), 0) : undefined;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return [...oneShape(inputShape), this.options.outputDim];
  }
}
