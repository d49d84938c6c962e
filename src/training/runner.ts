// Runner: a model's plans, one for each kind of step and types of a batch, and what may run at the same time.
import type { TypedArray } from '../dtype.js';
import { BusyError, NotBuiltError } from '../errors.js';
import { structureVersion } from '../layers/weighted.js';
import type { Plan } from '../plan.js';
import type { Variable } from '../variable.js';
import { type Batch, batchKey, batchSpec, type Names } from './batch.js';
import {
  arraysOf,
  prepare,
  type Recipe,
  type Trainee,
  tracePrediction,
  traceTest,
  traceTraining,
} from './step.js';

/** 'train' goes on with the epoch's totals; 'trainFresh' gives results of one batch. */
export type Kind = 'train' | 'trainFresh' | 'test' | 'predict';

/** A plan with its output arrays, which are used again, and how long it takes. */
export interface Step {
  readonly plan: Plan;
  readonly outputs: TypedArray[];
  /** Milliseconds of a run, averaged; 0 before the first. */
  milliseconds: number;
}

/** At most so many plans are kept; the one unused for longest goes first. */
const MAX_STEPS = 16;

export class Runner {
  compiled: Recipe | undefined;
  /** What forbids writes from outside: a block of `fit` in flight. */
  blockInFlight: Plan | undefined;
  fitting = false;
  readonly #model: Trainee & Names;
  readonly #steps = new Map<string, Step>();
  #structure = -1;
  #cleared = 0;
  #prepared = new Set<string>();

  constructor(model: Trainee & Names) {
    this.#model = model;
  }

  /** How the model was compiled. @throws NotBuiltError before that */
  required(what: string): Recipe {
    if (this.compiled) return this.compiled;
    throw new NotBuiltError({
      where: this.#model.name,
      problem: `${what} needs a compiled model`,
      hint: 'Call model.compile({optimizer, loss}) first.',
    });
  }

  /** Forgets all plans. */
  clear(): void {
    this.#cleared += 1;
    this.#steps.clear();
    this.#prepared.clear();
  }

  /** Moves when steps made before no longer hold. */
  get version(): number {
    return structureVersion() + this.#cleared;
  }

  /** @throws BusyError while a block of `fit` is in flight */
  forbidWhileTraining(what: string): void {
    if (!this.blockInFlight) return;
    throw new BusyError({
      where: this.#model.name,
      problem: `${what} while fit trains this model`,
      hint: 'Wait for fit to end, or do it in one of its callbacks.',
    });
  }

  /** Makes writes of these variables BusyErrors while a block is in flight, until the returned function is called. */
  guard(variables: readonly Variable[]): () => void {
    const releases = variables.map((variable) =>
      variable.guard(() => this.forbidWhileTraining(`a write of ${variable.name}`)),
    );
    return () => {
      for (const release of releases) release();
    };
  }

  /** The step for batches of these types: traced the first time. */
  step(kind: Kind, batch: Batch): Step {
    const structure = structureVersion();
    if (structure !== this.#structure) {
      this.clear();
      this.#structure = structure;
    }
    const key = `${kind} ${batchKey(batch)}`;
    let step = this.#steps.get(key);
    if (step) this.#steps.delete(key);
    else step = this.#trace(kind, batch);
    this.#steps.set(key, step);
    if (this.#steps.size > MAX_STEPS) {
      const [oldest] = this.#steps.keys();
      this.#steps.delete(oldest);
    }
    return step;
  }

  #trace(kind: Kind, batch: Batch): Step {
    const spec = batchSpec(batch);
    const model = this.#model;
    const needed = kind === 'predict' ? 'forward' : 'all';
    if (!this.#prepared.has(needed)) {
      prepare(model, kind === 'predict' ? undefined : this.required(kind), spec);
      // Building may change the structure, but nothing was traced before it.
      this.#structure = structureVersion();
      this.#prepared.add(needed);
    }
    const plan =
      kind === 'predict'
        ? tracePrediction(model, spec)
        : kind === 'test'
          ? traceTest(model, this.required(kind), spec)
          : traceTraining(model, this.required(kind), spec, kind === 'trainFresh');
    return { plan, outputs: plan.allocateOutputs(), milliseconds: 0 };
  }

  /** Runs a step at once; results are in its outputs until it runs again. */
  runSync(step: Step, inputs: TypedArray[]): TypedArray[] {
    const started = performance.now();
    step.plan.runInto(inputs, step.outputs);
    measured(step, performance.now() - started);
    return step.outputs;
  }

  /** Runs a step at once if it is short, else off the event loop. */
  async run(step: Step, batch: Batch): Promise<readonly TypedArray[]> {
    const inputs = arraysOf(batch);
    if (isShort(step)) return this.runSync(step, inputs);
    const started = performance.now();
    const outputs = await step.plan.runArraysAsync(inputs);
    measured(step, performance.now() - started);
    return outputs;
  }
}

function measured(step: Step, milliseconds: number): void {
  const { milliseconds: before } = step;
  step.milliseconds = before === 0 ? milliseconds : 0.8 * before + 0.2 * milliseconds;
}

/** Whether a step may hold the event loop up. */
export function isShort(step: Step): boolean {
  return step.milliseconds > 0 && step.milliseconds < 1;
}
