// Callbacks that change the learning rate: when a value no longer improves, or as a function of the epoch.
import { ConfigError } from '../errors.js';
import { readOptions } from '../options.js';
import { Callback, type Logs } from './callback.js';
import { checkNumbers, MonitorCallback, type MonitorConfig } from './monitor.js';

export interface ReduceLROnPlateauConfig extends MonitorConfig {
  /** What the rate is multiplied by, below 1. Default: 0.1. */
  factor?: number;
  /** How many epochs to wait for an improvement. Default: 10. */
  patience?: number;
  /** Whether to say when it reduces. Default: 0. */
  verbose?: number;
  /** Default: 1e-4. */
  minDelta?: number;
  /** How many epochs to rest after a reduction. Default: 0. */
  cooldown?: number;
  /** Default: 0. */
  minLr?: number;
}

/** Keras: `ReduceLROnPlateau`. */
export class ReduceLROnPlateau extends MonitorCallback {
  readonly factor: number;
  readonly patience: number;
  readonly verbose: number;
  readonly cooldown: number;
  readonly minLr: number;
  #rest = 0;
  #wait = 0;

  constructor(config: ReduceLROnPlateauConfig = {}) {
    const read = readOptions('reduceLROnPlateau', config, [
      ...['monitor', 'mode', 'factor', 'patience', 'verbose', 'minDelta', 'cooldown', 'minLr'],
    ]);
    checkNumbers('reduceLROnPlateau', read, [
      'factor',
      'patience',
      'minDelta',
      'cooldown',
      'minLr',
    ]);
    super(read, read.minDelta ?? 1e-4);
    this.factor = read.factor ?? 0.1;
    this.patience = read.patience ?? 10;
    this.verbose = read.verbose ?? 0;
    this.cooldown = read.cooldown ?? 0;
    this.minLr = read.minLr ?? 0;
    if (!(this.factor < 1)) {
      const where = 'reduceLROnPlateau.factor';
      throw new ConfigError({ where, expected: 'a number < 1', received: String(this.factor) });
    }
  }

  override onTrainBegin(): void {
    this.best = undefined;
    this.#rest = 0;
    this.#wait = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    logs.learning_rate = this.model.optimizer.learningRate;
    const current = this.monitored(logs);
    if (current === undefined) return;
    if (this.#rest > 0) {
      this.#rest -= 1;
      this.#wait = 0;
    }
    if (this.improves(current, this.best)) {
      this.best = current;
      this.#wait = 0;
    } else if (this.#rest === 0) {
      this.#wait += 1;
      if (this.#wait >= this.patience) this.#reduce(epoch);
    }
  }

  #reduce(epoch: number): void {
    const { optimizer } = this.model;
    if (!(optimizer.learningRate > Math.fround(this.minLr))) return;
    const rate = Math.max(optimizer.learningRate * this.factor, this.minLr);
    optimizer.learningRate = rate;
    if (this.verbose > 0) {
      console.log(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${rate}.`);
    }
    this.#rest = this.cooldown;
    this.#wait = 0;
  }
}

type Schedule = (epoch: number, learningRate: number) => number;

/** Sets the rate of each epoch: `schedule(epoch, rate)`. Keras: `LearningRateScheduler`. */
export class LearningRateScheduler extends Callback {
  readonly schedule: Schedule;
  readonly verbose: number;

  /** @param config the schedule, or `{ schedule, verbose }` */
  constructor(config: Schedule | { schedule: Schedule; verbose?: number }, verbose = 0) {
    super();
    const where = 'learningRateScheduler';
    const given = typeof config === 'function' ? { schedule: config, verbose } : (config ?? {});
    const read = readOptions(where, given, ['schedule', 'verbose']);
    if (typeof read.schedule !== 'function') {
      const expected = 'a schedule (epoch, learningRate) => number';
      throw new ConfigError({ where, expected, received: typeof read.schedule });
    }
    this.schedule = read.schedule;
    this.verbose = read.verbose ?? 0;
  }

  override onEpochBegin(epoch: number): void {
    const { optimizer } = this.model;
    const rate: unknown = this.schedule(epoch, optimizer.learningRate);
    if (typeof rate !== 'number' || !(rate >= 0)) {
      const where = 'learningRateScheduler';
      const expected = 'a schedule that gives a number >= 0';
      throw new ConfigError({ where, expected, received: String(rate) });
    }
    optimizer.learningRate = rate;
    if (this.verbose > 0) {
      console.log(`\nEpoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${rate}.`);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs = {}): void {
    logs.learning_rate = this.model.optimizer.learningRate;
  }
}
