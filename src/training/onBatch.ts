// OnBatch: a model's calls for one batch: train, test and predict, with as little as possible around the engine's step.
import type { Logs } from '../callbacks/callback.js';
import type { TypedArray } from '../dtype.js';
import { BusyError } from '../errors.js';
import { readOptions } from '../options.js';
import { Tensor } from '../tensor.js';
import type { Data, Labelled } from './batch.js';
import { Compiled } from './compiled.js';
import { evaluate } from './evaluate.js';
import { toLogs, toNumbers } from './results.js';
import { isShort, type Step } from './runner.js';
import { arraysOf, type Spec } from './step.js';

export interface BatchOptions extends Labelled {
  /** Whether the result is a record by names. Default: false. */
  returnDict?: boolean;
}

/** After so many milliseconds of steps at once the event loop gets its turn. */
const TURN = 6;

/** What a call like the last one needs: no look-ups, no checks but of types. */
interface FastPath {
  version: number;
  x: Spec;
  y?: Spec;
  step: Step;
  inputs: TypedArray[];
}

function alike(tensor: Tensor, { dtype, shape }: Spec): boolean {
  if (tensor.dtype !== dtype || tensor.shape.length !== shape.length) return false;
  for (let i = 0; i < shape.length; i += 1) if (tensor.shape[i] !== shape[i]) return false;
  return true;
}

export abstract class OnBatch extends Compiled {
  #training: FastPath | undefined;
  #prediction: FastPath | undefined;
  /** When the event loop last had its turn, as far as is known. */
  #turned = 0;
  /** A `trainOnBatch` that runs off the event loop: the next one waits. */
  protected inFlight: Promise<unknown> | undefined;

  #batchOptions(where: string, options: BatchOptions | undefined): BatchOptions {
    if (!options) return {};
    const keys = ['sampleWeight', 'classWeight', 'returnDict'];
    return readOptions(where, options, keys);
  }

  /** The step and inputs of one batch; without options, those of the last batch if that was alike. */
  #prepare(x: Data, y: Data, options?: BatchOptions): FastPath {
    this.runner.forbidWhileTraining('trainOnBatch');
    const fast = this.#training;
    const plain = x instanceof Tensor && y instanceof Tensor && !options;
    if (
      fast?.y &&
      plain &&
      fast.version === this.runner.version &&
      alike(x, fast.x) &&
      alike(y, fast.y)
    ) {
      fast.inputs[0] = x.valuesNow();
      fast.inputs[1] = y.valuesNow();
      return fast;
    }
    this.runner.required('trainOnBatch');
    const read = this.#batchOptions('trainOnBatch', options);
    const batch = this.readBatch(x, y, read);
    const step = this.runner.step('trainFresh', batch);
    const { version } = this.runner;
    const next = { version, x: specOf(batch.x[0]), step, inputs: arraysOf(batch) };
    if (plain) this.#training = { ...next, y: specOf(y) };
    return next;
  }

  #results(results: TypedArray, options?: BatchOptions): number | number[] | Logs {
    if (options?.returnDict) {
      return toLogs(this.runner.required('trainOnBatch').objective.fields, results);
    }
    if (results.length === 1) return Number(results[0]);
    return toNumbers(this.runner.required('trainOnBatch').objective.fields, results);
  }

  /**
   * Trains on one batch. Short steps run at once and let the event loop have its turn every 6 ms; long ones run off it.
   * @returns the loss of this batch, or `[loss, ...metrics]` if there are metrics
   * @throws BusyError while `fit` trains the model
   */
  trainOnBatch(x: Data, y: Data, options: BatchOptions & { returnDict: true }): Promise<Logs>;
  trainOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[]>;
  async trainOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[] | Logs> {
    while (this.inFlight) await this.inFlight;
    const { step, inputs } = this.#prepare(x, y, options);
    if (!isShort(step)) {
      const started = performance.now();
      const run = step.program.runArraysAsync(inputs);
      this.inFlight = run.then(
        () => undefined,
        () => undefined,
      );
      try {
        const [results] = await run;
        return this.#results(results, options);
      } finally {
        this.inFlight = undefined;
        this.#turned = performance.now();
        const milliseconds = this.#turned - started;
        step.milliseconds = step.milliseconds
          ? Math.min(step.milliseconds, milliseconds)
          : milliseconds;
      }
    }
    const [results] = this.runner.runSync(step, inputs);
    const numbers = this.#results(results, options);
    if (performance.now() - this.#turned > TURN) {
      await new Promise(setImmediate);
      this.#turned = performance.now();
    }
    return numbers;
  }

  /** As `trainOnBatch`, always at once: for the tightest loops. */
  trainOnBatchSync(x: Data, y: Data, options: BatchOptions & { returnDict: true }): Logs;
  trainOnBatchSync(x: Data, y: Data, options?: BatchOptions): number | number[];
  trainOnBatchSync(x: Data, y: Data, options?: BatchOptions): number | number[] | Logs {
    if (this.inFlight) {
      const problem = 'trainOnBatchSync while trainOnBatch runs on this model';
      throw new BusyError({ where: this.name, problem, hint: 'Await it first.' });
    }
    const { step, inputs } = this.#prepare(x, y, options);
    return this.#results(this.runner.runSync(step, inputs)[0], options);
  }

  /** The loss, or `[loss, ...metrics]`, of one batch. */
  testOnBatch(x: Data, y: Data, options: BatchOptions & { returnDict: true }): Promise<Logs>;
  testOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[]>;
  async testOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[] | Logs> {
    this.runner.required('testOnBatch');
    const batch = this.readBatch(x, y, this.#batchOptions('testOnBatch', options));
    const logs = await evaluate(this.runner, [batch]);
    if (options?.returnDict) return logs;
    const numbers = Object.values(logs);
    return numbers.length === 1 ? numbers[0] : numbers;
  }

  /** The output for one batch, whatever its size: a list if the model has several outputs. */
  predictOnBatch(x: Data): Tensor {
    const fast = this.#prediction;
    const plain = x instanceof Tensor;
    if (fast && plain && fast.version === this.runner.version && alike(x, fast.x)) {
      fast.inputs[0] = x.valuesNow();
      return this.single(fast.step.program.run(fast.inputs));
    }
    const batch = this.readBatch(x);
    const step = this.runner.step('predict', batch);
    const inputs = arraysOf(batch);
    // Tracing may have built the model: only now the version holds.
    const { version } = this.runner;
    if (plain) this.#prediction = { version, x: specOf(x), step, inputs };
    return this.single(step.program.run(inputs));
  }
}

function specOf({ dtype, shape }: Tensor): Spec {
  return { dtype, shape };
}
