// CompositeArrayBuffer: buffers that read as one, without being copied together.
import { ConfigError } from '../errors.js';

/** Bytes in one or several pieces. */
export type BufferLike = ArrayBuffer | ArrayBufferView;

interface Shard {
  bytes: Uint8Array;
  start: number;
}

const describe = (x: unknown) => (x === null ? 'null' : typeof x);

function bytesOf(buffer: unknown): Uint8Array {
  if (ArrayBuffer.isView(buffer)) {
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  const received = describe(buffer);
  throw new ConfigError({ where: 'CompositeArrayBuffer', expected: 'ArrayBuffers', received });
}

/**
 * Several buffers as one.
 *
 * @example
 * new tf.io.CompositeArrayBuffer([first, second]).slice(0, 8);
 * @see tfjs's class of that name
 */
export class CompositeArrayBuffer {
  /** Of all buffers together. */
  readonly byteLength: number;
  readonly #shards: readonly Shard[];

  /** @throws ConfigError for what is no buffer */
  constructor(buffers?: BufferLike | readonly BufferLike[] | null) {
    const list = buffers === undefined || buffers === null ? [] : [buffers].flat();
    let start = 0;
    this.#shards = list.map((buffer) => {
      const bytes = bytesOf(buffer);
      const shard = { bytes, start };
      start += bytes.byteLength;
      return shard;
    });
    this.byteLength = start;
  }

  /** All buffers copied into one. */
  static join(buffers?: BufferLike | readonly BufferLike[] | null): ArrayBuffer {
    return new CompositeArrayBuffer(buffers).slice();
  }

  /** A copy of a range, cut to what there is; NaN counts as 0. */
  slice(start = 0, end = this.byteLength): ArrayBuffer {
    const from = Math.max(0, Number(start) || 0);
    const to = Math.min(this.byteLength, Number(end) || 0);
    const copy = new Uint8Array(Math.max(0, to - from));
    for (const shard of this.#overlapping(from, to)) {
      const at = Math.max(0, from - shard.start);
      const part = shard.bytes.subarray(at, to - shard.start);
      copy.set(part, shard.start + at - from);
    }
    return copy.buffer;
  }

  #overlapping(from: number, to: number): readonly Shard[] {
    if (to <= from) return [];
    const shards = this.#shards;
    // The last one that starts at or before `from`.
    let [low, high] = [0, shards.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (shards[middle].start <= from) low = middle;
      else high = middle - 1;
    }
    const after = shards.findIndex((shard, i) => i > low && shard.start >= to);
    return shards.slice(low, after < 0 ? shards.length : after);
  }
}

/** Buffers copied into one: `CompositeArrayBuffer.join`. */
export function concatenateArrayBuffers(buffers: BufferLike | readonly BufferLike[]): ArrayBuffer {
  return CompositeArrayBuffer.join(buffers);
}
