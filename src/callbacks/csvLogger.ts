// CSVLogger: a line of a file for each epoch, as Python's csv module writes it.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../errors.js';
import { readOptions } from '../options.js';
import { Callback, type Logs } from './callback.js';

export interface CSVLoggerConfig {
  filename: string;
  /** Default: ','. */
  separator?: string;
  /** Whether to go on in a file that is there. Default: false. */
  append?: boolean;
}

/** A float as Python writes it: always with a point or an exponent. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = String(value);
  if (/[.e]/.test(text)) return text.replace(/e([+-])(\d)$/, 'e$10$2');
  return `${text}.0`;
}

/** Keras: `CSVLogger`. */
export class CSVLogger extends Callback {
  readonly filename: string;
  readonly separator: string;
  readonly append: boolean;
  #keys: string[] | undefined;
  #needsHeader = true;

  constructor(config: CSVLoggerConfig | string) {
    super();
    const given: CSVLoggerConfig = typeof config === 'string' ? { filename: config } : config;
    const read = readOptions('csvLogger', given, ['filename', 'separator', 'append']);
    if (typeof read.filename !== 'string' || read.filename === '') {
      const received = String(read.filename);
      throw new ConfigError({ where: 'csvLogger.filename', expected: 'a path', received });
    }
    this.filename = read.filename;
    this.separator = read.separator ?? ',';
    this.append = read.append ?? false;
  }

  override onTrainBegin(): void {
    this.#keys = undefined;
    const goOn = this.append && existsSync(this.filename);
    if (!goOn) writeFileSync(this.filename, '');
    this.#needsHeader = !goOn || readFileSync(this.filename, 'utf8') === '';
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    if (!this.#keys) {
      this.#keys = Object.keys(logs).sort();
      // Epochs without validation may come first.
      if (!this.#keys.some((key) => key.startsWith('val_'))) {
        this.#keys.push(...this.#keys.map((key) => `val_${key}`));
      }
      if (this.#needsHeader) this.#write(['epoch', ...this.#keys]);
    }
    const value = (key: string) => (logs[key] === undefined ? 'NA' : this.#cell(logs[key]));
    this.#write([String(epoch), ...this.#keys.map(value)]);
  }

  #cell(value: number | number[]): string {
    return Array.isArray(value) ? `"[${value.map(pythonFloat).join(', ')}]"` : pythonFloat(value);
  }

  #write(cells: string[]): void {
    appendFileSync(this.filename, `${cells.join(this.separator)}\r\n`);
  }
}
