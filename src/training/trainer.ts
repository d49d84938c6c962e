// Trainer: what a model adds to a layer; fit, evaluate and predict for any number of samples.
import { type CallbackHooks, CallbackList, type Logs } from '../callbacks/callback.js';
import type { History } from '../callbacks/history.js';
import { BusyError } from '../errors.js';
import { readOptions } from '../options.js';
import { Savable } from '../saving/savable.js';
import { Tensor } from '../tensor.js';
import { eagerScalar } from '../tensors.js';
import type { Batch, Data } from './batch.js';
import {
  batchesOf,
  evaluate,
  evaluateSync,
  type Observers,
  predict,
  predictSync,
} from './evaluate.js';
import { fit } from './fit.js';
import { type FitOptions, listOf, readFitOptions, verbosity, wholeNumber } from './fitOptions.js';
import { ProgressBar, type Verbosity } from './progressBar.js';
import { type BatchSource, isBatchSource, Stream } from './stream.js';

/** Samples a batch, unless something else is said. */
const BATCH = 32;

export interface PredictOptions {
  /** Default: 32. */
  batchSize?: number | null;
  /** Default: 0. */
  verbose?: Verbosity;
  /** Those of the synchronous calls are not awaited. */
  callbacks?: CallbackHooks | readonly CallbackHooks[];
}

export interface EvaluateOptions extends PredictOptions {
  sampleWeight?: Data | null;
  /** Batches to evaluate. Default: all. */
  steps?: number | null;
  /** tfjs's name of `steps` for data sets. */
  batches?: number | null;
}

export abstract class Trainer extends Savable {
  /**
   * The outputs for samples, in batches. A list if the model has several outputs.
   *
   * @example
   * const probabilities = model.predict(images); // [n, 10]
   */
  predict(x: Data, options?: PredictOptions): Tensor {
    if (!options && x instanceof Tensor && x.shape[0] <= BATCH) return this.predictOnBatch(x);
    const batch = this.readBatch(x);
    const { batchSize, ...observers } = this.#readPredict('predict', options ?? {}, batch);
    return this.single(predictSync(this.runner, batch, batchSize, observers));
  }

  /** As `predict`, off the event loop. */
  async predictAsync(x: Data, options: PredictOptions = {}): Promise<Tensor> {
    const batch = this.readBatch(x);
    const { batchSize, ...observers } = this.#readPredict('predict', options, batch);
    return this.single(await predict(this.runner, batch, batchSize, observers));
  }

  #readPredict(
    where: string,
    options: PredictOptions,
    batch: Batch | undefined,
    batches?: number,
  ): Observers & { batchSize: number } {
    const read = readOptions(where, options, ['batchSize', 'verbose', 'callbacks']);
    const batchSize = wholeNumber(`${where}.batchSize`, read.batchSize ?? BATCH, 1);
    if (batch && batches === undefined) {
      this.runner.forbidShortBatch(where, batch.size, batchSize);
    }
    const verbose = verbosity(where, read.verbose ?? 0);
    const steps = batch ? Math.ceil(batch.size / batchSize) : null;
    let bar: ProgressBar | undefined;
    if (verbose !== 0 && verbose !== false) {
      bar = new ProgressBar({ verbose });
      bar.start('', steps);
    }
    const hooks = listOf(where, read.callbacks);
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
    const count = steps ?? batches ?? undefined;
    return { ...this.#readPredict('evaluate', predictOptions, batch, count), steps: count };
  }

  /**
   * Loss and metrics of samples, synchronously.
   * @returns a scalar, or scalars `[loss, ...metrics]` if there are metrics
   */
  evaluate(x: Data, y: Data, options: EvaluateOptions = {}): Tensor | Tensor[] {
    this.runner.required('evaluate');
    const batch = this.readBatch(x, y, options);
    const { batchSize, steps, ...observers } = this.#readEvaluate(options, batch);
    const logs = evaluateSync(this.runner, batchesOf(batch, batchSize, steps), observers);
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
    this.runner.required('evaluate');
    let logs: Logs;
    if (isBatchSource(x)) {
      const { steps, ...observers } = this.#readEvaluate(options);
      logs = await evaluate(this.runner, new Stream(this, x).fromStart(steps), observers);
    } else {
      const batch = this.readBatch(x, y, options);
      const { batchSize, steps, ...observers } = this.#readEvaluate(options, batch);
      logs = await evaluate(this.runner, batchesOf(batch, batchSize, steps), observers);
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
    const runner = this.runner;
    runner.required('fit');
    const stream = isBatchSource(x);
    const options = readFitOptions(stream ? ((second ?? {}) as FitOptions) : third);
    const { sampleWeight, classWeight } = options;
    const data = stream
      ? new Stream(this, x, classWeight, options.signal)
      : this.readBatch(x, second as Data, { sampleWeight });
    while (this.inFlight && !runner.fitting) await this.inFlight;
    if (runner.fitting) {
      const problem = 'fit while another fit trains this model';
      throw new BusyError({ where: this.name, problem, hint: 'Await the first one.' });
    }
    try {
      return await runner.fit(() => fit(this, runner, data, options));
    } finally {
      if (data instanceof Stream) await data.close();
    }
  }

  /** tfjs's: trains on a data set. */
  fitDataset(dataset: BatchSource, options: FitOptions = {}): Promise<History> {
    return this.fit(dataset, options);
  }
}
