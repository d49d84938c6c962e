// Runner: a loaded graph model, run for the outputs that are asked for.
import type { ModelArtifacts } from '../io/handlers/types.js';
import { decodeWeights } from '../io/weights.js';
import { env } from '../ops/environment.js';
import { clone } from '../ops/unary.js';
import type { Tensor } from '../tensor.js';
import { type GraphArtifacts, readArtifacts } from './artifacts.js';
import { Execution, finish, finishNow, type Program } from './execution.js';
import { type Edge, functionsOf, graphOf, type Node } from './graph.js';
import type { GraphDef, SignatureDef } from './graphDef.js';
import { Tables } from './hashTable.js';
import type { Outputs, Steps } from './kernel.js';
import { type Compute, Plans } from './plans.js';
import { type Feed, feedOf, type GraphInputs, outputEdges } from './values.js';

/** The flag that makes the tensors within the graph visible. */
const KEEP = 'KEEP_INTERMEDIATE_TENSORS';

/** Names of outputs: one, several, or all if there are none. */
export type OutputNames = string | readonly string[] | undefined | null;

/** What is fed, the outputs that are asked for, and what computes them at once if a plan can. */
interface Request {
  readonly feed: Feed;
  readonly outputs: readonly Edge[];
  readonly compute: Compute | undefined;
}

export class Runner {
  readonly parts: GraphArtifacts;
  readonly program: Program;
  readonly #plans: Plans;
  readonly #initializer: Program | undefined;
  /** What the initializer gave, by the ids of the inputs that it is for; undefined until it has run. */
  #captured: Map<number, Tensor> | undefined;
  /** Copies of every node's outputs in the last run, if they were asked for. */
  intermediates: Record<string, Tensor[]> | null = null;

  /** @throws DataError for a graph that is not whole, and for weights that their bytes don't fill */
  constructor(artifacts: ModelArtifacts) {
    this.parts = readArtifacts(artifacts);
    const { topology, signature, initializer, initializerSignature } = this.parts;
    const { weightData = [], weightSpecs = [] } = artifacts;
    const weights = new Map(Object.entries(decodeWeights(weightData, weightSpecs)));
    const shared = new Set(weights.values());
    const tables = new Tables();
    const programOf = (
      graph: GraphDef,
      names: SignatureDef | undefined,
      where: string,
    ): Program => ({
      graph: graphOf(graph, names, where),
      functions: functionsOf(graph, where),
      weights,
      shared,
      tables,
    });
    this.program = programOf(topology, signature, 'graph');
    this.#plans = new Plans(this.program);
    this.#initializer = initializer && programOf(initializer, initializerSignature, 'initializer');
  }

  /** The outputs of nodes, at once. */
  execute(inputs: GraphInputs, names: OutputNames): Tensor[] {
    this.#captured ??= this.#resources(finishNow(this.#initialize()));
    const request = this.#request(inputs, names);
    try {
      if (request.compute) return request.compute(request.feed.values);
    } catch (error) {
      this.#plans.failed(request.feed, request.outputs, error);
    }
    return finishNow(this.#run(request));
  }

  /** As `execute`: a plan off the event loop, all else with turns for it. */
  async executeAsync(inputs: GraphInputs, names: OutputNames): Promise<Tensor[]> {
    this.#captured ??= this.#resources(await finish(this.#initialize()));
    const request = this.#request(inputs, names);
    try {
      if (request.compute) return await request.compute.async(request.feed.values);
    } catch (error) {
      this.#plans.failed(request.feed, request.outputs, error);
    }
    return finish(this.#run(request));
  }

  #request(inputs: GraphInputs, names: OutputNames): Request {
    this.disposeIntermediates();
    const { graph } = this.program;
    const feed = feedOf(graph, inputs, this.#captured ?? new Map());
    const outputs = outputEdges(graph, names);
    const compute = env().getBool(KEEP) ? undefined : this.#plans.of(feed, outputs);
    return { feed, outputs, compute };
  }

  *#run({ feed, outputs }: Request): Steps<Tensor[]> {
    const observe = env().getBool(KEEP) ? this.#observe() : undefined;
    const execution = new Execution(this.program, new Set(feed.values), observe);
    let results: Tensor[] = [];
    try {
      const { graph } = this.program;
      const found = (yield* execution.run(graph, feed.edges, feed.values, outputs)) as Tensor[];
      // Whoever gets a result may dispose it: what is somebody else's, or stands there twice, is copied.
      results = found.map((tensor, i) =>
        execution.holdings.owns(tensor) && found.indexOf(tensor) === i ? tensor : clone(tensor),
      );
      return results;
    } finally {
      execution.holdings.end(results);
    }
  }

  #observe(): (node: Node, outputs: Outputs) => void {
    const seen: Record<string, Tensor[]> = {};
    this.intermediates = seen;
    return ({ name }, outputs) => {
      seen[name] = outputs.map((tensor) => tensor && clone(tensor).keep()) as Tensor[];
    };
  }

  /** Runs what fills hash tables, and gives its outputs in the order of its signature. */
  *#initialize(): Steps<Outputs> {
    if (!this.#initializer) return [];
    const { graph } = this.#initializer;
    const names = Object.keys(this.parts.initializerSignature?.outputs ?? {});
    const execution = new Execution(this.#initializer, new Set());
    let results: Outputs = [];
    try {
      results = yield* execution.run(graph, [], [], outputEdges(graph, names));
      return results;
    } finally {
      execution.holdings.end(results);
    }
  }

  #resources(outputs: Outputs): Map<number, Tensor> {
    const captured = new Map<number, Tensor>();
    Object.values(this.parts.initializerSignature?.outputs ?? {}).forEach(({ resourceId }, i) => {
      const output = outputs[i];
      if (resourceId !== undefined && output) captured.set(resourceId, output.keep());
    });
    return captured;
  }

  disposeIntermediates(): void {
    for (const tensors of Object.values(this.intermediates ?? {})) {
      for (const tensor of tensors) tensor?.dispose();
    }
    this.intermediates = null;
  }

  dispose(): void {
    this.disposeIntermediates();
    for (const weight of this.program.weights.values()) weight.dispose();
    for (const resource of this.#captured?.values() ?? []) resource.dispose();
    this.program.tables.dispose();
  }
}
