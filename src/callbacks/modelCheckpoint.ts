// ModelCheckpoint: saves the model after epochs, or the best one only.
import { ConfigError } from '../errors.js';
import { readOptions } from '../options.js';
import type { Logs } from './callback.js';
import { MonitorCallback, type MonitorConfig } from './monitor.js';

export interface ModelCheckpointConfig extends MonitorConfig {
  /** A path with Keras's placeholders: `model-{epoch:02d}-{val_loss:.2f}.keras`. */
  filepath: string;
  /** Whether to say what it does. Default: 0. */
  verbose?: number;
  /** Whether to save only what is better than all before. Default: false. */
  saveBestOnly?: boolean;
  /** Whether to save weights without the model. Default: false; always for `.safetensors`. */
  saveWeightsOnly?: boolean;
  /** After each epoch, or after so many batches. Default: 'epoch'. */
  saveFreq?: 'epoch' | number;
  /** What the first saved must be better than. Default: none. */
  initialValueThreshold?: number | null;
}

/** A number in Python's format: `02d`, `.2f`, `.3e`; all digits without one. */
function format(value: number, spec: string): string {
  const match = /^(0?)(\d*)(?:\.(\d+))?([dfeg]?)$/.exec(spec);
  if (!match) {
    const expected = 'a format such as 02d or .2f';
    throw new ConfigError({ where: 'filepath', expected, received: spec });
  }
  const [, zero, width, digits, kind] = match;
  let text = String(value);
  if (kind === 'f') text = value.toFixed(Number(digits ?? 6));
  else if (kind === 'e') {
    text = value.toExponential(Number(digits ?? 6)).replace(/e([+-])(\d)$/, 'e$10$2');
  } else if (digits !== undefined) text = String(Number(value.toPrecision(Number(digits))));
  return text.padStart(Number(width || 0), zero || ' ');
}

/** The template with its placeholders filled in. @throws ConfigError for one that is not in the logs */
export function formatPath(template: string, values: Logs): string {
  return template.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, key: string, spec?: string) => {
    if (values[key] !== undefined) return format(values[key], spec ?? '');
    const expected = `one of ${Object.keys(values).join(', ')}`;
    throw new ConfigError({ where: `filepath ${template}`, expected, received: key });
  });
}

/** Keras: `ModelCheckpoint`. A file is replaced only once the new one is whole on disk. */
export class ModelCheckpoint extends MonitorCallback {
  readonly filepath: string;
  readonly verbose: number;
  readonly saveBestOnly: boolean;
  readonly saveWeightsOnly: boolean;
  readonly saveFreq: 'epoch' | number;
  #epoch = 0;
  #lastBatch = -1;
  #seen = 0;

  constructor(config: ModelCheckpointConfig | string) {
    const given: ModelCheckpointConfig = typeof config === 'string' ? { filepath: config } : config;
    const read = readOptions('modelCheckpoint', given, [
      ...['filepath', 'monitor', 'mode', 'verbose', 'saveBestOnly', 'saveWeightsOnly'],
      ...['saveFreq', 'initialValueThreshold'],
    ]);
    super(read, 0, read.initialValueThreshold ?? undefined);
    if (typeof read.filepath !== 'string') {
      const received = String(read.filepath);
      throw new ConfigError({ where: 'modelCheckpoint.filepath', expected: 'a path', received });
    }
    this.filepath = read.filepath;
    this.verbose = read.verbose ?? 0;
    this.saveBestOnly = read.saveBestOnly ?? false;
    this.saveWeightsOnly = read.saveWeightsOnly ?? this.filepath.endsWith('.safetensors');
    this.saveFreq = read.saveFreq ?? 'epoch';
    // Only who saves by batches makes blocks short.
    if (this.saveFreq !== 'epoch') this.onTrainBatchEnd = this.#afterBatch;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    if (this.saveFreq === 'epoch') await this.#save({ ...logs, epoch: epoch + 1 }, logs);
  }

  async #afterBatch(batch: number, logs: Logs = {}): Promise<void> {
    this.#seen += batch <= this.#lastBatch ? batch + 1 : batch - this.#lastBatch;
    this.#lastBatch = batch;
    if (this.#seen < Number(this.saveFreq)) return;
    this.#seen = 0;
    await this.#save({ ...logs, epoch: this.#epoch + 1, batch: batch + 1 }, logs);
  }

  async #save(values: Logs, logs: Logs): Promise<void> {
    const path = formatPath(this.filepath, values);
    if (!this.#isDue(values.epoch, logs, path)) return;
    await (this.saveWeightsOnly ? this.model.saveWeights(path) : this.model.save(path));
    this.#say(`Epoch ${values.epoch}: finished saving model to ${path}`);
  }

  #isDue(epoch: number, logs: Logs, path: string): boolean {
    if (!this.saveBestOnly) return this.#say(`Epoch ${epoch}: saving model to ${path}`);
    const current = this.monitored(logs);
    if (current === undefined) return true;
    const before = this.best === undefined ? 'None' : this.best.toFixed(5);
    if (!this.improves(current, this.best)) {
      this.#say(`Epoch ${epoch}: ${this.monitor} did not improve from ${before}`);
      return false;
    }
    this.best = current;
    const change = `from ${before} to ${current.toFixed(5)}`;
    return this.#say(`Epoch ${epoch}: ${this.monitor} improved ${change}, saving model to ${path}`);
  }

  #say(text: string): true {
    if (this.verbose > 0) console.log(`\n${text}`);
    return true;
  }
}
