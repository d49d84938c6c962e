// The training loop: epochs of blocks of steps off the event loop, with callbacks between blocks.

import { translate } from '../binding/errors.js';
import { native } from '../binding/load.js';
import { CallbackList, type CallbackModel, type Logs } from '../callbacks/callback.js';
import { History } from '../callbacks/history.js';
import { withBothSpellings } from '../callbacks/logs.js';
import { ProgbarLogger } from '../callbacks/small.js';
import type { TypedArray } from '../dtype.js';
import { AbortError, ValueError } from '../errors.js';
import { uncounted } from '../memory.js';
import { nextSeed } from '../session.js';
import { type Batch, type Names, readBatch, rowsOf, weighClasses } from './batch.js';
import { batchesOf, evaluate } from './evaluate.js';
import { type ReadFitOptions, validates } from './fitOptions.js';
import { ProgressBar, trainingHeading } from './progressBar.js';
import { toLogs } from './results.js';
import type { Runner, Step } from './runner.js';
import { arraysOf } from './step.js';
import { isBatchSource, Stream } from './stream.js';

/** A block of steps takes about so many milliseconds: long against a crossing, short against a callback. */
const BLOCK = 10;

/** Data of an epoch, step by step. */
interface EpochData {
  /** Steps an epoch; null while unknown. */
  readonly steps: number | null;
  readonly samples: number | null;
  /** Trains an epoch; calls back after each block. */
  run(epoch: number, each: EachBlock): Promise<void>;
  /** Gives memory back, when training ends. */
  close(): void;
}

/** What happens around a block of steps, the results of whose last one are known. */
interface EachBlock {
  /** Steps of the next block. */
  size(step: Step, left: number): number;
  before(index: number): Promise<void>;
  /** @returns whether to go on */
  after(done: number, results: TypedArray): Promise<boolean>;
}

/** Arrays: copied to the engine once, read in a seeded order. */
class ArrayData implements EpochData {
  readonly steps: number;
  readonly samples: number;
  readonly #runner: Runner;
  readonly #all: Batch;
  readonly #options: ReadFitOptions;
  readonly #dataset;
  readonly #seed = nextSeed();
  /** The next batch of the current pass over the data, and which pass that is. */
  #next = 0;
  #pass = -1;

  constructor(runner: Runner, all: Batch, options: ReadFitOptions) {
    this.#runner = runner;
    this.#all = all;
    this.#options = options;
    runner.forbidShortBatch('fit', all.size, options.batchSize);
    this.samples = all.size;
    this.steps = options.stepsPerEpoch ?? this.#batches;
    const tensors = [...all.x, ...all.y, ...all.weights].filter((tensor) => tensor !== undefined);
    try {
      this.#dataset = new native.NativeDataset(
        tensors.map(({ dtype }) => dtype),
        tensors.map(({ shape }) => shape),
        arraysOf(all),
      );
    } catch (error) {
      throw translate(error);
    }
  }

  /** Batches in one pass over the data. */
  get #batches(): number {
    return Math.ceil(this.#all.size / this.#options.batchSize);
  }

  /** Starts a pass over the data. */
  #begin(pass: number): void {
    this.#pass = pass;
    this.#next = 0;
    if (this.#options.shuffle) this.#dataset.shuffle(this.#seed, pass);
  }

  async run(epoch: number, each: EachBlock): Promise<void> {
    const { batchSize } = this.#options;
    const full = Math.floor(this.#all.size / batchSize);
    // An epoch of a given number of steps goes on where the last one stopped.
    if (this.#options.stepsPerEpoch === null) this.#begin(epoch);
    for (let done = 0; done < this.steps; ) {
      if (this.#pass < 0 || this.#next >= this.#batches) this.#begin(this.#pass + 1);
      const start = this.#next * batchSize;
      const isFull = this.#next < full;
      // A step needs the types of a batch only: any rows will do.
      const sample = rowsOf(this.#all, 0, isFull ? batchSize : this.#all.size - start);
      const step = this.#runner.step('train', sample);
      const left = Math.min(this.steps - done, isFull ? full - this.#next : 1);
      await each.before(done);
      const { steps, results } = await this.#block(step, start, each.size(step, left));
      done += steps;
      this.#next += steps;
      if (!(await each.after(done, results))) return;
    }
  }

  close(): void {
    this.#dataset.release();
  }

  async #block(step: Step, start: number, steps: number) {
    const runner = this.#runner;
    const started = performance.now();
    runner.blockInFlight = step.program;
    try {
      const outcome = await step.program.runBlock(this.#dataset, start, steps);
      const milliseconds = (performance.now() - started) / Math.max(1, outcome.steps);
      step.milliseconds =
        step.milliseconds === 0 ? milliseconds : (step.milliseconds + milliseconds) / 2;
      return { steps: outcome.steps, results: outcome.outputs[0] };
    } finally {
      runner.blockInFlight = undefined;
    }
  }
}

/** Batches that come one by one. */
class StreamData implements EpochData {
  readonly steps: number | null;
  readonly samples = null;
  readonly #runner: Runner;
  readonly #stream: Stream;

  constructor(runner: Runner, stream: Stream, steps: number | null) {
    this.#runner = runner;
    this.#stream = stream;
    this.steps = steps;
  }

  async run(_epoch: number, each: EachBlock): Promise<void> {
    let done = 0;
    for await (const batch of this.#stream.batches(this.steps)) {
      const step = this.#runner.step('train', batch);
      await each.before(done);
      this.#runner.blockInFlight = step.program;
      const [results] = await this.#runner.run(step, batch).finally(() => {
        this.#runner.blockInFlight = undefined;
      });
      done += 1;
      if (!(await each.after(done, results))) return;
    }
    if (done === 0) {
      throw new ValueError({
        where: 'fit',
        problem: 'the data set gave no batch',
        hint: 'Pass a function that makes a new iterator for each epoch.',
      });
    }
  }

  close(): void {
    // The stream is its owner's.
  }
}

/** Splits off what is for validation, and says how it is evaluated. */
function validation(model: Names, runner: Runner, all: Batch | undefined, options: ReadFitOptions) {
  const { validationData, validationSplit, validationSteps, batchSize } = options;
  const size = options.validationBatchSize ?? batchSize;
  let train = all;
  let held: Batch | undefined;
  let stream: Stream | undefined;
  if (validationData && isBatchSource(validationData)) stream = new Stream(model, validationData);
  else if (validationData) {
    const [x, y, sampleWeight] = validationData;
    held = readBatch(model, x, y, { sampleWeight });
  } else if (validationSplit > 0) {
    if (!all)
      throw new ValueError({
        where: 'fit.validationSplit',
        expected: 'data as arrays',
        received: 'batches',
      });
    const at = Math.floor(all.size * (1 - validationSplit));
    if (at === 0 || at === all.size) {
      const received = `${all.size} samples`;
      throw new ValueError({
        where: 'fit.validationSplit',
        expected: 'samples on both sides',
        received,
      });
    }
    train = rowsOf(all, 0, at);
    held = rowsOf(all, at, all.size);
  }
  // Classes are weighed in training alone, as in Keras.
  const { classWeight } = options;
  if (train && classWeight)
    train = uncounted(() => weighClasses(model, train as Batch, classWeight));
  if (held && validationSteps === null) runner.forbidShortBatch('fit', held.size, size);
  const source = stream
    ? () => stream.fromStart(validationSteps)
    : held && (() => batchesOf(held, size, validationSteps ?? undefined));
  const run = source && ((callbacks: CallbackList) => evaluate(runner, source(), { callbacks }));
  return { train, samples: held?.size, run };
}

/** Trains, and gives the history. */
export async function fit(
  model: Names & CallbackModel,
  runner: Runner,
  data: Batch | Stream,
  options: ReadFitOptions,
): Promise<History> {
  const { objective } = runner.required('fit');
  const {
    train,
    samples: validationSamples,
    run: validate,
  } = validation(model, runner, data instanceof Stream ? undefined : data, options);
  const epochData: EpochData =
    data instanceof Stream
      ? new StreamData(runner, data, options.stepsPerEpoch)
      : new ArrayData(runner, train as Batch, options);

  const { verbose, signal, initialEpoch, epochs } = options;
  const history = new History();
  const shows = verbose !== 0 && verbose !== false;
  const bar = shows ? new ProgressBar({ verbose }) : undefined;
  const progress = bar && new ProgbarLogger(verbose, bar);
  const hooks = [...options.callbacks, ...(progress ? [progress] : []), history];
  const { steps, samples } = epochData;
  const params = { epochs, steps, samples, verbose: shows ? 1 : 0 };
  const callbacks = new CallbackList(hooks, model, params, (fn) => runner.calling(fn));
  const stop = () => runner.blockInFlight?.abort();
  const assertGoing = () => {
    if (!signal?.aborted) return;
    throw new AbortError({
      where: `${model.name}.fit`,
      problem: 'was aborted',
      cause: signal.reason,
    });
  };

  signal?.addEventListener('abort', stop);
  try {
    assertGoing();
    if (bar && samples !== null && validationSamples !== undefined) {
      bar.say(trainingHeading(samples, validationSamples));
    }
    model.stopTraining = false;
    await callbacks.call('onTrainBegin');
    let logs: Logs = {};
    for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch += 1) {
      objective.reset();
      await callbacks.call('onEpochBegin', epoch);
      let results: TypedArray = new Float64Array();
      await epochData.run(epoch, {
        size: ({ milliseconds }, left) => {
          if (callbacks.perBatch || milliseconds === 0) return 1;
          return Math.max(1, Math.min(left, Math.round(BLOCK / milliseconds)));
        },
        before: async (index) => {
          if (callbacks.perBatch) await callbacks.batch('Begin', index, {});
        },
        after: async (done, latest) => {
          assertGoing();
          results = latest;
          const now = () => toLogs(objective.fields, latest);
          if (callbacks.perBatch) await callbacks.batch('End', done - 1, now());
          callbacks.steps(done, now);
          await callbacks.call('onYield', epoch, done, {});
          return !model.stopTraining;
        },
      });
      logs = toLogs(objective.fields, results);
      if (validate && validates(epoch, options.validationFreq)) {
        const found = await validate(callbacks);
        for (const [key, value] of Object.entries(found)) logs[`val_${key}`] = value;
      }
      withBothSpellings(logs);
      await callbacks.call('onEpochEnd', epoch, logs);
      assertGoing();
    }
    await callbacks.call('onTrainEnd', logs);
  } catch (error) {
    progress?.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    epochData.close();
  }
  return history;
}
