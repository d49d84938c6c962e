// EarlyStopping: ends training when a value has not improved for some epochs.
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Logs } from './callback.js';
import { checkNumbers, MonitorCallback, type MonitorConfig } from './monitor.js';

export interface EarlyStoppingConfig extends MonitorConfig {
  /** How much a value must be better to be an improvement. Default: 0. */
  minDelta?: number;
  /** How many epochs to wait for one. Default: 0. */
  patience?: number;
  /** Whether to say when it stops. Default: 0. */
  verbose?: number;
  /** What must be reached for the waiting to start again. Default: none. */
  baseline?: number | null;
  /** Whether the best epoch's weights are the final ones. Default: false, then the last epoch's. */
  restoreBestWeights?: boolean;
  /** From which epoch on it watches. Default: 0. */
  startFromEpoch?: number;
}

/** Keras: `EarlyStopping`. */
export class EarlyStopping extends MonitorCallback {
  readonly patience: number;
  readonly verbose: number;
  readonly baseline: number | undefined;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
  stoppedEpoch = 0;
  bestEpoch = 0;
  #wait = 0;
  #bestWeights: Tensor[] | undefined;

  constructor(config: EarlyStoppingConfig = {}) {
    const read = readOptions('earlyStopping', config, [
      ...['monitor', 'mode', 'minDelta', 'patience', 'verbose', 'baseline'],
      ...['restoreBestWeights', 'startFromEpoch'],
    ]);
    checkNumbers('earlyStopping', read, ['minDelta', 'patience', 'baseline', 'startFromEpoch']);
    super(read, read.minDelta ?? 0);
    this.patience = read.patience ?? 0;
    this.verbose = read.verbose ?? 0;
    this.baseline = read.baseline ?? undefined;
    this.restoreBestWeights = read.restoreBestWeights ?? false;
    this.startFromEpoch = read.startFromEpoch ?? 0;
  }

  override onTrainBegin(): void {
    this.#wait = 0;
    this.stoppedEpoch = 0;
    this.best = undefined;
    this.bestEpoch = 0;
    this.#bestWeights = undefined;
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    const current = this.monitored(logs);
    if (current === undefined || epoch < this.startFromEpoch) return;
    if (this.restoreBestWeights && !this.#bestWeights) this.#remember(epoch);
    this.#wait += 1;
    if (this.improves(current, this.best)) {
      this.best = current;
      this.#remember(epoch);
      if (this.baseline === undefined || this.improves(current, this.baseline)) this.#wait = 0;
    } else if (this.#wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  #remember(epoch: number): void {
    this.bestEpoch = epoch;
    if (this.restoreBestWeights) this.#bestWeights = this.model.getWeights();
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.verbose > 0) {
      console.log(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    }
    if (!this.#bestWeights) return;
    if (this.verbose > 0) {
      console.log(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    }
    this.model.setWeights(this.#bestWeights);
  }
}
