// Golden family `callbacks`: callbacks driven over the logs of epochs by a model of one weight, which is epoch + 1.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { callbacks, metrics, optimizers, type Tensor, tensor } from '../../../index.js';
import type { CallbackHooks, CallbackModel, Logs } from '../../../src/callbacks/callback.js';
import { camelKeys } from '../corten.js';
import type { Case, Check, Driver } from '../family.js';

interface CallbackCase extends Case {
  class_name: string;
  options: Record<string, unknown>;
  logs: Logs[];
  epochs_run: number;
  stopped_epoch: number;
  best: number;
  best_epoch: number;
  final_weight: number;
  initial_learning_rate: number;
  learning_rates: number[];
  schedule: string;
  factor: number;
  saved: string[][];
  runs: Logs[][];
  text: string;
  batch_losses: number[];
  stopped_at_batch: number;
}

/** A model as callbacks see it. */
class OneWeight implements CallbackModel {
  readonly name = 'model';
  stopTraining = false;
  readonly optimizer: optimizers.Optimizer;
  readonly metrics = [metrics.accuracy()];
  readonly saved: string[] = [];
  weight = 0;

  constructor(learningRate = 0.1) {
    this.optimizer = new optimizers.SGD({ learningRate });
    this.metrics[0].name = 'accuracy';
  }

  getWeights(): Tensor[] {
    return [tensor([this.weight])];
  }

  setWeights(weights: readonly Tensor[]): void {
    this.weight = weights[0].dataSync()[0];
  }

  async save(path: string): Promise<void> {
    this.saved.push(path);
  }

  async saveWeights(path: string): Promise<void> {
    this.saved.push(path);
  }
}

/** Drives a callback as `fit` does, until it stops the training; the number of epochs that ran. */
async function drive(
  callback: CallbackHooks,
  model: OneWeight,
  logs: readonly Logs[],
  during: (epoch: number) => void = () => {},
  after: () => void = () => {},
): Promise<number> {
  callback.setParams?.({ epochs: logs.length, steps: 1, verbose: 0, samples: 1 });
  callback.setModel?.(model);
  model.stopTraining = false;
  await callback.onTrainBegin?.();
  let epoch = 0;
  for (; epoch < logs.length && !model.stopTraining; epoch += 1) {
    await callback.onEpochBegin?.(epoch);
    during(epoch);
    model.weight = epoch + 1;
    await callback.onEpochEnd?.(epoch, { ...logs[epoch] });
    after();
  }
  await callback.onTrainEnd?.();
  return epoch;
}

/** The schedules of the cases, by their formulas. */
const schedules: Record<string, (item: CallbackCase) => (epoch: number, rate: number) => number> = {
  'lr * factor': (item) => (_, rate) => rate * item.factor,
  'initial / (1 + epoch)': (item) => (epoch) => item.initial_learning_rate / (1 + epoch),
  'lr if epoch < 3 else lr * exp(-0.1)': () => (epoch, rate) =>
    epoch < 3 ? rate : rate * Math.exp(-0.1),
};

type Kind = (item: CallbackCase, check: Check, folder: string) => Promise<void>;

const kinds: Record<string, Kind> = {
  async EarlyStopping(item, check) {
    const callback = new callbacks.EarlyStopping(camelKeys(item.options));
    const model = new OneWeight();
    check.value('epochs', await drive(callback, model, item.logs), item.epochs_run);
    check.value('stopped epoch', callback.stoppedEpoch, item.stopped_epoch);
    check.value('best', callback.best ?? null, item.best);
    check.value('best epoch', callback.bestEpoch, item.best_epoch);
    check.value('weight', model.weight, item.final_weight);
  },
  async ReduceLROnPlateau(item, check) {
    const model = new OneWeight(item.initial_learning_rate);
    const rates: number[] = [];
    const note = () => rates.push(model.optimizer.learningRate);
    const callback = new callbacks.ReduceLROnPlateau(camelKeys(item.options));
    await drive(callback, model, item.logs, undefined, note);
    check.value('rates', rates, item.learning_rates);
  },
  async LearningRateScheduler(item, check) {
    const model = new OneWeight(item.initial_learning_rate);
    const rates: number[] = [];
    const note = () => rates.push(model.optimizer.learningRate);
    const callback = new callbacks.LearningRateScheduler(schedules[item.schedule](item));
    await drive(
      callback,
      model,
      item.learning_rates.map(() => ({})),
      note,
    );
    check.value('rates', rates, item.learning_rates);
  },
  async ModelCheckpoint(item, check, folder) {
    const model = new OneWeight();
    const saved: string[][] = [];
    const filepath = join(folder, String(item.options.filepath));
    const callback = new callbacks.ModelCheckpoint({ ...camelKeys(item.options), filepath });
    await drive(callback, model, item.logs, undefined, () => {
      saved.push(model.saved.splice(0).map((path) => relative(folder, path)));
    });
    check.value('saved', saved, item.saved);
  },
  async CSVLogger(item, check, folder) {
    const filename = join(folder, 'log.csv');
    for (const logs of item.runs) {
      const callback = new callbacks.CSVLogger({ ...camelKeys(item.options), filename });
      await drive(callback, new OneWeight(), logs);
    }
    check.value('text', readFileSync(filename, 'utf8'), item.text);
  },
  async TerminateOnNaN(item, check) {
    const model = new OneWeight();
    const callback: CallbackHooks = new callbacks.TerminateOnNaN();
    callback.setModel?.(model);
    let batch = 0;
    for (; batch < item.batch_losses.length; batch += 1) {
      const logs = { loss: item.batch_losses[batch] };
      await (callback.onTrainBatchEnd ?? callback.onBatchEnd)?.call(callback, batch, logs);
      if (model.stopTraining) break;
    }
    check.value('batch', model.stopTraining ? batch : null, item.stopped_at_batch);
  },
};

export const callbackDriver: Driver<CallbackCase> = async (item, check) => {
  const kind = kinds[item.class_name];
  if (!kind) throw new Error(`there is no callback '${item.class_name}'`);
  const folder = mkdtempSync(join(tmpdir(), 'corten-'));
  try {
    await kind(item, check, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
