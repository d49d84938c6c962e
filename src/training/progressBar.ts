// Keras's progress bar: a pure formatter of its lines, and the writer that draws them in place, or one line an epoch.
import { colorful, LiveLine, type TerminalStream } from '../terminal.js';

/** Losses and metrics by name, already averaged over the epoch so far. */
export type ProgressLogs = Record<string, number>;

/** `'auto'`, true and 1: a bar on a terminal, else one line an epoch; 2: one line an epoch; 3: its heading; 0, false: nothing. */
export type Verbosity = boolean | 0 | 1 | 2 | 3 | 'auto';

export interface Progress {
  /** Steps done. */
  current: number;
  /** Steps to do, null while unknown. */
  target: number | null;
  /** Seconds since the start. */
  elapsed: number;
  /** Seconds a step takes, the first left out. */
  perStep: number;
  logs: ProgressLogs;
  /** Whether this is the last line. */
  done: boolean;
}

const fullWidth = 20;
/** Below this metrics go before the bar shrinks further. */
const decentWidth = 10;
/** Seconds between two drawings. */
const interval = 0.05;

/** `Train on 60000 samples, validate on 10000 samples`. */
export function trainingHeading(samples: number, validationSamples: number): string {
  return `Train on ${samples} samples, validate on ${validationSamples} samples`;
}

/** Seconds as `12s`, `1:05` or `2:00:09`. */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (n: number) => String(n).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${pad(whole % 60)}`;
  return `${Math.floor(whole / 3600)}:${pad(Math.floor((whole % 3600) / 60))}:${pad(whole % 60)}`;
}

/** Seconds a step as Keras has it: `2s/step`, `12ms/step`, `350us/step`. */
export function formatStepTime(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${seconds.toFixed(0)}s/step`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(0)}ms/step`;
  return `${(seconds * 1e6).toFixed(0)}us/step`;
}

/** Four decimals, or four significant ones below a thousandth: `0.0312`, `4.1000e-04`. */
export function formatMetric(value: number): string {
  if (Math.abs(value) > 1e-3) return value.toFixed(4);
  return value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}

function metricsOf(logs: ProgressLogs): string[] {
  return Object.entries(logs).map(([name, value]) => ` - ${name}: ${formatMetric(value)}`);
}

function countOf({ current, target }: Progress): string {
  if (target === null) return `${String(current).padStart(7)}/Unknown`;
  return `${String(current).padStart(String(target).length)}/${target}`;
}

/**
 * The bar: `12/40 ━━━━━━────────────── ETA: 5s 12ms/step - loss: 0.5000`, and when done, the time taken for the ETA.
 * On a narrow terminal an unfinished line is cut to fit: half of the bar, then metrics from the end.
 */
export function formatBar(
  progress: Progress,
  { columns = 80, color = false }: { columns?: number; color?: boolean } = {},
): string {
  const { current, target, elapsed, perStep, done } = progress;
  const paint = (code: number, text: string) =>
    color && text ? `\x1b[${code}m${text}\x1b[0m` : text;
  const count = countOf(progress);
  const time =
    done || target === null
      ? `${elapsed.toFixed(0)}s`
      : `ETA: ${formatDuration(perStep * (target - current))}`;
  const extras = [` ${formatStepTime(perStep)}`, ...metricsOf(progress.logs)];

  let width = target === null ? 0 : fullWidth;
  const over = () => `${count}  ${time}${extras.join('')}`.length + width - (columns - 1);
  const shrinkTo = (least: number) => {
    width = Math.min(width, Math.max(least, width - over()));
  };
  if (!done) {
    shrinkTo(decentWidth);
    while (extras.length > 0 && over() > 0) extras.pop();
    shrinkTo(1);
  }
  const filled = target ? Math.floor((width * current) / target) : 0;
  const bar =
    target === null
      ? ''
      : ` ${paint(32, '━'.repeat(filled))}${paint(37, (color ? '━' : '─').repeat(width - filled))}`;
  return `${paint(1, count)}${bar} ${paint(1, time)}${extras.join('')}`;
}

/** The whole epoch in one line: `Epoch 1/10 - 40/40 - 5s - 12ms/step - loss: 0.5000 - accuracy: 0.8000`. */
export function formatLine(heading: string, progress: Progress): string {
  const facts = [
    countOf(progress),
    `${progress.elapsed.toFixed(0)}s`,
    formatStepTime(progress.perStep),
  ];
  if (heading) facts.unshift(heading);
  return facts.join(' - ') + metricsOf(progress.logs).join('');
}

export interface ProgressBarOptions {
  verbose: Verbosity;
  /** Default `process.stderr`. */
  stream?: TerminalStream;
  /** The streams whose writes go above the bar. Default stdout and stderr, where they are terminals. */
  guarded?: TerminalStream[];
  /** Seconds; for tests. */
  now?: () => number;
}

/**
 * Draws the progress of one epoch after another, or of an evaluation.
 *
 * @example
 * const bar = new ProgressBar({ verbose: 'auto' });
 * bar.say(trainingHeading(48000, 12000));
 * bar.start('Epoch 1/10', 1500);
 * bar.update(32, { loss: 2.3 }); // often: it draws every 50 ms
 * bar.finish({ loss: 0.4, val_loss: 0.5 });
 */
export class ProgressBar {
  private readonly mode: 'silent' | 'bar' | 'line' | 'heading';
  private readonly stream: TerminalStream;
  private readonly live: LiveLine;
  private readonly now: () => number;
  private heading = '';
  private target: number | null = null;
  private current = 0;
  private started = 0;
  private drawn = 0;
  private afterFirst?: { time: number; steps: number };

  constructor({ verbose, stream = process.stderr, guarded, now }: ProgressBarOptions) {
    this.stream = stream;
    this.live = new LiveLine(stream, guarded);
    this.now = now ?? (() => performance.now() / 1000);
    if (verbose === 0 || verbose === false) this.mode = 'silent';
    else if (verbose === 3) this.mode = 'heading';
    else this.mode = verbose === 2 || !stream.isTTY ? 'line' : 'bar';
  }

  /** A line of its own, such as the heading of the training. */
  say(text: string): void {
    if (this.mode !== 'silent') this.stream.write(`${text}\n`);
  }

  /** @param target steps to do, null if unknown until they are done */
  start(heading: string, target: number | null): void {
    this.heading = heading;
    this.target = target;
    this.current = 0;
    this.started = this.now();
    this.drawn = Number.NEGATIVE_INFINITY;
    this.afterFirst = undefined;
    if (heading && (this.mode === 'bar' || this.mode === 'heading')) this.say(heading);
  }

  /** @param logs or what gives them, called only when the bar is drawn */
  update(current: number, logs: ProgressLogs | (() => ProgressLogs)): void {
    this.current = current;
    if (this.mode === 'silent' || this.mode === 'heading') return;
    const now = this.now();
    this.afterFirst ??= { time: now, steps: current };
    if (this.mode !== 'bar' || now - this.drawn < interval) return;
    this.drawn = now;
    this.live.draw(this.bar(now, typeof logs === 'function' ? logs() : logs, false));
  }

  /** The last line, with the logs of the whole epoch. */
  finish(logs: ProgressLogs): void {
    const now = this.now();
    this.target ??= this.current;
    this.current = this.target;
    if (this.mode === 'bar') this.live.end(this.bar(now, logs, true));
    if (this.mode === 'line') this.say(formatLine(this.heading, this.progress(now, logs, true)));
  }

  /** Leaves the terminal in order when there will be no `finish`: after an abort or an error. */
  close(): void {
    this.live.end();
  }

  private progress(now: number, logs: ProgressLogs, done: boolean): Progress {
    const { current, target, started, afterFirst } = this;
    const elapsed = now - started;
    // The first step includes planning: it would spoil the estimate.
    const steady = afterFirst && current > afterFirst.steps;
    const perStep = steady
      ? (now - afterFirst.time) / (current - afterFirst.steps)
      : elapsed / Math.max(1, current);
    return { current, target, elapsed, perStep, logs, done };
  }

  private bar(now: number, logs: ProgressLogs, done: boolean): string {
    const { stream } = this;
    return formatBar(this.progress(now, logs, done), {
      columns: stream.columns,
      color: colorful(stream),
    });
  }
}
