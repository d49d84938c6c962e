// EpochData: where the batches of an epoch come from, arrays or a stream, and how its steps run.
import { translate } from '../binding/errors.js';
import { native } from '../binding/load.js';
import type { TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import { nextSeed } from '../session.js';
import { type Batch, rowsOf } from './batch.js';
import type { ReadFitOptions } from './fitOptions.js';
import type { Runner, Step } from './runner.js';
import { arraysOf } from './step.js';
import type { Stream } from './stream.js';

/** Data of an epoch, step by step. */
export interface EpochData {
  /** Steps an epoch; null while unknown. */
  readonly steps: number | null;
  readonly samples: number | null;
  /** Trains an epoch; calls back after each block. @returns false if there was no data left for it */
  run(epoch: number, each: EachBlock): Promise<boolean>;
  /** Gives memory back, when training ends. */
  close(): void;
}

/** What happens around a block of steps, the results of whose last one are known. */
export interface EachBlock {
  /** Steps of the next block. */
  size(step: Step, left: number): number;
  before(index: number): Promise<void>;
  /** @returns whether to go on */
  after(done: number, results: TypedArray): Promise<boolean>;
}

/** Arrays: copied to the engine once, in the order of the first pass; read in a seeded order. */
export class ArrayData implements EpochData {
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
    const { stepsPerEpoch, batchSize, epochs, initialEpoch } = options;
    const asked = (stepsPerEpoch ?? Number.POSITIVE_INFINITY) * batchSize * (epochs - initialEpoch);
    if (asked > all.size - (all.size % batchSize)) {
      runner.forbidShortBatch('fit', all.size, batchSize);
    }
    this.samples = all.size;
    this.steps = options.stepsPerEpoch ?? this.#batches;
    const tensors = [...all.x, ...all.y, ...all.weights].filter((tensor) => tensor !== undefined);
    try {
      this.#dataset = new native.NativeDataset(
        tensors.map(({ dtype }) => dtype),
        tensors.map(({ shape }) => shape),
        arraysOf(all),
        options.shuffle
          ? this.#shuffle(options.stepsPerEpoch === null ? initialEpoch : 0)
          : undefined,
      );
    } catch (error) {
      throw translate(error);
    }
  }

  /** Batches in one pass over the data. */
  get #batches(): number {
    return Math.ceil(this.#all.size / this.#options.batchSize);
  }

  #shuffle(pass: number) {
    return { seed: this.#seed, epoch: pass };
  }

  /** Starts a pass over the data. */
  #begin(pass: number): void {
    this.#pass = pass;
    this.#next = 0;
    if (this.#options.shuffle) this.#dataset.shuffle(this.#shuffle(pass));
  }

  async run(epoch: number, each: EachBlock): Promise<boolean> {
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
      if (!(await each.after(done, results))) return true;
    }
    return true;
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
export class StreamData implements EpochData {
  readonly steps: number | null;
  readonly samples = null;
  readonly #runner: Runner;
  readonly #stream: Stream;
  /** Whether there was an epoch before. */
  #began = false;

  constructor(runner: Runner, stream: Stream, steps: number | null) {
    this.#runner = runner;
    this.#stream = stream;
    this.steps = steps;
  }

  async run(_epoch: number, each: EachBlock): Promise<boolean> {
    let done = 0;
    for await (const batch of this.#stream.batches(this.steps)) {
      const step = this.#runner.step('train', batch);
      await each.before(done);
      this.#runner.blockInFlight = step.program;
      const [results] = await this.#runner.run(step, batch).finally(() => {
        this.#runner.blockInFlight = undefined;
      });
      done += 1;
      if (!(await each.after(done, results))) return true;
    }
    if (done > 0) {
      this.#began = true;
      return true;
    }
    const problem = 'the data set gave no batch';
    const hint = 'Pass a function that makes a new iterator for each epoch.';
    if (!this.#began) throw new ValueError({ where: 'fit', problem, hint });
    process.emitWarning(`fit ends early, for ${problem} for this epoch. ${hint}`);
    return false;
  }

  close(): void {
    // The stream is its owner's.
  }
}
