// One line of a terminal that is drawn again and again in place, without being garbled by what others print meanwhile.

/** What is needed of a stream: `process.stderr` has it. */
export interface TerminalStream {
  isTTY?: boolean;
  columns?: number;
  // biome-ignore lint/suspicious/noExplicitAny: Node's own overloads of write are not worth repeating.
  write(...args: any[]): boolean;
}

const eraseLine = '\r\x1b[K';

/** Whether escapes for colour may be written: https://no-color.org. */
export function colorful(stream: TerminalStream): boolean {
  return Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/**
 * A line that `draw` replaces and `end` leaves behind. While it is shown, writes to the guarded streams go above it,
 * and Ctrl-C first ends it, so that the prompt starts on a line of its own.
 */
export class LiveLine {
  private shown = false;
  private text = '';
  private release: (() => void)[] = [];
  /** The last foreign text did not end its line: ours must start a new one. */
  private midLine = false;
  private drawing = false;

  constructor(
    private readonly stream: TerminalStream = process.stderr,
    private readonly guarded: TerminalStream[] = [process.stdout, process.stderr],
    private readonly signals: NodeJS.EventEmitter = process,
  ) {}

  draw(text: string): void {
    if (!this.shown) this.guard();
    this.text = text;
    this.put(text);
  }

  /** Replaces the line for the last time and starts a new one; without a text, what is drawn stays. */
  end(text = this.text): void {
    if (!this.shown && text === '') return;
    this.unguard();
    this.put(`${text}\n`);
    this.text = '';
  }

  /** Takes the line away. */
  clear(): void {
    if (!this.shown) return;
    this.unguard();
    this.put('');
    this.text = '';
  }

  private put(text: string): void {
    this.drawing = true;
    this.stream.write((this.midLine ? '\n' : eraseLine) + text);
    this.drawing = false;
    this.midLine = false;
  }

  private guard(): void {
    this.shown = true;
    for (const stream of this.guarded) if (stream.isTTY) this.release.push(this.wrap(stream));
    const interrupted = () => {
      this.end();
      // Without another listener Ctrl-C means what it meant before: the end of the process.
      if (this.signals.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT');
    };
    this.signals.on('SIGINT', interrupted);
    this.release.push(() => this.signals.off('SIGINT', interrupted));
  }

  private unguard(): void {
    this.shown = false;
    for (const undo of this.release) undo();
    this.release = [];
  }

  private wrap(stream: TerminalStream): () => void {
    const own = Object.hasOwn(stream, 'write');
    const original = stream.write;
    const guardedWrite = (...args: unknown[]): boolean => {
      if (!this.shown || this.drawing) return original.apply(stream, args);
      if (!this.midLine) original.call(stream, eraseLine);
      const written = original.apply(stream, args);
      this.midLine = !String(args[0]).endsWith('\n');
      if (!this.midLine) this.put(this.text);
      return written;
    };
    stream.write = guardedWrite;
    return () => {
      // Someone who wrapped it after us still calls us: then it stays, and only passes on.
      if (stream.write !== guardedWrite) return;
      if (own) stream.write = original;
      else Reflect.deleteProperty(stream, 'write');
    };
  }
}
