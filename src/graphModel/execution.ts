// Execution: one run of a model's graph, with the functions that it calls.
import { ConfigError, CortenError, DataError, ValueError } from '../errors.js';
import { tidy } from '../ops/scopes.js';
import { nearestName, unknownName } from '../suggest.js';
import { Tensor } from '../tensor.js';
import { getRegisteredOp, type OpExecutor } from './customOps.js';
import { runFrames } from './frames.js';
import type { Edge, Graph, Node } from './graph.js';
import type { Tables } from './hashTable.js';
import { Holdings } from './holdings.js';
import type { Kernel, Outputs, Result, Steps } from './kernel.js';
import { operations } from './ops/index.js';
import { type Schedule, scheduleOf } from './schedule.js';

/** What the runs of a model share. */
export interface Program {
  readonly graph: Graph;
  readonly functions: ReadonlyMap<string, Graph>;
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The tensors that no run disposes. */
  readonly shared: ReadonlySet<Tensor>;
  readonly tables: Tables;
}

/** How deep functions may call functions. */
const DEEPEST = 100;

const isPromise = (result: Result): result is Promise<Tensor | Outputs> =>
  typeof (result as Promise<unknown> | undefined)?.then === 'function';
const isSteps = (result: Result): result is Steps<Outputs> =>
  typeof (result as Steps<Outputs> | undefined)?.next === 'function';

export class Execution {
  readonly holdings: Holdings;
  readonly tables: Tables;
  readonly #program: Program;
  /** Is told of each node's outputs, if somebody wants to see them. */
  readonly #observe: ((node: Node, outputs: Outputs) => void) | undefined;
  #depth = 0;

  constructor(
    program: Program,
    fed: ReadonlySet<Tensor>,
    observe?: (node: Node, outputs: Outputs) => void,
  ) {
    this.holdings = new Holdings((tensor) => fed.has(tensor) || program.shared.has(tensor));
    this.tables = program.tables;
    this.#program = program;
    this.#observe = observe;
  }

  /** The weight that a constant stands for. */
  weight({ name, op }: Node): Tensor {
    const weight = this.#program.weights.get(name);
    if (weight) return weight;
    throw new DataError({ where: `${name} (${op})`, problem: 'there is no weight of that name' });
  }

  /** Computes outputs of a graph; whoever gets them holds each once. */
  *run(
    graph: Graph,
    fed: readonly Edge[],
    values: Outputs,
    outputs: readonly Edge[],
  ): Steps<Outputs> {
    const schedule = scheduleOf(graph, fed, outputs);
    const given = new Map<Node, (Tensor | undefined)[]>();
    fed.forEach(({ node, index }, i) => {
      const ports = given.get(node) ?? [];
      ports[index] = values[i];
      given.set(node, ports);
    });
    const results = schedule.order
      ? yield* this.#runInOrder(schedule, schedule.order, given, outputs)
      : yield* runFrames(this, schedule, given, outputs);
    const missing = outputs.filter((_, i) => results[i] === undefined);
    if (missing.length === 0) return results;
    const names = missing.map(({ node, index }) =>
      index > 0 ? `${node.name}:${index}` : node.name,
    );
    const problem = `Cannot compute the outputs [${names.join(', ')}] from the provided inputs`;
    throw new ValueError({ where: graph.name, problem });
  }

  /** Calls a function of the library; whoever gets the results holds each once. */
  *call(name: string, args: Outputs): Steps<Outputs> {
    const graph = this.#program.functions.get(name);
    if (!graph) throw unknownName('function of the graph', name, this.#program.functions.keys());
    if (args.length < graph.inputs.length) {
      const expected = `${graph.inputs.length} arguments`;
      throw new DataError({ where: graph.name, expected, received: String(args.length) });
    }
    if (this.#depth === DEEPEST) {
      const problem = `functions call functions more than ${DEEPEST} deep`;
      throw new ValueError({ where: graph.name, problem });
    }
    this.#depth++;
    const results = yield* this.run(graph, graph.inputs, args, graph.outputs);
    this.#depth--;
    return results;
  }

  *#runInOrder(
    { finished }: Schedule,
    order: readonly Node[],
    given: ReadonlyMap<Node, Outputs>,
    outputs: readonly Edge[],
  ): Steps<Outputs> {
    const computed = new Map<Node, Outputs>();
    const read = ({ node, index }: Edge) => (given.get(node) ?? computed.get(node))?.[index];
    for (let i = 0; i < order.length; i++) {
      const node = order[i];
      computed.set(node, yield* this.compute(node, node.inputs.map(read)));
      for (const done of finished[i]) {
        this.holdings.drop(computed.get(done)!);
        computed.delete(done);
      }
    }
    const results = outputs.map(read);
    this.holdings.hold(results);
    for (const rest of computed.values()) this.holdings.drop(rest);
    return results;
  }

  /** Computes a node, whose outputs are held from then on. @throws what its op throws, with the node's name */
  *compute(node: Node, inputs: Outputs): Steps<Outputs> {
    let outputs: Outputs;
    try {
      let result = this.#start(node, inputs);
      if (isPromise(result)) result = (yield result) as Tensor | Outputs;
      outputs = isSteps(result) ? yield* result : outputsOf(node, result as Tensor | Outputs);
    } catch (error) {
      throw named(node, error);
    }
    this.holdings.hold(outputs);
    this.#observe?.(node, outputs);
    return outputs;
  }

  #start(node: Node, inputs: Outputs): Result {
    const custom = getRegisteredOp(node.op);
    if (custom) return runCustom(custom, node, inputs);
    node.kernel ??= kernelOf(node);
    return node.kernel(inputs, this);
  }
}

/** What computes a node, and disposes what it makes on the way. */
function kernelOf(node: Node): Kernel {
  const operation = operations.get(node.op);
  if (!operation) throw unknownOp(node);
  const kernel = operation.bind(node);
  return operation.keeps ? kernel : (inputs, execution) => tidy(() => kernel(inputs, execution));
}

function unknownOp({ op }: Node): ConfigError {
  const nearest = nearestName(op, operations.keys());
  const meant = nearest ? `Did you mean "${nearest}"? ` : '';
  const hint = `${meant}tf.registerOp('${op}', ...) can give it a meaning.`;
  return new ConfigError({ problem: `unknown TensorFlow op "${op}"`, hint });
}

function runCustom(custom: OpExecutor, node: Node, inputs: Outputs): Result {
  return custom({ inputs: inputs as Tensor[], attrs: node.attributes.record() });
}

function outputsOf(node: Node, result: Tensor | Outputs): Outputs {
  if (result instanceof Tensor) return [result];
  const isList =
    Array.isArray(result) && result.every((x) => x === undefined || x instanceof Tensor);
  if (isList) return result;
  const received = (result as object | undefined)?.constructor?.name ?? String(result);
  throw new ValueError({
    where: `${node.name} (${node.op})`,
    expected: 'a tensor or a list of them',
    received,
  });
}

/** Errors that say where they come from. */
const placed = new WeakSet<Error>();

/** The error with the node that it comes from: for memory that can't be had too. */
function named(node: Node, error: unknown): unknown {
  const isRange = error instanceof RangeError;
  if (!isRange && (!(error instanceof CortenError) || placed.has(error))) return error;
  const Class = isRange ? ValueError : (error.constructor as new (detail: object) => CortenError);
  const where = `${node.name} (${node.op})`;
  const problem = isRange ? `its result is too large: ${error.message}` : error.message;
  const named = new Class({ where, problem: problem.replace(`${where}: `, ''), cause: error });
  placed.add(named);
  return named;
}

/** Runs to the end. @throws ValueError where a promise has to be waited for */
export function finishNow<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    step = value
      ? steps.throw(
          new ValueError({
            problem: 'an op of the graph gave a promise',
            hint: 'Run the model by executeAsync or predictAsync.',
          }),
        )
      : steps.next();
  }
  return step.value;
}

/** How long others wait for their turn, in milliseconds. */
const TURN = 8;

/** Runs to the end, waits for promises, and lets the event loop have its turn between the iterations of loops. */
export async function finish<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    if (value) {
      let outcome: { given: unknown } | { error: unknown };
      try {
        outcome = { given: await value };
      } catch (error) {
        outcome = { error };
      }
      step = 'error' in outcome ? steps.throw(outcome.error) : steps.next(outcome.given);
    } else {
      if (performance.now() - since > TURN) {
        await new Promise(setImmediate);
        since = performance.now();
      }
      step = steps.next();
    }
  }
  return step.value;
}
