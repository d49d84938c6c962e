// Model: a layer that trains; the base of Sequential, Functional and of classes of the user's own.
import { ConfigError, NotBuiltError, ValueError } from '../errors.js';
import { Layer, type Shapes } from '../layers/layer.js';
import { type SerializedLayer, serializeLayer } from '../layers/serialization.js';
import { type Node, type SymbolicTensor, singleOrList } from '../layers/symbolic.js';
import { unknownName } from '../suggest.js';
import { Trainer } from '../training/trainer.js';
import { printSummary, type SummaryOptions } from './summary.js';

/**
 * A model of one's own: layers as properties, their use in `call`. Traced once, so as fast as any.
 *
 * @example
 * class Autoencoder extends tf.Model {
 *   encoder = tf.layers.dense({units: 32, activation: 'relu'});
 *   decoder = tf.layers.dense({units: 784, activation: 'sigmoid'});
 *   call(x: tf.Tensor) { return this.decoder.apply(this.encoder.apply(x)); }
 * }
 */
export class Model extends Trainer {
  static override className = 'Model';

  /** The symbolic inputs; empty for a subclassed model. */
  get inputs(): SymbolicTensor[] {
    return [];
  }

  /** The symbolic outputs; empty for a subclassed model. */
  get outputs(): SymbolicTensor[] {
    return [];
  }

  /** The names of the inputs, by which `fit` takes records. */
  get inputNames(): string[] {
    return this.inputs.map((symbol) => symbol.name);
  }

  /** The names of the outputs, by which `compile` takes losses and `fit` takes records. */
  get outputNames(): string[] {
    return this.outputs.map((symbol) => symbol.sourceLayer.name);
  }

  override get input(): SymbolicTensor | SymbolicTensor[] {
    return singleOrList(this.#connected(this.inputs));
  }

  override get output(): SymbolicTensor | SymbolicTensor[] {
    return singleOrList(this.#connected(this.outputs));
  }

  override get inputShape(): Shapes {
    return singleOrList(this.#connected(this.inputs).map((symbol) => symbol.shape)) as Shapes;
  }

  override get outputShape(): Shapes {
    return singleOrList(this.#connected(this.outputs).map((symbol) => symbol.shape)) as Shapes;
  }

  #connected(symbols: SymbolicTensor[]): SymbolicTensor[] {
    if (symbols.length > 0) return symbols;
    throw new NotBuiltError({ where: this.name, problem: 'the model has no graph of layers' });
  }

  /** The layers, in the order of their use. */
  get layers(): Layer[] {
    return this.sublayers.filter((layer) => layer instanceof Layer);
  }

  /** The layers and the ops between them, as Keras 3 shows and saves them. @internal */
  get operations(): Layer[] {
    return this.layers;
  }

  /** The calls of the layers. @internal */
  get nodes(): Node[] {
    return this.layers.flatMap((layer) => layer.inboundNodes);
  }

  /** Whether each layer's input is the one before it. @internal */
  get isChain(): boolean {
    return true;
  }

  /** The layer of that name or index. @throws ConfigError for an unknown name, ValueError for an index outside. */
  getLayer(nameOrIndex?: string | number, index?: number): Layer {
    const { layers } = this;
    if (typeof nameOrIndex === 'string') {
      const found = layers.find((layer) => layer.name === nameOrIndex);
      if (found) return found;
      throw unknownName(
        'layer',
        nameOrIndex,
        layers.map((layer) => layer.name),
        this.name,
      );
    }
    const at = nameOrIndex ?? index;
    if (at === undefined)
      throw new ConfigError({
        where: 'getLayer',
        expected: 'a name or an index',
        received: 'neither',
      });
    if (layers[at]) return layers[at];
    throw new ValueError({
      where: 'getLayer',
      expected: `an index below ${layers.length}`,
      received: String(at),
    });
  }

  /** The layer at an index, as `getLayer`. */
  findLayer(index: number): Layer {
    return this.getLayer(index);
  }

  /**
   * Prints the layers with their output shapes and numbers of parameters.
   *
   * @param lineLength characters a line; by default 65, or 98 where connections are shown.
   * @param positions of the columns' ends, as shares of the line or in characters.
   * @param printFn gets each line; default: to stdout.
   */
  summary(
    lineLength?: number | SummaryOptions,
    positions?: number[],
    printFn?: (line: string) => void,
  ): void {
    printSummary(
      this,
      typeof lineLength === 'object' ? lineLength : { lineLength, positions, printFn },
    );
  }

  /** The model as Keras's JSON: a string, or with `returnString = false` the object. */
  toJSON(_unused?: unknown, returnString = true): string | SerializedLayer {
    const serialized = serializeLayer(this);
    return returnString ? JSON.stringify(serialized) : serialized;
  }
}
