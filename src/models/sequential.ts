// Sequential: layers one after the other.
import { ConfigError, NotBuiltError, ValueError } from '../errors.js';
import { InputLayer } from '../layers/core/inputLayer.js';
import { type CallOptions, Layer, type Shapes } from '../layers/layer.js';
import { deserializeLayer, type LayerClass, serializeLayer } from '../layers/serialization.js';
import { type PartialShape, SymbolicTensor } from '../layers/symbolic.js';
import { structureChanged } from '../layers/weighted.js';
import type { SerializedObject } from '../registry.js';
import { checkKeys } from '../suggest.js';
import type { Tensor } from '../tensor.js';
import type { Data } from '../training/batch.js';
import { executePart } from './execute.js';
import { adaptInput } from './inputs.js';
import { Model } from './model.js';

export interface SequentialConfig {
  layers?: Layer[];
  name?: string;
  trainable?: boolean;
}

/**
 * A model of layers in a row. Its weights are made when the input shape is known: from `inputShape` of the first
 * layer, or from the first data.
 */
export class Sequential extends Model {
  static override className = 'Sequential';
  static module = 'keras';
  readonly #layers: Layer[] = [];
  #inputLayer: InputLayer | undefined;
  #outputs: SymbolicTensor[] = [];

  constructor(config: SequentialConfig | Layer[] = {}) {
    const options = Array.isArray(config) ? { layers: config } : config;
    checkKeys(options.name ?? 'sequential', options, ['layers', 'name', 'trainable']);
    super({ name: options.name, trainable: options.trainable });
    this.supportsMasking = true;
    const { layers = [] } = options;
    if (!Array.isArray(layers)) {
      const where = `${this.name}.layers`;
      throw new ConfigError({ where, expected: 'a list of layers', received: String(layers) });
    }
    for (const layer of layers) this.add(layer);
  }

  /**
   * Computes any tensors of the graph: tfjs's `execute`.
   *
   * @param outputs names of symbolic tensors, or of layers whose outputs are wanted; a list of them gives a list
   * @throws ConfigError for an unknown name, and what `predict` throws
   * @example
   * const features = model.execute(images, 'flatten') as tf.Tensor;
   */
  execute(inputs: Data, outputs: string | string[]): Tensor | Tensor[] {
    return executePart(this, inputs, outputs);
  }

  override get layers(): Layer[] {
    return [...this.#layers];
  }

  override get sublayers(): Layer[] {
    return this.#layers;
  }

  override get inputs(): SymbolicTensor[] {
    return this.#inputLayer ? [this.#inputLayer.output as SymbolicTensor] : [];
  }

  override get outputs(): SymbolicTensor[] {
    return this.#outputs;
  }

  /** Appends a layer. @throws ConfigError if it is not one, or its name is taken. */
  add(layer: Layer): void {
    if (!(layer instanceof Layer)) {
      throw new ConfigError({
        where: this.name,
        expected: 'a layer',
        received: typeof layer,
        hint: 'Make one with tf.layers, such as tf.layers.dense({units: 10}).',
      });
    }
    if (layer instanceof InputLayer) {
      if (this.#layers.length > 0 || this.#inputLayer) {
        throw new ConfigError({ where: this.name, problem: 'an InputLayer can only come first' });
      }
      this.#inputLayer = layer;
      this.#outputs = this.inputs;
      return;
    }
    const taken = this.#layers.some((other) => other.name === layer.name);
    if (taken) {
      throw new ConfigError({
        where: this.name,
        problem: `there is a layer "${layer.name}" already`,
        hint: 'Give one of them another name.',
      });
    }
    const shape = this.#inputLayer ? undefined : inputShapeOf(layer);
    structureChanged();
    if (shape && this.#layers.length === 0) this.#start(shape, layer);
    this.#layers.push(layer);
    if (this.#inputLayer) this.#connect(layer);
  }

  /** Removes the last layer. @throws ValueError if there is none. */
  pop(): void {
    const last = this.#layers.pop();
    if (!last) throw new ValueError({ where: this.name, problem: 'there is no layer to remove' });
    structureChanged();
    last.inboundNodes.pop();
    const previous = this.#layers.at(-1);
    if (previous) this.#outputs = this.#inputLayer ? previous.inboundNodes.at(-1)!.outputs : [];
    else {
      this.#outputs = [];
      this.#inputLayer = undefined;
      this.built = false;
    }
  }

  #start(batchShape: PartialShape, first: Layer | undefined): void {
    this.#inputLayer = new InputLayer({ batchShape, dtype: first?.inputDType ?? 'float32' });
    this.#outputs = this.inputs;
  }

  #connect(layer: Layer): void {
    const output = layer.apply(this.#outputs[0]);
    if (Array.isArray(output)) {
      throw new ConfigError({
        where: layer.name,
        problem: 'a layer of a Sequential must have one output',
        hint: 'Use tf.model({inputs, outputs}).',
      });
    }
    this.#outputs = [output];
    this.built = true;
    this.builtShape = this.#inputLayer!.batchInputShape;
  }

  /** Makes the weights for inputs of this shape. */
  override build(inputShape?: Shapes): void {
    if (this.#inputLayer) return;
    if (!inputShape || this.#layers.length === 0) {
      const problem =
        this.#layers.length === 0 ? 'the model has no layers' : 'the input shape is not known';
      throw new NotBuiltError({
        where: this.name,
        problem,
        hint: 'Give the first layer an inputShape.',
      });
    }
    this.#start([null, ...(inputShape as PartialShape).slice(1)], this.#layers[0]);
    for (const layer of this.#layers) this.#connect(layer);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    let output = adaptInput(this, x, this.inputs[0]);
    if (kwargs.mask && !Array.isArray(kwargs.mask)) output.mask ??= kwargs.mask;
    for (const layer of this.#layers) output = layer.apply(output) as Tensor;
    return output;
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    let symbol = new SymbolicTensor(
      inputShape as PartialShape,
      this.inputs[0]?.dtype ?? 'float32',
      this.name,
    );
    for (const layer of this.#layers) {
      const [{ shape, dtype }] = layer.outputSpec(symbol, {}).outputs;
      symbol = new SymbolicTensor(shape, dtype, layer.name);
    }
    return symbol.shape;
  }

  override computeMask(): undefined {
    // The last layer's output carries its own.
    return undefined;
  }

  override resetStates(): void {
    for (const layer of this.#layers) layer.resetStates();
  }

  override getConfig(): Record<string, unknown> {
    const layers = this.#inputLayer ? [this.#inputLayer, ...this.#layers] : this.#layers;
    const config: Record<string, unknown> = {
      name: this.name,
      trainable: this.trainable,
      dtype: this.dtype,
    };
    config.layers = layers.map(serializeLayer);
    if (this.#inputLayer) config.buildInputShape = this.#inputLayer.batchInputShape;
    return config;
  }

  /** The model of a config in Keras's form: `{name, layers}`, or Keras 1's and 2.0's list of layers. */
  static override fromConfig(
    first: LayerClass | Record<string, unknown> | SerializedObject[],
    second?: object,
  ): Sequential {
    const config = (second ?? first) as Record<string, unknown> | SerializedObject[];
    const list = Array.isArray(config) ? config : (config.layers as SerializedObject[]);
    const name = Array.isArray(config) ? undefined : (config.name as string | undefined);
    const model = new Sequential({ name, layers: list.map((layer) => deserializeLayer(layer)) });
    const shape = Array.isArray(config) ? undefined : config.buildInputShape;
    if (shape && !model.built) model.ensureBuilt([shape as PartialShape]);
    return model;
  }
}

/** The batch input shape that a first layer states, its own or its first inner layer's. */
function inputShapeOf(layer: Layer): PartialShape | undefined {
  if (layer.batchInputShape) return layer.batchInputShape;
  if (layer instanceof Model && layer.inputs.length === 1) return layer.inputs[0].shape;
  return undefined;
}
