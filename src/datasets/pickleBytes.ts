// The bytes of a pickle, taken one argument after another and never beyond their end.
import { DataError } from '../errors.js';

export class PickleBytes {
  protected at = 0;

  constructor(
    private readonly path: string,
    protected readonly bytes: Buffer,
  ) {}

  /** The position of the next `count` bytes, which are then behind. */
  protected skip(count: number): number {
    const start = this.at;
    this.at += count;
    if (this.at > this.bytes.length) throw this.truncated();
    return start;
  }

  protected text(length: number): string {
    // The names of globals and the codes of dtypes are all that a file of lists has to say.
    if (length > 64) throw this.unexpected('a short string', `${length} bytes`);
    const start = this.skip(length);
    return this.bytes.toString('latin1', start, start + length);
  }

  protected line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.truncated();
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  /** A little-endian integer of at most 32 bits in any number of bytes. */
  protected long(): number {
    const length = this.bytes[this.skip(1)];
    if (length > 5) throw this.unexpected('integers of 32 bits', `${8 * length} bits`);
    if (length === 0) return 0;
    return this.bytes.readIntLE(this.skip(length), length);
  }

  protected truncated(): DataError {
    return this.unexpected('a whole pickle', `${this.bytes.length} bytes`);
  }

  protected unexpected(expected: string, received = 'something else'): DataError {
    return new DataError({ where: `${this.path}, byte ${this.at}`, expected, received });
  }
}
