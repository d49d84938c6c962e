// GraphModel: a TensorFlow graph with its weights, converted for tfjs, to run but not to train.
import { ConfigError, DataError, DisposedError } from '../errors.js';
import { env } from '../ops/environment.js';
import { clone } from '../ops/unary.js';
import type { Tensor } from '../tensor.js';
import {
  decodeWeights,
  handlerOf,
  type IOHandler,
  type IOHandlerSync,
  type LoadOptions,
  type ModelArtifacts,
  readArtifacts,
  type SaveResult,
} from './artifacts.js';
import { Execution, finish, finishNow, type Program } from './execution.js';
import { functionsOf, graphOf, type Node, type Port } from './graph.js';
import { Tables } from './hashTable.js';
import type { Outputs, Steps } from './kernel.js';
import { feedOf, type GraphInputs, type NamedTensorMap, outputEdges, portName } from './values.js';

/** Where a graph model comes from. */
export type ModelSource = string | IOHandler | IOHandlerSync;
type HandlerOf<S extends ModelSource> = S extends string ? IOHandler : S;

/** Name, shape and dtype of an input or output; what the graph does not say is undefined. */
export interface TensorInfo {
  name: string;
  /** Sizes, -1 where any will do. */
  shape?: number[];
  dtype?: string;
}

/** The result of one output, of several, or by the keys that the model was saved with. */
export type GraphOutputs = Tensor | Tensor[] | NamedTensorMap;

const info = ({ node, shape, dtype }: Port): TensorInfo => ({ name: node.name, shape, dtype });

/** What is there once a model was loaded. */
interface Loaded {
  artifacts: ModelArtifacts;
  program: Program;
  initializer: Program | undefined;
  /** The resource of each of the initializer's outputs. */
  resources: readonly (readonly [id: number | undefined, name: string])[];
  signature: object | undefined;
  structuredOutputKeys: readonly string[] | undefined;
}

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
  #model: Loaded | undefined;
  #captured: Map<number, Tensor> | undefined;
  #intermediates: Record<string, Tensor[]> | null = null;
  #disposed = false;

  /** Use `tf.loadGraphModel` instead. */
  constructor(modelUrl: S, loadOptions: LoadOptions = {}) {
    this.#source = modelUrl;
    this.#options = loadOptions ?? {};
  }

  get #loaded(): Loaded {
    if (this.#disposed) throw new DisposedError({ problem: 'this graph model was disposed' });
    if (this.#model) return this.#model;
    throw new ConfigError({
      where: 'graph model',
      problem: 'it was not loaded',
      hint: 'Use tf.loadGraphModel.',
    });
  }

  /** The versions of TensorFlow's graphs that it was made with, and needs: `1087.22`. */
  get modelVersion(): string {
    const versions = readArtifacts(this.#loaded.artifacts).topology.versions;
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
    return this.#loaded.artifacts.userDefinedMetadata;
  }

  /** The names of the inputs and outputs, and the tensors that they mean. */
  get modelSignature(): object | undefined {
    return this.#loaded.signature;
  }

  /** The keys of what `predict` gives, if it gives a record. */
  get modelStructuredOutputKeys(): readonly string[] | undefined {
    return this.#loaded.structuredOutputKeys;
  }

  /**
   * Loads the graph and the weights: at once if the handler does, else as a promise.
   * @throws UnavailableError if there is nothing to load from; DataError as `loadSync`
   */
  load(): HandlerOf<S> extends IOHandlerSync ? boolean : Promise<boolean>;
  load(): boolean | Promise<boolean> {
    const source: ModelSource = this.#source;
    const handler = typeof source === 'string' ? handlerOf(source, this.#options) : source;
    if (typeof handler?.load !== 'function') {
      throw new ConfigError({
        where: 'loadGraphModel',
        expected: 'a URL or a handler that has load()',
        received: String(handler),
      });
    }
    const artifacts = handler.load();
    return 'then' in artifacts
      ? artifacts.then((loaded) => this.loadSync(loaded))
      : this.loadSync(artifacts);
  }

  /**
   * Takes the graph and the weights of artifacts.
   * @throws DataError for a graph that is not whole, and for weights that their bytes don't fill
   */
  loadSync(artifacts: ModelArtifacts): boolean {
    const { topology, signature, initializer, initializerSignature, structuredOutputKeys } =
      readArtifacts(artifacts);
    const weights = decodeWeights(artifacts);
    const shared = new Set(weights.values());
    const tables = new Tables();
    const programOf = (
      definition: typeof topology,
      names: typeof signature,
      where: string,
    ): Program => ({
      graph: graphOf(definition, names, where),
      functions: functionsOf(definition, where),
      weights,
      shared,
      tables,
    });
    this.#model = {
      artifacts,
      program: programOf(topology, signature, 'graph'),
      initializer: initializer && programOf(initializer, initializerSignature, 'initializer'),
      resources: Object.entries(initializerSignature?.outputs ?? {}).map(
        ([name, { resourceId }]) => [resourceId, name],
      ),
      signature,
      structuredOutputKeys,
    };
    return true;
  }

  /** Saves it, as it was loaded. @throws ConfigError for a handler that has no `save` */
  async save(handlerOrURL: IOHandler | string): Promise<SaveResult> {
    const handler = typeof handlerOrURL === 'string' ? handlerOf(handlerOrURL, {}) : handlerOrURL;
    if (typeof handler?.save !== 'function') {
      throw new ConfigError({ where: 'GraphModel.save', expected: 'a handler that has save()' });
    }
    return handler.save(this.#loaded.artifacts);
  }

  /**
   * Runs it.
   *
   * @param inputs the tensor of its one input, tensors in the order of `inputNodes`, or tensors by name; tensors of nodes
   *   within the graph stand for what would be computed.
   * @returns the tensor of its one output, or a list in the order of `outputNodes`; a record by
   *   `modelStructuredOutputKeys` if it was saved so.
   * @throws ShapeError, DTypeError for inputs other than declared; ValueError for inputs that are missing; ConfigError for
   *   unknown names and ops
   */
  predict(inputs: GraphInputs, _config?: object): GraphOutputs {
    return this.#structured(this.execute(inputs, this.outputNodes));
  }

  /** As `predict`, and waits for ops that give promises; loops let the event loop have its turn. */
  async predictAsync(inputs: GraphInputs, _config?: object): Promise<GraphOutputs> {
    return this.#structured(await this.executeAsync(inputs, this.outputNodes));
  }

  /** As `predict`, for the outputs of any nodes: `node`, or `node:1` for a further one. */
  execute(inputs: GraphInputs, outputs?: string | string[]): Tensor | Tensor[] {
    const { initializer } = this.#loaded;
    this.#captured ??= this.#resources(initializer && finishNow(this.#initialize(initializer)));
    return unwrapped(finishNow(this.#run(inputs, outputs)));
  }

  /** As `execute`, and waits for ops that give promises; loops let the event loop have its turn. */
  async executeAsync(inputs: GraphInputs, outputs?: string | string[]): Promise<Tensor | Tensor[]> {
    const { initializer } = this.#loaded;
    this.#captured ??= this.#resources(
      initializer && (await finish(this.#initialize(initializer))),
    );
    return unwrapped(await finish(this.#run(inputs, outputs)));
  }

  *#run(inputs: GraphInputs, names: string | string[] | undefined): Steps<Tensor[]> {
    const { program } = this.#loaded;
    this.disposeIntermediateTensors();
    const { edges, values } = feedOf(program.graph, inputs, this.#captured ?? new Map());
    const outputs = outputEdges(program.graph, names);
    const observe = env().getBool('KEEP_INTERMEDIATE_TENSORS') ? this.#observe() : undefined;
    const execution = new Execution(program, new Set(values), observe);
    let results: Tensor[] = [];
    try {
      const found = (yield* execution.run(program.graph, edges, values, outputs)) as Tensor[];
      // Whoever gets a result may dispose it: what is somebody else's, or stands there twice, is copied.
      results = found.map((tensor, i) =>
        execution.holdings.owns(tensor) && found.indexOf(tensor) === i ? tensor : clone(tensor),
      );
      return results;
    } finally {
      execution.holdings.end(results);
    }
  }

  *#initialize(program: Program): Steps<Outputs> {
    const execution = new Execution(program, new Set());
    const { graph } = program;
    const outputs = outputEdges(
      graph,
      this.#loaded.resources.map(([, name]) => name),
    );
    const results = yield* execution.run(graph, [], [], outputs);
    execution.holdings.end(results);
    return results;
  }

  /** The initializer's outputs by the ids of the inputs that they are for. */
  #resources(outputs: Outputs = []): Map<number, Tensor> {
    const captured = new Map<number, Tensor>();
    this.#loaded.resources.forEach(([id], i) => {
      if (id !== undefined && outputs[i]) captured.set(id, outputs[i]);
    });
    return captured;
  }

  #structured(outputs: Tensor | Tensor[]): GraphOutputs {
    const keys = this.#loaded.structuredOutputKeys;
    if (!keys) return outputs;
    const list = Array.isArray(outputs) ? outputs : [outputs];
    if (keys.length < list.length) {
      const expected = `${list.length} structuredOutputKeys`;
      throw new DataError({ where: 'graph model', expected, received: String(keys.length) });
    }
    return Object.fromEntries(list.map((tensor, i) => [keys[i], tensor]));
  }

  #observe(): (node: Node, outputs: Outputs) => void {
    const seen: Record<string, Tensor[]> = {};
    this.#intermediates = seen;
    return ({ name }, outputs) => {
      seen[name] = outputs.map((tensor) => tensor && clone(tensor).keep()) as Tensor[];
    };
  }

  /**
   * The outputs of every node in the last run, by its name: copies. Null unless `KEEP_INTERMEDIATE_TENSORS` was set,
   * `tf.env().set('KEEP_INTERMEDIATE_TENSORS', true)`. Of a loop's nodes, those of its last iteration.
   */
  getIntermediateTensors(): Record<string, Tensor[]> | null {
    return this.#intermediates;
  }

  /** Disposes what `getIntermediateTensors` gives. */
  disposeIntermediateTensors(): void {
    for (const tensors of Object.values(this.#intermediates ?? {})) {
      for (const tensor of tensors) tensor?.dispose();
    }
    this.#intermediates = null;
  }

  /** Disposes the weights and hash tables; running it afterwards is a DisposedError. */
  dispose(): void {
    if (this.#disposed) return;
    this.disposeIntermediateTensors();
    for (const weight of this.#model?.program.weights.values() ?? []) weight.dispose();
    this.#model?.program.tables.dispose();
    this.#disposed = true;
  }
}

function unwrapped(results: Tensor[]): Tensor | Tensor[] {
  return results.length > 1 ? results : results[0];
}
