// GraphModel: a TensorFlow graph with its weights, converted for tfjs, to run but not to train.
import { ConfigError, DataError, DisposedError } from '../errors.js';
import { CompositeArrayBuffer } from '../io/compositeArrayBuffer.js';
import { theHandler } from '../io/handlers/router.js';
import type {
  IOHandler,
  IOHandlerSync,
  LoadOptions,
  ModelArtifacts,
  SaveResult,
} from '../io/handlers/types.js';
import type { Tensor } from '../tensor.js';
import type { Port } from './graph.js';
import { Runner } from './runner.js';
import { type GraphInputs, type NamedTensorMap, portName } from './values.js';

/** Where a graph model comes from. */
export type ModelSource = string | IOHandler | IOHandlerSync;
type HandlerOf<S extends ModelSource> = S extends string ? IOHandler : S;

/** Name, shape and dtype of an input or output; what the graph does not say is undefined. */
export interface TensorInfo {
  /** The node's name. */
  name: string;
  /** Sizes, -1 where any will do. */
  shape?: number[];
  dtype?: string;
}

/** The result of one output, of several, or by the keys that the model was saved with. */
export type GraphOutputs = Tensor | Tensor[] | NamedTensorMap;

const info = ({ node, shape, dtype }: Port): TensorInfo => ({ name: node.name, shape, dtype });
const unwrapped = (results: Tensor[]) => (results.length > 1 ? results : results[0]);

/**
 * A model that TensorFlow saved and `tensorflowjs_converter` made a `model.json` of: a graph of TensorFlow's ops and its
 * weights, to run. `tf.loadGraphModel` gives one. Graphs with branches, loops, tensor lists and hash tables run by any of
 * its methods; only what an op of one's own gives as a promise needs the asynchronous ones.
 *
 * @see tfjs's GraphModel
 * @example
 * const model = await tf.loadGraphModel(handler);
 * const y = model.predict(tf.zeros([1, 224, 224, 3])) as tf.Tensor;
 */
export class GraphModel<S extends ModelSource = string | IOHandler> {
  readonly #source: S;
  readonly #options: LoadOptions;
  #artifacts: ModelArtifacts = {};
  #runner: Runner | undefined;
  #disposed = false;

  /** Use `tf.loadGraphModel` instead. */
  constructor(modelUrl: S, loadOptions: LoadOptions = {}) {
    this.#source = modelUrl;
    this.#options = loadOptions ?? {};
  }

  get #loaded(): Runner {
    if (this.#disposed) throw new DisposedError({ problem: 'this graph model was disposed' });
    if (this.#runner) return this.#runner;
    const hint = 'Use tf.loadGraphModel, or load() first.';
    throw new ConfigError({ where: 'graph model', problem: 'it was not loaded', hint });
  }

  /** The versions of TensorFlow's graphs that it was made with, and needs: `1087.22`; `n/a` if it does not say. */
  get modelVersion(): string {
    const { versions } = this.#runner?.parts.topology ?? {};
    return versions ? `${versions.producer}.${versions.minConsumer}` : 'n/a';
  }

  /** The inputs' names, as the signature has them, or the graph. */
  get inputNodes(): string[] {
    return this.#loaded.program.graph.inputs.map(portName);
  }

  /** The outputs' names. */
  get outputNodes(): string[] {
    return this.#loaded.program.graph.outputs.map(portName);
  }

  get inputs(): TensorInfo[] {
    return this.#loaded.program.graph.inputs.map(info);
  }

  get outputs(): TensorInfo[] {
    return this.#loaded.program.graph.outputs.map(info);
  }

  /** The weights by the names of their nodes, each in a list of one. */
  get weights(): Record<string, Tensor[]> {
    const entries = [...this.#loaded.program.weights].map(([name, weight]) => [name, [weight]]);
    return Object.fromEntries(entries);
  }

  /** What the model's author said of it. */
  get metadata(): Record<string, unknown> | undefined {
    return this.#artifacts.userDefinedMetadata;
  }

  /** The names of the inputs and outputs, and the tensors that they mean. */
  get modelSignature(): object | undefined {
    return this.#loaded.parts.signature;
  }

  /** The keys of what `predict` gives, if it gives a record. */
  get modelStructuredOutputKeys(): readonly string[] | undefined {
    return this.#loaded.parts.structuredOutputKeys;
  }

  /**
   * Loads the graph and the weights: at once if the handler does, else as a promise.
   * @throws ConfigError for what is no handler; UnavailableError if there is nothing to load from; DataError as `loadSync`
   */
  load(): HandlerOf<S> extends IOHandlerSync ? boolean : Promise<boolean>;
  load(): boolean | Promise<boolean> {
    const source: ModelSource = this.#source;
    const handler = typeof source === 'string' ? theHandler('load', source, this.#options) : source;
    if (typeof handler?.load !== 'function') {
      const expected = 'a URL or a handler that has load()';
      throw new ConfigError({ where: 'loadGraphModel', expected, received: String(handler) });
    }
    const artifacts = handler.load();
    if (!(artifacts instanceof Promise)) return this.loadSync(artifacts);
    return artifacts.then(async (loaded) => {
      const { getWeightStream, ...rest } = loaded ?? {};
      if (!getWeightStream) return this.loadSync(loaded);
      const weightData: ArrayBuffer[] = [];
      for await (const piece of getWeightStream())
        weightData.push(CompositeArrayBuffer.join(piece));
      return this.loadSync({ ...rest, weightData });
    });
  }

  /**
   * Takes the graph and the weights of artifacts.
   * @returns true.
   * @throws DataError for a graph that is not whole, and for weights that their bytes don't fill
   */
  loadSync(artifacts: ModelArtifacts): boolean {
    this.#runner = new Runner(artifacts);
    this.#artifacts = artifacts;
    return true;
  }

  /** Saves it, as it was loaded. @throws ConfigError for a handler that has no `save` */
  async save(handlerOrURL: IOHandler | string): Promise<SaveResult> {
    const handler =
      typeof handlerOrURL === 'string' ? theHandler('save', handlerOrURL) : handlerOrURL;
    if (typeof handler?.save !== 'function') {
      throw new ConfigError({ where: 'GraphModel.save', expected: 'a handler that has save()' });
    }
    return handler.save(this.#artifacts);
  }

  /**
   * Runs it.
   *
   * @param inputs the tensor of its one input, tensors in the order of `inputNodes`, or tensors by name; tensors of nodes
   *   within the graph stand for what would be computed.
   * @param _config for programs written for tfjs, which ignores it too.
   * @returns the tensor of its one output, or a list in the order of `outputNodes`; a record by
   *   `modelStructuredOutputKeys` if it was saved so.
   * @throws ShapeError, DTypeError for inputs other than declared; ValueError for inputs that are missing; ConfigError for
   *   unknown names and ops
   */
  predict(inputs: GraphInputs, _config?: object): GraphOutputs {
    return this.#structured(this.#loaded.execute(inputs, undefined));
  }

  /** As `predict`, off the event loop; loops let it have its turn, and ops that give promises are waited for. */
  async predictAsync(inputs: GraphInputs, _config?: object): Promise<GraphOutputs> {
    return this.#structured(await this.#loaded.executeAsync(inputs, undefined));
  }

  /**
   * The outputs of any nodes: of one a tensor, of several a list.
   *
   * @param outputs `node`, or `node:1` for a further output of it; default: those of the model.
   * @throws as `predict`
   */
  execute(inputs: GraphInputs, outputs?: string | string[]): Tensor | Tensor[] {
    return unwrapped(this.#loaded.execute(inputs, outputs));
  }

  /** As `execute`, off the event loop; loops let it have its turn, and ops that give promises are waited for. */
  async executeAsync(inputs: GraphInputs, outputs?: string | string[]): Promise<Tensor | Tensor[]> {
    return unwrapped(await this.#loaded.executeAsync(inputs, outputs));
  }

  #structured(results: Tensor[]): GraphOutputs {
    const keys = this.#loaded.parts.structuredOutputKeys;
    if (!keys) return unwrapped(results);
    if (keys.length < results.length) {
      const expected = `${results.length} structuredOutputKeys`;
      throw new DataError({ where: 'graph model', expected, received: String(keys.length) });
    }
    return Object.fromEntries(results.map((tensor, i) => [keys[i], tensor]));
  }

  /**
   * The outputs of every node in the last run, by its name: copies. Null unless `KEEP_INTERMEDIATE_TENSORS` was set,
   * `tf.env().set('KEEP_INTERMEDIATE_TENSORS', true)`. Of a loop's nodes, those of its last iteration.
   */
  getIntermediateTensors(): Record<string, Tensor[]> | null {
    return this.#loaded.intermediates;
  }

  /** Disposes what `getIntermediateTensors` gives. */
  disposeIntermediateTensors(): void {
    this.#loaded.disposeIntermediates();
  }

  /** Disposes the weights and hash tables; using it afterwards is a DisposedError. */
  dispose(): void {
    if (!this.#disposed) this.#runner?.dispose();
    this.#disposed = true;
  }
}
