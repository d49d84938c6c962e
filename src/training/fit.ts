// The training loop: epochs of blocks of steps off the event loop, with callbacks between blocks.

import { CallbackList, type CallbackModel, type Logs } from '../callbacks/callback.js';
import { History } from '../callbacks/history.js';
import { withBothSpellings } from '../callbacks/logs.js';
import { registeredCallbacks } from '../callbacks/registered.js';
import { ProgbarLogger } from '../callbacks/small.js';
import type { TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import { uncounted } from '../memory.js';
import { abortError, unlessAborted } from './abort.js';
import { type Batch, type Names, readBatch, rowsOf, weighClasses } from './batch.js';
import { ArrayData, type EpochData, StreamData } from './epochData.js';
import { batchesOf, evaluate } from './evaluate.js';
import { type ReadFitOptions, validates } from './fitOptions.js';
import { ProgressBar, trainingHeading } from './progressBar.js';
import { toLogs } from './results.js';
import type { Runner } from './runner.js';
import { isBatchSource, Stream } from './stream.js';

/** A block of steps takes about so many milliseconds: long against a crossing, short against a callback. */
const BLOCK = 10;

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
  if (held && validationSteps === null) {
    const fixed = train ? Math.min(batchSize, train.size) : undefined;
    runner.forbidShortBatch('fit', held.size, size, fixed);
  }
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
  const where = `${model.name}.fit`;
  const history = new History();
  const shows = verbose !== 0 && verbose !== false;
  const bar = shows ? new ProgressBar({ verbose }) : undefined;
  const progress = bar && new ProgbarLogger(verbose, bar);
  const hooks = [
    ...options.callbacks,
    ...registeredCallbacks(verbose),
    ...(progress ? [progress] : []),
    history,
  ];
  const { steps, samples } = epochData;
  const params = { epochs, steps, samples, verbose: shows ? 1 : 0 };
  const callbacks = new CallbackList(hooks, model, params, (fn) =>
    runner.calling(() => unlessAborted(where, signal, fn())),
  );
  const stop = () => runner.blockInFlight?.abort();
  const assertGoing = () => {
    if (signal?.aborted) throw abortError(where, signal);
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
      const went = await epochData.run(epoch, {
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
      if (!went) break;
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
