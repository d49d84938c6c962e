// What callbacks share that watch one value of the logs: whether it improves.
import { ConfigError } from '../errors.js';
import { Callback, type Logs } from './callback.js';

export type Mode = 'auto' | 'min' | 'max';

export interface MonitorConfig {
  /** The key in the logs. Default: 'val_loss'. */
  monitor?: string;
  /** Whether less or more is better; 'auto' goes by the metric. Default: 'auto'. */
  mode?: Mode;
}

/** @throws ConfigError for an option of these that is there and no number. */
export function checkNumbers<T extends object>(
  where: string,
  options: T,
  keys: (keyof T & string)[],
) {
  for (const key of keys) {
    const value: unknown = options[key];
    if (
      value === undefined ||
      value === null ||
      (typeof value === 'number' && !Number.isNaN(value))
    )
      continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'a number',
      received: String(value),
    });
  }
}

export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  readonly mode: Mode;
  readonly minDelta: number;
  /** The best value so far. */
  best: number | undefined;
  #more: boolean | undefined;
  #warned = false;

  constructor(
    { monitor = 'val_loss', mode = 'auto' }: MonitorConfig,
    minDelta: number,
    best?: number,
  ) {
    super();
    if (!['auto', 'min', 'max'].includes(mode)) {
      const where = `${new.target.name}.mode`;
      throw new ConfigError({ where, expected: "'auto', 'min' or 'max'", received: String(mode) });
    }
    this.monitor = monitor;
    this.mode = mode;
    this.minDelta = Math.abs(minDelta);
    this.best = best;
  }

  /** Whether more is better. @throws ConfigError if nothing tells */
  #moreIsBetter(): boolean {
    if (this.mode !== 'auto') return this.mode === 'max';
    const name = this.monitor.replace(/^val_/, '');
    if (name === 'loss' || name.endsWith('_loss')) return false;
    const metric = this.model.metrics?.find((one) => one.name === name);
    if (metric?.direction) return metric.direction === 'up';
    if (/acc(uracy)?$/.test(name)) return true;
    throw new ConfigError({
      where: this.constructor.name,
      problem: `nothing tells whether more or less of "${this.monitor}" is better`,
      hint: "Pass mode: 'max' or mode: 'min'.",
    });
  }

  /** Whether `value` is better than `reference` by more than minDelta. */
  protected improves(value: number, reference: number | undefined): boolean {
    if (reference === undefined) return true;
    this.#more ??= this.#moreIsBetter();
    return this.#more ? value - this.minDelta > reference : value + this.minDelta < reference;
  }

  /** The value, or undefined, with one warning, if the logs don't have it. */
  protected monitored(logs: Logs): number | undefined {
    const value = logs[this.monitor];
    if (value === undefined && !this.#warned) {
      this.#warned = true;
      const known = Object.keys(logs).join(', ');
      const text = `there is no ${this.monitor} in the logs (${known})`;
      process.emitWarning(`${this.constructor.name}: ${text}`);
    }
    return value;
  }
}
