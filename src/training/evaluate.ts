// Evaluation and prediction: batch by batch, with totals handed from one to the next.
import type { CallbackList, Logs } from '../callbacks/callback.js';
import { allocate, type TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import { sizeOf } from '../nested.js';
import { Tensor } from '../tensor.js';
import { type Batch, rowsOf } from './batch.js';
import type { ProgressBar } from './progressBar.js';
import { toLogs } from './results.js';
import type { Runner, Step } from './runner.js';
import { arraysOf } from './step.js';

/** What shows or hears how an evaluation goes on. */
export interface Observers {
  bar?: ProgressBar;
  callbacks?: CallbackList;
}

/** The batches of all samples, the last one shorter if they don't divide. */
export function* batchesOf(all: Batch, batchSize: number, steps?: number): Generator<Batch> {
  const end = steps === undefined ? all.size : Math.min(all.size, steps * batchSize);
  if (end <= batchSize && end === all.size) yield all;
  else {
    for (let start = 0; start < end; start += batchSize) {
      yield rowsOf(all, start, Math.min(end, start + batchSize));
    }
  }
}

/** Adds batches up: the totals are inputs and outputs of each step, so that evaluations don't meet. */
class Tally {
  readonly #runner: Runner;
  #totals: TypedArray[] | undefined;
  #results: TypedArray | undefined;

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  inputs(step: Step, batch: Batch): TypedArray[] {
    this.#totals ??= step.program.outputs
      .slice(1)
      .map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)));
    return [...arraysOf(batch), ...this.#totals];
  }

  take([results, ...totals]: TypedArray[]): void {
    this.#results = results;
    this.#totals = totals;
  }

  logs(): Logs {
    const { objective } = this.#runner.required('evaluate');
    if (this.#results) return toLogs(objective.fields, this.#results);
    throw new ValueError({ where: 'evaluate', expected: 'at least one batch', received: 'none' });
  }
}

/** Loss and metrics of all batches, synchronously. */
export function evaluateSync(
  runner: Runner,
  batches: Iterable<Batch>,
  { bar, callbacks }: Observers = {},
): Logs {
  const tally = new Tally(runner);
  callbacks?.callSync('onTestBegin');
  let done = 0;
  for (const batch of batches) {
    const step = runner.step('test', batch);
    callbacks?.callSync('onTestBatchBegin', done);
    const outputs = step.program.allocateOutputs();
    step.program.runInto(tally.inputs(step, batch), outputs);
    tally.take(outputs);
    callbacks?.callSync('onTestBatchEnd', done, tally.logs());
    done += 1;
    bar?.update(done, () => tally.logs());
  }
  const logs = tally.logs();
  callbacks?.callSync('onTestEnd', logs);
  bar?.finish(logs);
  return logs;
}

/** Loss and metrics of all batches, off the event loop. */
export async function evaluate(
  runner: Runner,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  { bar, callbacks }: Observers = {},
): Promise<Logs> {
  const tally = new Tally(runner);
  await callbacks?.call('onTestBegin');
  let done = 0;
  for await (const batch of batches) {
    const step = runner.step('test', batch);
    await callbacks?.call('onTestBatchBegin', done);
    const outputs = await step.program.runArraysAsync(tally.inputs(step, batch));
    tally.take(outputs);
    await callbacks?.call(
      'onTestBatchEnd',
      done,
      callbacks.callbacks.length > 0 ? tally.logs() : {},
    );
    done += 1;
    bar?.update(done, () => tally.logs());
  }
  const logs = tally.logs();
  await callbacks?.call('onTestEnd', logs);
  bar?.finish(logs);
  return logs;
}

/** Where a prediction's outputs go: one tensor each over all samples. */
class Collector {
  readonly #size: number;
  #outputs: Tensor[] = [];
  #row = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** The arrays of the next batch: parts of the whole. */
  targets(step: Step, rows: number): TypedArray[] {
    if (this.#outputs.length === 0) {
      this.#outputs = step.program.outputs.map(({ dtype, shape }) => {
        const whole = [this.#size, ...shape.slice(1)];
        return new Tensor(dtype, whole, allocate(dtype, sizeOf(whole)));
      });
    }
    const start = this.#row;
    this.#row += rows;
    return this.#outputs.map((output) => {
      const width = output.size / Math.max(1, this.#size);
      return output.valuesNow().subarray(start * width, this.#row * width) as TypedArray;
    });
  }

  get outputs(): Tensor[] {
    return this.#outputs;
  }
}

/** The outputs for one batch, as new tensors. */
function predictBatch(runner: Runner, batch: Batch): Tensor[] {
  return runner.step('predict', batch).program.run(arraysOf(batch));
}

/** The outputs for all samples, synchronously. */
export function predictSync(
  runner: Runner,
  all: Batch,
  batchSize: number,
  { bar, callbacks }: Observers = {},
): Tensor[] {
  if (all.size <= batchSize && !bar && !callbacks) return predictBatch(runner, all);
  const collector = new Collector(all.size);
  callbacks?.callSync('onPredictBegin');
  let done = 0;
  for (const batch of batchesOf(all, batchSize)) {
    const step = runner.step('predict', batch);
    callbacks?.callSync('onPredictBatchBegin', done);
    step.program.runInto(arraysOf(batch), collector.targets(step, batch.size));
    callbacks?.callSync('onPredictBatchEnd', done);
    done += 1;
    bar?.update(done, {});
  }
  callbacks?.callSync('onPredictEnd');
  bar?.finish({});
  return collector.outputs;
}

/** The outputs for all samples, off the event loop. */
export async function predict(
  runner: Runner,
  all: Batch,
  batchSize: number,
  { bar, callbacks }: Observers = {},
): Promise<Tensor[]> {
  const collector = new Collector(all.size);
  await callbacks?.call('onPredictBegin');
  let done = 0;
  for (const batch of batchesOf(all, batchSize)) {
    const step = runner.step('predict', batch);
    await callbacks?.call('onPredictBatchBegin', done);
    const outputs = await step.program.runArraysAsync(arraysOf(batch));
    collector.targets(step, batch.size).forEach((target, i) => {
      (target as Float32Array).set(outputs[i] as Float32Array);
    });
    await callbacks?.call('onPredictBatchEnd', done);
    done += 1;
    bar?.update(done, {});
  }
  await callbacks?.call('onPredictEnd');
  bar?.finish({});
  return collector.outputs;
}
