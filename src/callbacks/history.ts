// History: the logs of all epochs; what `fit` returns.
import { Callback, type Logs } from './callback.js';
import { withBothSpellings } from './logs.js';

export class History extends Callback {
  /** The epochs that ran, counted from 0. */
  epoch: number[] = [];
  /** For each key of the logs its value after each epoch: `loss`, `acc`, `val_loss`, `val_acc`. */
  history: Record<string, number[]> = {};

  override onTrainBegin(): void {
    this.epoch = [];
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    this.epoch.push(epoch);
    for (const [key, value] of Object.entries(logs)) {
      this.history[key] ??= [];
      this.history[key].push(value);
    }
    withBothSpellings(this.history);
  }
}
