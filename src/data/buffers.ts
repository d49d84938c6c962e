// Iterators that hold several elements: batch, prefetch, shuffle; they pull what they hold and no more.
import { ConfigError } from '../errors.js';
import { Alea } from '../random/alea.js';
import { nextSeed } from '../session.js';
import { drop } from './containers.js';
import { derived, LazyIterator, type Pulled } from './lazyIterator.js';

/** @throws ConfigError unless it is a whole number above 0 */
export function positive(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new ConfigError({ where, expected: 'an integer > 0', received: String(value) });
}

export function batches<T>(
  upstream: LazyIterator<T>,
  batchSize: number,
  smallLastBatch: boolean,
): LazyIterator<T[]> {
  positive('rowMajorBatch batchSize', batchSize);
  async function* full() {
    let rows: T[] = [];
    try {
      for await (const element of upstream) {
        rows.push(element);
        if (rows.length < batchSize) continue;
        const batch = rows;
        rows = [];
        yield batch;
      }
      if (!smallLastBatch || rows.length === 0) return;
      const batch = rows;
      rows = [];
      yield batch;
    } finally {
      drop(rows);
    }
  }
  return derived(full(), upstream);
}

export function columns<T>(
  upstream: LazyIterator<T>,
  batchSize: number,
  smallLastBatch: boolean,
  combine: (rows: readonly T[]) => unknown,
): LazyIterator<unknown> {
  return upstream.rowMajorBatch(batchSize, smallLastBatch).map(combine);
}

/** Promises of elements, in the order in which they were asked for. */
class Window<T> {
  readonly #upstream: LazyIterator<T>;
  readonly #capacity: number;
  readonly #promises: Promise<Pulled<T>>[] = [];

  constructor(upstream: LazyIterator<T>, capacity: number) {
    this.#upstream = upstream;
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#promises.length;
  }

  fill(): void {
    while (this.#promises.length < this.#capacity) {
      const pulled = this.#upstream.next();
      // It is reported to whoever takes it, which may be later than Node would wait.
      pulled.catch(() => {});
      this.#promises.push(pulled);
    }
  }

  shift(): Promise<Pulled<T>> {
    return this.#promises.shift()!;
  }

  /** Takes one out; the last one moves to its place. */
  take(index: number): Promise<Pulled<T>> {
    const pulled = this.#promises[index];
    const last = this.#promises.pop()!;
    if (index < this.#promises.length) this.#promises[index] = last;
    return pulled;
  }

  async clear(): Promise<void> {
    const settled = await Promise.allSettled(this.#promises.splice(0));
    for (const result of settled) if (result.status === 'fulfilled') drop(result.value.value);
  }
}

export function prefetched<T>(upstream: LazyIterator<T>, bufferSize: number): LazyIterator<T> {
  const window = new Window(upstream, positive('prefetch bufferSize', bufferSize));
  const next = () => {
    window.fill();
    return window.shift();
  };
  return new LazyIterator({ next, return: () => window.clear() }, [
    upstream as LazyIterator<never>,
  ]);
}

export function shuffled<T>(
  upstream: LazyIterator<T>,
  windowSize: number,
  seed = String(nextSeed()),
): LazyIterator<T> {
  const window = new Window(upstream, positive('shuffle bufferSize', windowSize));
  const random = new Alea(seed);
  async function* drawn() {
    try {
      window.fill();
      while (window.length > 0) {
        // Ends of the upstream fill the window too, and are drawn like elements: that is tfjs's order.
        const { value, done } = await window.take(Math.floor(random.next() * window.length));
        if (done) continue;
        yield value;
        window.fill();
      }
    } finally {
      await window.clear();
    }
  }
  return derived(drawn(), upstream);
}
