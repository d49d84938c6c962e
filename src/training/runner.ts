// Runner: a model's plans, one for each kind of step and types of a batch, and what may run at the same time.
import type { TypedArray } from '../dtype.js';
import { BusyError, NotBuiltError, ShapeError } from '../errors.js';
import { structureVersion } from '../layers/weighted.js';
import type { Program } from '../plan.js';
import type { Variable } from '../variable.js';
import { type Batch, batchKey, batchSpec, type Names } from './batch.js';
import { eagerStep, observedStep, prepareEagerly } from './eagerStep.js';
import {
  arraysOf,
  type Kind,
  prepare,
  type Recipe,
  type Trainee,
  tracePrediction,
  traceTest,
  traceTraining,
} from './step.js';

/** A program with its output arrays, which are used again, and how long it takes. */
export interface Step {
  readonly program: Program;
  readonly outputs: TypedArray[];
  /** Milliseconds of a run, averaged; 0 before the first. */
  milliseconds: number;
}

/** At most so many plans are kept; the one unused for longest goes first. */
const MAX_STEPS = 16;

export class Runner {
  compiled: Recipe | undefined;
  /** What an abort of `fit` ends. */
  blockInFlight: Program | undefined;
  fitting = false;
  /** How many callbacks, or parts of training itself, run now. */
  #writers = 0;
  readonly #guarded = new Map<Variable, () => void>();
  readonly #model: Trainee & Names;
  readonly #steps = new Map<string, Step>();
  #structure = -1;
  #cleared = 0;
  #prepared = new Set<string>();
  #warned = false;

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

  /** @throws BusyError while `fit` trains the model, outside its callbacks */
  forbidWhileTraining(what: string): void {
    if (!this.fitting || this.#writers > 0) return;
    throw new BusyError({
      where: this.#model.name,
      problem: `${what} while fit trains this model`,
      hint: 'Wait for fit to end, or do it in one of its callbacks.',
    });
  }

  /** Runs `fit`: until it ends, others' writes of the model's variables are BusyErrors. */
  async fit<T>(train: () => Promise<T>): Promise<T> {
    this.fitting = true;
    this.#protect();
    try {
      return await train();
    } finally {
      this.fitting = false;
      for (const release of this.#guarded.values()) release();
      this.#guarded.clear();
    }
  }

  /** Guards the variables that there are by now: the first batch may make some. */
  #protect(): void {
    if (!this.fitting) return;
    for (const variable of this.#model.variables) {
      if (this.#guarded.has(variable)) continue;
      const guard = () => this.forbidWhileTraining(`a write of ${variable.name}`);
      this.#guarded.set(variable, variable.guard(guard));
    }
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
    else step = this.#make(kind, batch);
    this.#steps.set(key, step);
    if (this.#steps.size > MAX_STEPS) {
      const [oldest] = this.#steps.keys();
      this.#steps.delete(oldest);
    }
    return step;
  }

  #make(kind: Kind, batch: Batch): Step {
    const eager = this.#model.isDynamic || this.compiled?.runEagerly;
    const program = eager ? this.#interpret(kind, batch) : this.#trace(kind, batch);
    this.#protect();
    return { program, outputs: program.allocateOutputs(), milliseconds: 0 };
  }

  #trace(kind: Kind, batch: Batch): Program {
    const spec = batchSpec(batch);
    const model = this.#model;
    const needed = kind === 'predict' ? 'forward' : 'all';
    if (!this.#prepared.has(needed)) {
      prepare(model, kind === 'predict' ? undefined : this.required(kind), spec);
      // Building may change the structure, but nothing was traced before it.
      this.#structure = structureVersion();
      this.#prepared.add(needed);
    }
    if (kind === 'predict') return tracePrediction(model, spec);
    const recipe = this.required(kind);
    const plan =
      kind === 'test'
        ? traceTest(model, recipe, spec)
        : traceTraining(model, recipe, spec, kind === 'trainFresh');
    return recipe.objective.observes ? observedStep(kind, plan, recipe, spec) : plan;
  }

  #interpret(kind: Kind, batch: Batch): Program {
    const spec = batchSpec(batch);
    const recipe = kind === 'predict' ? undefined : this.required(kind);
    const types = this.#writing(() => prepareEagerly(this.#model, recipe, spec, arraysOf(batch)));
    this.#structure = structureVersion();
    if (this.#model.isDynamic && !this.#warned) {
      process.emitWarning(
        `${this.#model.name}: a layer is dynamic, so the model runs eagerly, op by op`,
      );
    }
    this.#warned ||= this.#model.isDynamic;
    return eagerStep(kind, this.#model, recipe, spec, types, (fn) => this.#writing(fn));
  }

  /** Runs a part of training itself: it may write. */
  #writing<T>(fn: () => T): T {
    this.#writers += 1;
    try {
      return fn();
    } finally {
      this.#writers -= 1;
    }
  }

  /** Runs callbacks of `fit`: what they do with the model is in order, no block being in flight. */
  async calling(fn: () => Promise<void>): Promise<void> {
    this.#writers += 1;
    try {
      await fn();
    } finally {
      this.#writers -= 1;
    }
  }

  /**
   * @param fixed the batch size that other samples of the same call have
   * @throws ShapeError if a stateful model, whose batch size is fixed, would get a shorter last batch, or another size
   */
  forbidShortBatch(what: string, samples: number, batchSize: number, fixed?: number): void {
    const size = Math.min(samples, batchSize);
    if (samples % size === 0 && size === (fixed ?? size)) return;
    if (!this.#model.isStateful) return;
    throw new ShapeError({
      where: `${this.#model.name}.${what}`,
      expected: `a multiple of the batch size ${fixed ?? batchSize}, for the model is stateful`,
      received: `${samples} samples${batchSize === (fixed ?? batchSize) ? '' : ` in batches of ${size}`}`,
      hint: 'Pass the batch size of batchInputShape, and leave the samples beyond the last whole batch out.',
    });
  }

  /** Runs a step at once; results are in its outputs until it runs again. */
  runSync(step: Step, inputs: TypedArray[]): TypedArray[] {
    const started = performance.now();
    step.program.runInto(inputs, step.outputs);
    measured(step, performance.now() - started);
    return step.outputs;
  }

  /** Runs a step at once if it is short, else off the event loop. */
  async run(step: Step, batch: Batch): Promise<readonly TypedArray[]> {
    const inputs = arraysOf(batch);
    if (isShort(step)) return this.runSync(step, inputs);
    const started = performance.now();
    const outputs = await step.program.runArraysAsync(inputs);
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
