// Trainer: what a model adds to a layer; compile, fit, evaluate, predict and their relatives for one batch.
import type { CallbackHooks, Logs } from '../callbacks/callback.js';
import { CallbackList } from '../callbacks/callback.js';
import type { History } from '../callbacks/history.js';
import { allocate, type TypedArray } from '../dtype.js';
import { BusyError, ConfigError } from '../errors.js';
import { Layer } from '../layers/layer.js';
import { toList } from '../layers/symbolic.js';
import type { Metric } from '../metrics/metric.js';
import { get as getOptimizer, type Optimizer } from '../optimizers/index.js';
import { readOptions } from '../options.js';
import { saveWeightsFile } from '../saving/weightsFile.js';
import { eagerScalar, Tensor, type TensorLike } from '../tensor.js';
import { type Batch, type ClassWeight, type Data, type Names, readBatch } from './batch.js';
import { type CompileOptions, readCompileOptions } from './compileOptions.js';
import {
  batchesOf,
  evaluate,
  evaluateSync,
  type Observers,
  predict,
  predictBatch,
  predictSync,
} from './evaluate.js';
import { fit } from './fit.js';
import { type FitOptions, listOf, readFitOptions, wholeNumber } from './fitOptions.js';
import { Objective } from './objective.js';
import { ProgressBar, type Verbosity } from './progressBar.js';
import { toLogs, toNumbers } from './results.js';
import { isShort, Runner, type Step } from './runner.js';
import { arraysOf, type Trainee } from './step.js';
import { type BatchSource, isBatchSource, Stream } from './stream.js';

export interface BatchOptions {
  sampleWeight?: Data | null;
  classWeight?: ClassWeight | null;
  /** Whether the result is a record by names. Default: false. */
  returnDict?: boolean;
}

export interface PredictOptions {
  /** Default: 32. */
  batchSize?: number | null;
  /** Default: 0. */
  verbose?: Verbosity;
  callbacks?: CallbackHooks | readonly CallbackHooks[];
}

export interface EvaluateOptions extends PredictOptions {
  sampleWeight?: Data | null;
  /** Batches to evaluate. Default: all. */
  steps?: number | null;
  /** tfjs's name of `steps` for data sets. */
  batches?: number | null;
}

/** After so many milliseconds of synchronous steps the event loop gets its turn. */
const TURN = 8;

/** What a call of `trainOnBatch` like the last one needs: no look-ups, no checks but of types. */
interface FastPath {
  x: Tensor;
  y: Tensor;
  version: number;
  step: Step;
  inputs: TypedArray[];
}

function alike(a: Tensor, b: Tensor): boolean {
  if (a.dtype !== b.dtype || a.shape.length !== b.shape.length) return false;
  for (let i = 0; i < a.shape.length; i += 1) if (a.shape[i] !== b.shape[i]) return false;
  return true;
}

export abstract class Trainer extends Layer {
  /** Set it, in a callback, to end `fit` after this batch. */
  stopTraining = false;
  readonly #runner: Runner;
  #fast: FastPath | undefined;
  /** Milliseconds of synchronous steps since the event loop had its turn. */
  #spent = 0;
  /** A `trainOnBatch` that runs off the event loop: the next one waits. */
  #inFlight: Promise<unknown> | undefined;
  #compileOptions: CompileOptions | undefined;

  constructor(...args: ConstructorParameters<typeof Layer>) {
    super(...args);
    const model = this as unknown as Names & Layer;
    const trainee: Trainee & Names = {
      name: this.name,
      get inputNames() {
        return model.inputNames;
      },
      get outputNames() {
        return model.outputNames;
      },
      forward: (x, training) =>
        toList(model.apply(x.length === 1 ? x[0] : x, { training }) as Tensor | Tensor[]),
      get losses() {
        return model.losses;
      },
      get trainableWeights() {
        return model.trainableWeights;
      },
    };
    this.#runner = new Runner(trainee);
  }

  abstract get inputNames(): string[];
  abstract get outputNames(): string[];

  /**
   * Configures training.
   *
   * @example
   * model.compile({optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy']});
   * @throws ConfigError for an unknown option, loss, metric or optimizer; it names the nearest
   */
  compile(options: CompileOptions): void {
    this.#runner.forbidWhileTraining('compile');
    const read = readCompileOptions(options);
    const names = this.outputNames.length > 0 ? this.outputNames : ['output'];
    this.#runner.compiled = {
      optimizer: getOptimizer(read.optimizer ?? 'rmsprop'),
      objective: new Objective(read, names),
      checkNumerics: read.checkNumerics ?? false,
    };
    this.#compileOptions = read;
    this.#runner.clear();
    this.#fast = undefined;
  }

  /** What `compile` was given. @internal */
  get compileOptions(): CompileOptions | undefined {
    return this.#compileOptions;
  }

  /** Undefined before `compile`. */
  get optimizer(): Optimizer {
    return this.#runner.compiled?.optimizer as Optimizer;
  }

  /** The metrics that `compile` named; known once there were data. */
  get metrics(): readonly Metric[] {
    return this.#runner.compiled?.objective.metrics ?? [];
  }

  /** The names of what `evaluate` gives: 'loss', then metrics; complete once there were data. */
  get metricsNames(): string[] {
    const fields = this.#runner.compiled?.objective.fields ?? [];
    return fields.length > 0 ? fields.map(({ name }) => name) : ['loss'];
  }

  #read(x: Data, y?: Data | null, options: BatchOptions = {}): Batch {
    return readBatch(this, x, y, options.sampleWeight, options.classWeight);
  }

  #batchOptions(where: string, options: BatchOptions | undefined): BatchOptions {
    if (!options) return {};
    const keys = ['sampleWeight', 'classWeight', 'returnDict'];
    return readOptions(where, options, keys);
  }

  /** The step and inputs of one batch; without options, those of the last batch if that was alike. */
  #prepare(x: Data, y: Data, options?: BatchOptions): FastPath {
    this.#runner.forbidWhileTraining('trainOnBatch');
    const fast = this.#fast;
    const plain = x instanceof Tensor && y instanceof Tensor && !options;
    if (
      fast &&
      plain &&
      fast.version === this.#runner.version &&
      alike(x, fast.x) &&
      alike(y, fast.y)
    ) {
      fast.inputs[0] = x.valuesNow();
      fast.inputs[1] = y.valuesNow();
      return fast;
    }
    this.#runner.required('trainOnBatch');
    const read = this.#batchOptions('trainOnBatch', options);
    const batch = this.#read(x, y, read);
    const step = this.#runner.step('trainFresh', batch);
    const { version } = this.#runner;
    const next = { x: batch.x[0], y: batch.y[0] as Tensor, version, step, inputs: arraysOf(batch) };
    if (plain && batch.x.length === 1 && batch.y.length === 1) this.#fast = next;
    return next;
  }

  #results(results: TypedArray, options?: BatchOptions): number | number[] | Logs {
    if (options?.returnDict) {
      return toLogs(this.#runner.required('trainOnBatch').objective.fields, results);
    }
    if (results.length === 1) return Number(results[0]);
    return toNumbers(this.#runner.required('trainOnBatch').objective.fields, results);
  }

  /**
   * Trains on one batch. Short steps run at once and let the event loop have its turn every 8 ms; long ones run off it.
   * @returns the loss of this batch, or `[loss, ...metrics]` if there are metrics
   * @throws BusyError while `fit` trains the model
   */
  trainOnBatch(x: Data, y: Data, options: BatchOptions & { returnDict: true }): Promise<Logs>;
  trainOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[]>;
  async trainOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[] | Logs> {
    while (this.#inFlight) await this.#inFlight;
    const { step, inputs } = this.#prepare(x, y, options);
    if (!isShort(step)) {
      const started = performance.now();
      const run = step.plan.runAsync(inputs);
      this.#inFlight = run.then(
        () => undefined,
        () => undefined,
      );
      try {
        const [results] = await run;
        return this.#results(results.valuesNow(), options);
      } finally {
        this.#inFlight = undefined;
        const milliseconds = performance.now() - started;
        step.milliseconds = step.milliseconds
          ? Math.min(step.milliseconds, milliseconds)
          : milliseconds;
      }
    }
    const [results] = this.#runner.runSync(step, inputs);
    const numbers = this.#results(results, options);
    this.#spent += step.milliseconds;
    if (this.#spent > TURN) {
      this.#spent = 0;
      await new Promise(setImmediate);
    }
    return numbers;
  }

  /** As `trainOnBatch`, always at once: for the tightest loops. */
  trainOnBatchSync(x: Data, y: Data, options: BatchOptions & { returnDict: true }): Logs;
  trainOnBatchSync(x: Data, y: Data, options?: BatchOptions): number | number[];
  trainOnBatchSync(x: Data, y: Data, options?: BatchOptions): number | number[] | Logs {
    if (this.#inFlight) {
      const problem = 'trainOnBatchSync while trainOnBatch runs on this model';
      throw new BusyError({ where: this.name, problem, hint: 'Await it first.' });
    }
    const { step, inputs } = this.#prepare(x, y, options);
    return this.#results(this.#runner.runSync(step, inputs)[0], options);
  }

  /** The loss, or `[loss, ...metrics]`, of one batch. */
  testOnBatch(x: Data, y: Data, options: BatchOptions & { returnDict: true }): Promise<Logs>;
  testOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[]>;
  async testOnBatch(x: Data, y: Data, options?: BatchOptions): Promise<number | number[] | Logs> {
    this.#runner.required('testOnBatch');
    const batch = this.#read(x, y, this.#batchOptions('testOnBatch', options));
    const logs = await evaluate(this.#runner, [batch]);
    if (options?.returnDict) return logs;
    const numbers = Object.values(logs);
    return numbers.length === 1 ? numbers[0] : numbers;
  }

  /** The output for one batch, whatever its size: a list if the model has several outputs. */
  predictOnBatch(x: Data): Tensor {
    return this.#single(predictBatch(this.#runner, this.#inputs(x)));
  }

  /**
   * The outputs for samples, in batches. A list if the model has several outputs.
   *
   * @example
   * const probabilities = model.predict(images); // [n, 10]
   */
  predict(x: Data, options: PredictOptions = {}): Tensor {
    const batch = this.#inputs(x);
    const { batchSize, bar } = this.#readPredict('predict', options, batch);
    return this.#single(predictSync(this.#runner, batch, batchSize, bar));
  }

  /** As `predict`, off the event loop. */
  async predictAsync(x: Data, options: PredictOptions = {}): Promise<Tensor> {
    const batch = this.#inputs(x);
    const { batchSize, ...observers } = this.#readPredict('predict', options, batch);
    return this.#single(await predict(this.#runner, batch, batchSize, observers));
  }

  /** The types say one tensor: those who make models of several outputs know that they get a list. */
  #single(outputs: Tensor[]): Tensor {
    return (outputs.length === 1 ? outputs[0] : outputs) as Tensor;
  }

  #inputs(x: Data): Batch {
    return this.#read(x);
  }

  #readPredict(
    where: string,
    options: PredictOptions,
    batch: Batch | undefined,
  ): Observers & { batchSize: number } {
    const read = readOptions(where, options, ['batchSize', 'verbose', 'callbacks']);
    const batchSize = wholeNumber(`${where}.batchSize`, read.batchSize ?? 32, 1);
    const verbose = read.verbose ?? 0;
    const steps = batch ? Math.ceil(batch.size / batchSize) : null;
    let bar: ProgressBar | undefined;
    if (verbose !== 0 && verbose !== false) {
      bar = new ProgressBar({ verbose });
      bar.start('', steps);
    }
    const hooks = listOf(read.callbacks);
    const params = { epochs: 1, steps, samples: batch?.size ?? null, verbose: bar ? 1 : 0 };
    const callbacks = hooks.length > 0 ? new CallbackList(hooks, this, params) : undefined;
    return { batchSize, bar, callbacks };
  }

  #readEvaluate(options: EvaluateOptions, batch?: Batch) {
    const {
      sampleWeight: _,
      steps,
      batches,
      ...rest
    } = readOptions('evaluate', options, [
      ...['batchSize', 'verbose', 'callbacks', 'sampleWeight', 'steps', 'batches', 'returnDict'],
    ]);
    const { returnDict: __, ...predictOptions } = rest as PredictOptions & { returnDict?: boolean };
    const read = this.#readPredict('evaluate', predictOptions, batch);
    return { ...read, steps: steps ?? batches ?? undefined };
  }

  /**
   * Loss and metrics of samples, synchronously.
   * @returns a scalar, or scalars `[loss, ...metrics]` if there are metrics
   */
  evaluate(x: Data, y: Data, options: EvaluateOptions = {}): Tensor | Tensor[] {
    this.#runner.required('evaluate');
    const batch = this.#read(x, y, options);
    const { batchSize, steps, bar } = this.#readEvaluate(options, batch);
    const logs = evaluateSync(this.#runner, batchesOf(batch, batchSize, steps), bar);
    const scalars = Object.values(logs).map((value) => eagerScalar(value));
    return scalars.length === 1 ? scalars[0] : scalars;
  }

  /** Loss and metrics of samples by name, off the event loop. */
  evaluateAsync(
    x: Data | BatchSource,
    y: Data | null | undefined,
    options: EvaluateOptions & { returnDict: true },
  ): Promise<Logs>;
  /**
   * Loss and metrics of samples, off the event loop.
   * @returns `[loss, ...metrics]`
   */
  evaluateAsync(
    x: Data | BatchSource,
    y?: Data | null,
    options?: EvaluateOptions & { returnDict?: false },
  ): Promise<number[]>;
  async evaluateAsync(
    x: Data | BatchSource,
    y?: Data | null,
    options: EvaluateOptions & { returnDict?: boolean } = {},
  ): Promise<number[] | Logs> {
    this.#runner.required('evaluate');
    let logs: Logs;
    if (isBatchSource(x)) {
      const { steps, ...observers } = this.#readEvaluate(options);
      logs = await evaluate(this.#runner, new Stream(this, x).batches(steps), observers);
    } else {
      const batch = this.#read(x, y, options);
      const { batchSize, steps, ...observers } = this.#readEvaluate(options, batch);
      logs = await evaluate(this.#runner, batchesOf(batch, batchSize, steps), observers);
    }
    return options.returnDict ? logs : Object.values(logs);
  }

  /** tfjs's: loss and metrics of a data set, as scalars. */
  async evaluateDataset(
    dataset: BatchSource,
    options: EvaluateOptions = {},
  ): Promise<Tensor | Tensor[]> {
    const scalars = (await this.evaluateAsync(dataset, null, options)).map((n) => eagerScalar(n));
    return scalars.length === 1 ? scalars[0] : scalars;
  }

  /** Trains on batches from a source. */
  fit(batches: BatchSource, options?: FitOptions): Promise<History>;
  /**
   * Trains for a number of epochs, off the event loop.
   *
   * @param x samples: a tensor or array, a list with one for each input, or a record by the inputs' names
   * @param y labels, likewise by outputs
   * @returns the history: losses and metrics of each epoch
   * @throws BusyError if a `fit` of this model runs; AbortError if its signal ends it
   * @example
   * const {history} = await model.fit(x, y, {epochs: 5, batchSize: 50, validationSplit: 0.1});
   * console.log(history.loss, history.val_loss);
   */
  fit(x: Data, y: Data, options?: FitOptions): Promise<History>;
  async fit(
    x: Data | BatchSource,
    second?: Data | FitOptions,
    third: FitOptions = {},
  ): Promise<History> {
    const runner = this.#runner;
    if (runner.fitting) {
      const problem = 'fit while another fit trains this model';
      throw new BusyError({ where: this.name, problem, hint: 'Await the first one.' });
    }
    runner.required('fit');
    const stream = isBatchSource(x);
    const options = readFitOptions(stream ? ((second ?? {}) as FitOptions) : third);
    const { sampleWeight, classWeight } = options;
    const data = stream
      ? new Stream(this, x, classWeight)
      : this.#read(x, second as Data, { sampleWeight, classWeight });
    while (this.#inFlight) await this.#inFlight;
    runner.fitting = true;
    try {
      return await fit(this, runner, data, options);
    } finally {
      runner.fitting = false;
    }
  }

  /** tfjs's: trains on a data set. */
  fitDataset(dataset: BatchSource, options: FitOptions = {}): Promise<History> {
    return this.fit(dataset, options);
  }

  /** @throws BusyError while a block of `fit` is in flight */
  override setWeights(values: readonly TensorLike[]): void {
    this.#runner.forbidWhileTraining('setWeights');
    super.setWeights(values);
  }

  /** Starts the metrics of `fit` again. */
  resetMetrics(): void {
    for (const total of this.#runner.compiled?.objective.variables ?? []) {
      total.native.write(allocate(total.dtype, total.size));
    }
  }

  /**
   * Writes the weights to a `.safetensors` file; the old one stays until the new one is whole on disk.
   */
  async saveWeights(path: string): Promise<void> {
    if (!path.endsWith('.safetensors')) {
      const expected = 'a path that ends in .safetensors';
      throw new ConfigError({ where: `${this.name}.saveWeights`, expected, received: path });
    }
    await saveWeightsFile(path, this.weights);
  }

  /** Writes the model to a file. */
  async save(path: string): Promise<unknown> {
    await this.saveWeights(path);
    return undefined;
  }
}
