// Functional: a model of a graph of layers, from its inputs to its outputs.
import { ConfigError } from '../errors.js';
import { Operation } from '../layers/core/operation.js';
import type { CallOptions, Layer, Shapes } from '../layers/layer.js';
import type { LayerClass } from '../layers/serialization.js';
import { mapSymbols, type Node, SymbolicTensor, singleOrList, toList } from '../layers/symbolic.js';
import { checkKeys } from '../suggest.js';
import type { Tensor } from '../tensor.js';
import type { Data } from '../training/batch.js';
import { executePart } from './execute.js';
import { functionalConfig, readFunctional } from './functionalConfig.js';
import { adaptInput } from './inputs.js';
import { Model } from './model.js';
import { orderGraph } from './order.js';

type Symbols = SymbolicTensor | SymbolicTensor[] | Record<string, SymbolicTensor>;

export interface FunctionalConfig {
  /** One, a list, or a record whose keys name them. */
  inputs: Symbols;
  outputs: Symbols;
  name?: string;
  trainable?: boolean;
}

function symbolList(where: string, symbols: Symbols): SymbolicTensor[] {
  const list =
    symbols instanceof SymbolicTensor
      ? [symbols]
      : Array.isArray(symbols)
        ? symbols
        : Object.values(symbols ?? {});
  const wrong = list.find((symbol) => !(symbol instanceof SymbolicTensor));
  if (wrong !== undefined || list.length === 0) {
    throw new ConfigError({
      where,
      expected: 'symbolic tensors',
      received: list.length === 0 ? 'none' : typeof wrong,
      hint: 'Start from tf.input({shape}).',
    });
  }
  return list;
}

const keysOf = (symbols: Symbols): string[] | undefined =>
  symbols instanceof SymbolicTensor || Array.isArray(symbols) ? undefined : Object.keys(symbols);

/** The config, or in tfjs's form the class before it. */
type FirstOf = LayerClass | Record<string, unknown>;

/** What `tf.model` makes. */
export class Functional extends Model {
  static override className = 'Functional';
  static module = 'keras.src.models.functional';
  readonly #inputs: SymbolicTensor[];
  readonly #outputs: SymbolicTensor[];
  readonly #inputKeys: string[] | undefined;
  readonly #outputKeys: string[] | undefined;
  readonly #nodes: Node[];
  readonly #layers: Layer[];

  constructor(config: FunctionalConfig) {
    checkKeys(config.name ?? 'model', config, ['inputs', 'outputs', 'name', 'trainable']);
    super({ name: config.name, trainable: config.trainable });
    this.#inputs = symbolList(`${this.name}.inputs`, config.inputs);
    this.#outputs = symbolList(`${this.name}.outputs`, config.outputs);
    this.#inputKeys = keysOf(config.inputs);
    this.#outputKeys = keysOf(config.outputs);
    const { nodes, layers } = orderGraph(this.name, this.#inputs, this.#outputs);
    this.#nodes = nodes;
    this.#layers = layers;
    this.supportsMasking = true;
    this.built = true;
    this.builtShape = singleOrList(this.#inputs.map((input) => input.shape)) as Shapes;
    this.#checkNames();
  }

  #checkNames(): void {
    const seen = new Set<string>();
    for (const { name } of this.#layers) {
      if (seen.has(name))
        throw new ConfigError({
          where: this.name,
          problem: `two layers are called "${name}"`,
          hint: 'Give one of them another name.',
        });
      seen.add(name);
    }
  }

  override get operations(): Layer[] {
    return this.#layers;
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
    return this.#layers.filter((layer) => !(layer instanceof Operation));
  }

  /** In an order in which each comes after what it reads. @internal */
  override get nodes(): Node[] {
    return this.#nodes;
  }

  /** False for a fork, a join, a shared layer. @internal */
  override get isChain(): boolean {
    const nodes = this.#nodes;
    const layers = new Set(nodes.map((node) => node.layer));
    if (layers.size < nodes.length || nodes.some((node) => node.parents.length > 1)) return false;
    const read = nodes.flatMap((node) => node.parents.map((symbol) => symbol.node));
    return (
      new Set(read).size === read.length && this.#inputs.length === 1 && this.#outputs.length === 1
    );
  }

  override get sublayers(): Layer[] {
    return this.#layers;
  }

  override get inputs(): SymbolicTensor[] {
    return this.#inputs;
  }

  override get outputs(): SymbolicTensor[] {
    return this.#outputs;
  }

  override get inputNames(): string[] {
    return this.#inputKeys ?? super.inputNames;
  }

  override get outputNames(): string[] {
    return this.#outputKeys ?? super.outputNames;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor | Tensor[] {
    const values = new Map<SymbolicTensor, Tensor>();
    const masks = toList(kwargs.mask);
    toList(inputs).forEach((x, i) => {
      const adapted = adaptInput(this, x, this.#inputs[i]);
      adapted.mask ??= masks[i];
      values.set(this.#inputs[i], adapted);
    });
    const tensorOf = (symbol: SymbolicTensor) => values.get(symbol);
    for (const node of this.#nodes) {
      if (node.outputs.every((output) => values.has(output)) || node.parents.length === 0) continue;
      const results = node.layer.apply(
        mapSymbols(node.inputs, tensorOf) as Tensor | Tensor[],
        mapSymbols(node.kwargs, tensorOf) as CallOptions,
      );
      toList(results as Tensor | Tensor[]).forEach((result, i) => {
        if (node.outputs[i] && !values.has(node.outputs[i])) values.set(node.outputs[i], result);
      });
    }
    const outputs = this.#outputs.map((output) => values.get(output)!);
    return singleOrList(outputs);
  }

  /** By symbolic evaluation: every layer's rule in turn. */
  override computeOutputShape(inputShape: Shapes): Shapes {
    const shapes = Array.isArray(inputShape[0]) ? (inputShape as Shapes[]) : [inputShape];
    const symbols = new Map<SymbolicTensor, SymbolicTensor>();
    this.#inputs.forEach((input, i) => {
      symbols.set(input, new SymbolicTensor(shapes[i] as never, input.dtype, input.name));
    });
    const symbolOf = (symbol: SymbolicTensor) => symbols.get(symbol);
    for (const node of this.#nodes) {
      if (node.outputs.every((output) => symbols.has(output)) || node.parents.length === 0)
        continue;
      const { outputs } = node.layer.outputSpec(
        mapSymbols(node.inputs, symbolOf) as SymbolicTensor | SymbolicTensor[],
        mapSymbols(node.kwargs, symbolOf) as CallOptions,
      );
      outputs.forEach(({ shape, dtype }, i) => {
        symbols.set(node.outputs[i], new SymbolicTensor(shape, dtype, node.outputs[i].name));
      });
    }
    return singleOrList(this.#outputs.map((output) => symbols.get(output)!.shape)) as Shapes;
  }

  override computeMask(): undefined {
    // The outputs carry their own.
    return undefined;
  }

  override getConfig(): Record<string, unknown> {
    return functionalConfig(this);
  }

  /** The model of a config in the form of Keras 1, 2 or 3. */
  static override fromConfig(first: FirstOf, second?: object): Functional {
    return new Functional(readFunctional((second ?? first) as Record<string, unknown>));
  }
}

/**
 * A model of a graph of layers.
 *
 * @example
 * const a = tf.input({shape: [8]});
 * const b = tf.input({shape: [8]});
 * const sum = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
 * const model = tf.model({inputs: [a, b], outputs: tf.layers.dense(1).apply(sum)});
 */
export function model(config: FunctionalConfig): Functional {
  return new Functional(config ?? {});
}
