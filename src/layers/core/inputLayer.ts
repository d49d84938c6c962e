// InputLayer and `tf.input`: where data enters a graph of layers.
import type { DType } from '../../dtype.js';
import { ConfigError } from '../../errors.js';
import { checkKeys } from '../../suggest.js';
import { type LayerConfig, normalizeConfig } from '../config.js';
import { Layer } from '../layer.js';
import { Node, type PartialShape, readShape, SymbolicTensor } from '../symbolic.js';

/** What `tf.input` takes. */
export interface InputConfig {
  /** Of one sample; null for sizes that vary. */
  shape?: PartialShape;
  /** With the batch dimension. */
  batchShape?: PartialShape;
  batchSize?: number | null;
  dtype?: DType;
  name?: string;
}

/** The options of an InputLayer: `shape` or `inputShape`, as `tf.input` or tfjs call it. */
export interface InputLayerConfig extends InputConfig {
  inputShape?: PartialShape;
  batchInputShape?: PartialShape;
}

const keys = [
  'shape',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'inputDType',
  'name',
  'trainable',
  'optional',
  'inputTensor',
];

/** A placeholder for data; its one output is made with it. */
export class InputLayer extends Layer {
  static override className = 'InputLayer';

  constructor(config: InputLayerConfig) {
    const read = normalizeConfig(config ?? {}, [
      'shape',
      'optional',
      'inputTensor',
    ]) as InputLayerConfig & LayerConfig;
    const where = read.name ?? 'input';
    checkKeys(where, read, keys);
    const sample = read.shape ?? read.inputShape;
    const shape =
      read.batchInputShape ??
      (sample && [read.batchSize ?? null, ...readShape(`${where}.shape`, sample)]);
    if (shape === undefined) {
      throw new ConfigError({
        where,
        problem: 'the option shape is missing',
        hint: 'Give the shape of one sample, [] for a number each.',
      });
    }
    super({
      name: read.name,
      dtype: read.dtype ?? read.inputDType,
      batchInputShape: [...readShape(`${where}.batchShape`, shape)],
    });
    this.built = true;
    const symbol = new SymbolicTensor([...shape], this.dtype, this.name);
    this.inboundNodes.push(new Node(this, [], {}, symbol));
  }

  override getConfig(): Record<string, unknown> {
    return {
      batchShape: this.batchInputShape,
      dtype: this.dtype,
      sparse: false,
      ragged: false,
      name: this.name,
    };
  }
}

/**
 * A symbolic tensor to build a model from.
 *
 * @example
 * const x = tf.input({shape: [784]});
 * const y = tf.layers.dense({units: 10, activation: 'softmax'}).apply(x);
 * const model = tf.model({inputs: x, outputs: y});
 */
export function input(config: InputConfig): SymbolicTensor {
  return new InputLayer(config).output as SymbolicTensor;
}
