// Plans: what needs no decision while it runs is recorded once for each of the inputs' shapes, and then run as a plan.
import { TraceError } from '../errors.js';
import { uncounted } from '../memory.js';
import { type Compiled, compile } from '../ops/compile.js';
import { currentTape } from '../session.js';
import type { Tensor } from '../tensor.js';
import { Variable } from '../variable.js';
import { getRegisteredOp, hasCustomOps } from './customOps.js';
import { Execution, finishNow, type Program } from './execution.js';
import type { Edge } from './graph.js';
import { type Schedule, scheduleOf } from './schedule.js';
import type { Feed } from './values.js';

/** A function of what is fed. */
export type Compute = Compiled<[Tensor[]], Tensor[]>;

/** Weights below this size are constants of a plan, which computes with them beforehand. */
const LARGE = 1024;

/** The plans of a model: a quarter of the time of its ops one by one if they are small, two thirds if they are large. */
export class Plans {
  readonly #program: Program;
  readonly #computes = new Map<Schedule, Compute>();
  /** Those that read values after all. */
  readonly #eager = new WeakSet<Schedule>();
  #recorded: Program | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  /** What computes the outputs; undefined if their ops run one by one. */
  of({ edges, values }: Feed, outputs: readonly Edge[]): Compute | undefined {
    const schedule = scheduleOf(this.#program.graph, edges, outputs);
    const isPlain = ({ dtype, trace }: Tensor) =>
      dtype !== 'string' && dtype !== 'complex64' && !trace;
    if (currentTape() || !values.every(isPlain) || !this.#canRecord(schedule)) return undefined;
    let compute = this.#computes.get(schedule);
    if (!compute) {
      compute = compile((given: Tensor[]) => uncounted(() => this.#record(edges, given, outputs)));
      this.#computes.set(schedule, compute);
    }
    return compute;
  }

  /** Notes that recording failed. Any other error comes again when the ops run one by one, with where it happened. */
  failed({ edges }: Feed, outputs: readonly Edge[], error: unknown): void {
    if (!(error instanceof TraceError)) return;
    this.#eager.add(scheduleOf(this.#program.graph, edges, outputs));
  }

  #canRecord(schedule: Schedule): boolean {
    if (!schedule.order || this.#eager.has(schedule)) return false;
    return (
      schedule.isPlannable &&
      !(hasCustomOps() && schedule.order.some(({ op }) => getRegisteredOp(op)))
    );
  }

  #record(fed: readonly Edge[], given: Tensor[], outputs: readonly Edge[]): Tensor[] {
    this.#recorded ??= { ...this.#program, weights: variablesOf(this.#program.weights) };
    const execution = new Execution(this.#recorded, new Set(given));
    const results = finishNow(execution.run(this.#program.graph, fed, given, outputs)) as Tensor[];
    execution.holdings.end(results);
    return results;
  }
}

/** The weights so that all plans share them. */
function variablesOf(weights: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const variables = new Map<string, Tensor>();
  for (const [name, weight] of weights) {
    const { dtype, shape, size } = weight;
    const isShared = dtype === 'float32' && size >= LARGE;
    const options = { name, trainable: false, counted: false };
    variables.set(
      name,
      isShared ? new Variable(dtype, shape, weight.valuesNow(), options) : weight,
    );
  }
  return variables;
}
