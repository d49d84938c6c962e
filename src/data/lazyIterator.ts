// LazyIterator: elements on demand, what `dataset.iterator()` gives; nothing is pulled before it is asked for.
import { batches, columns, prefetched, shuffled } from './buffers.js';
import { toColumns } from './containers.js';
import {
  concatenated,
  filtered,
  flattened,
  mapped,
  mappedAsync,
  serial,
  skipped,
  taken,
  withoutErrors,
} from './operators.js';

/** What `next()` of a data set's iterator resolves to. */
export type Pulled<T> = IteratorResult<T, null>;

/** What gives elements: an iterator of any kind. */
export interface ElementSource<T> {
  next(): Promise<IteratorResult<T, unknown>> | IteratorResult<T, unknown>;
  return?(): unknown;
}

const end: IteratorReturnResult<null> = { value: null, done: true };

/**
 * An asynchronous iterator with the transformations of a data set. `next()` may be called again before the last
 * promise has resolved: `prefetch` does so. `return()` closes what is behind it, files and generators included.
 *
 * @example
 * const iterator = await tf.data.array([1, 2, 3]).iterator();
 * console.log(await iterator.take(2).toArray()); // [1, 2]
 */
export class LazyIterator<T> implements AsyncIterator<T, null> {
  readonly #source: ElementSource<T>;
  readonly #upstreams: readonly LazyIterator<never>[];
  readonly #pending = new Set<Promise<unknown>>();
  #ended = false;
  #closing: Promise<void> | undefined;

  /**
   * @param source where elements come from
   * @param upstreams what is closed with it
   * @internal
   */
  constructor(source: ElementSource<T>, upstreams: readonly LazyIterator<never>[] = []) {
    this.#source = source;
    this.#upstreams = upstreams;
  }

  /** The next element; after the last one `{value: null, done: true}`, however often it is asked. */
  async next(): Promise<Pulled<T>> {
    if (this.#ended) return end;
    const pulled = Promise.resolve(this.#source.next());
    this.#pending.add(pulled);
    try {
      const { value, done } = await pulled;
      if (!done) return { value, done: false };
      this.#ended = true;
      return end;
    } finally {
      this.#pending.delete(pulled);
    }
  }

  /** Ends it early: what was asked for still arrives, then everything behind it is closed. */
  async return(): Promise<IteratorReturnResult<null>> {
    this.#ended = true;
    this.#closing ??= this.#close();
    await this.#closing;
    return end;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#pending);
    try {
      await this.#source.return?.();
    } finally {
      for (const upstream of this.#upstreams) await upstream.return();
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** All elements that are left. */
  async toArray(): Promise<T[]> {
    const elements: T[] = [];
    await this.#each((element) => void elements.push(element));
    return elements;
  }

  /** As `toArray`, through `prefetch(100)`: shows whether results depend on when promises resolve. */
  toArrayForTest(): Promise<T[]> {
    return this.prefetch(100).toArray();
  }

  /** Pulls to the end, for the side effects. */
  resolveFully(): Promise<void> {
    return this.#each(() => {});
  }

  /** Pulls until the end, or until `predicate` is false. */
  resolveWhile(predicate: (element: T) => boolean): Promise<void> {
    return this.#each(predicate);
  }

  /** Calls `f` for each element, awaits it, and disposes the tensors of the element, as tfjs does. */
  forEachAsync(f: (element: T) => unknown): Promise<void> {
    return this.mapAsync(async (element) => void (await f(element))).resolveFully();
  }

  /** Calls `f` for each element, one after the other, until it gives false. */
  serialForEach(f: (element: T) => Promise<boolean>): Promise<void> {
    return this.serialMapAsync(f).resolveWhile((goOn) => goOn === true);
  }

  /** Calls `visit` until it gives false; closes whatever happens. */
  async #each(visit: (element: T) => unknown): Promise<void> {
    try {
      for (let { value, done } = await this.next(); !done; { value, done } = await this.next()) {
        if (visit(value as T) === false) return;
      }
    } finally {
      await this.return();
    }
  }

  /** Each element through `transform`; its tensors are disposed unless they are in the result. */
  map<O>(transform: (element: T) => O): LazyIterator<O> {
    return mapped(this, transform);
  }

  /** As `map`, for a function that gives a promise; under `prefetch` several run at a time. */
  mapAsync<O>(transform: (element: T) => Promise<O>): LazyIterator<O> {
    return mappedAsync(this, transform);
  }

  /** As `mapAsync`, one at a time. */
  serialMapAsync<O>(transform: (element: T) => Promise<O>): LazyIterator<O> {
    return this.mapAsync(transform).serial();
  }

  /** The elements of the array that `transform` gives for each element. */
  flatmap<O>(transform: (element: T) => readonly O[]): LazyIterator<O> {
    return flattened(this, transform);
  }

  /** Those for which `predicate` is true, or resolves to true. */
  filter(predicate: (element: T) => boolean | Promise<boolean>): LazyIterator<T> {
    return filtered(this, predicate);
  }

  /** Drops elements whose `next()` fails where `handler` gives true, and ends where it gives false. */
  handleErrors(handler: (error: unknown) => boolean): LazyIterator<T> {
    return withoutErrors(this, handler);
  }

  /** Arrays of `batchSize` elements; the last one may be shorter, unless `smallLastBatch` is false. */
  rowMajorBatch(batchSize: number, smallLastBatch = true): LazyIterator<T[]> {
    return batches(this, batchSize, smallLastBatch);
  }

  /** Batches in the structure of an element, with the list of its values in place of each value. */
  columnMajorBatch(
    batchSize: number,
    smallLastBatch = true,
    combine: (rows: readonly T[]) => unknown = toColumns,
  ): LazyIterator<unknown> {
    return columns(this, batchSize, smallLastBatch, combine);
  }

  /** This one's elements, then the other's. */
  concatenate(other: LazyIterator<T>): LazyIterator<T> {
    return concatenated([this, other]);
  }

  /** At most `count` elements; all if it is negative or undefined. */
  take(count?: number): LazyIterator<T> {
    return count === undefined || count === null || count < 0 ? this : taken(this, count);
  }

  /** Without the first `count` elements. */
  skip(count: number): LazyIterator<T> {
    return skipped(this, count);
  }

  /** Asks for `bufferSize` elements at a time, so that they are made while the consumer works. */
  prefetch(bufferSize: number): LazyIterator<T> {
    return prefetched(this, bufferSize);
  }

  /** Draws from a window of `windowSize` elements at random. */
  shuffle(windowSize: number, seed?: string): LazyIterator<T> {
    return shuffled(this, windowSize, seed);
  }

  /** Asks for an element only when the one before has come. */
  serial(): LazyIterator<T> {
    return serial(this);
  }
}

/** Any iterator as a lazy one. @internal */
export function lazy<T>(source: ElementSource<T>): LazyIterator<T> {
  return source instanceof LazyIterator ? source : new LazyIterator(source);
}

/** What a generator makes of iterators, which are closed with it. @internal */
export function derived<T>(
  generator: AsyncGenerator<T, unknown>,
  ...upstreams: readonly LazyIterator<unknown>[]
): LazyIterator<T> {
  return new LazyIterator(
    { next: () => generator.next(), return: () => generator.return(null) },
    upstreams as LazyIterator<never>[],
  );
}
