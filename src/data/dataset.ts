// Dataset: elements that are read anew on each pass, with transformations that run as elements are asked for.
import { ConfigError, ValueError } from '../errors.js';
import { tidy } from '../ops/scopes.js';
import { Alea } from '../random/alea.js';
import { nextSeed } from '../session.js';
import { positive } from './buffers.js';
import { type Batched, toBatch } from './containers.js';
import { type ElementSource, type LazyIterator, lazy } from './lazyIterator.js';
import { concatenated, repeated } from './operators.js';

/** Anything that a data set's `iterator()` may give, for classes of your own. */
export type Iteration<T> = Promise<ElementSource<T>> | ElementSource<T>;

/**
 * A sequence of elements: numbers, arrays, tensors, or records of them. A method gives a new data set; nothing is read
 * until it is iterated, and then no more than asked for. Each pass starts the reading again.
 *
 * @example
 * const batches = tf.data
 *   .array([1, 2, 3, 4, 5])
 *   .map((x) => ({ xs: [x], ys: [2 * x] }))
 *   .shuffle(5, 42)
 *   .batch(2);
 * for await (const { xs, ys } of batches) xs.print();
 * await model.fitDataset(batches, { epochs: 3 });
 */
export abstract class Dataset<T> implements AsyncIterable<T> {
  /** How many elements, if that is known: null if not, Infinity if they never end. */
  readonly size: number | null = null;

  /** A new pass over the elements. */
  abstract iterator(): Promise<LazyIterator<T>>;

  /** `for await (const element of dataset)`; leaving the loop closes files and generators. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const iterator = lazy(await this.iterator());
    try {
      yield* iterator;
    } finally {
      await iterator.return();
    }
  }

  async #start(): Promise<LazyIterator<T>> {
    return lazy(await this.iterator());
  }

  #derive<O>(
    transform: (iterator: LazyIterator<T>) => LazyIterator<O>,
    size: number | null,
  ): Dataset<O> {
    return datasetFromIteratorFn(async () => transform(await this.#start()), size);
  }

  /**
   * Batches: each value of an element becomes a tensor whose first axis is the batch. Numbers, (nested) arrays, typed
   * arrays and tensors are values; records are gone into. A missing value (undefined) is NaN.
   *
   * @param smallLastBatch whether what is left at the end is a batch. Default: true.
   * @throws ConfigError unless `batchSize` is a whole number above 0
   */
  batch(batchSize: number, smallLastBatch = true): Dataset<Batched<T>> {
    if (!(batchSize > 0 && Number.isInteger(batchSize))) {
      throw new ConfigError({
        where: 'batch',
        problem: `batchSize needs to be positive, but it is ${batchSize}`,
      });
    }
    const batches = this.size === null ? null : this.size / batchSize;
    const size = batches && (smallLastBatch ? Math.ceil(batches) : Math.floor(batches));
    return this.#derive(
      (iterator) =>
        iterator.columnMajorBatch(batchSize, smallLastBatch, toBatch) as LazyIterator<Batched<T>>,
      size,
    );
  }

  /** This data set's elements, then the other's. */
  concatenate(dataset: Dataset<T>): Dataset<T> {
    const sizes = [this.size, dataset.size];
    const known = sizes[0] !== null && sizes[1] !== null;
    const size = sizes.includes(Infinity) ? Infinity : known ? sizes[0]! + sizes[1]! : null;
    return datasetFromIteratorFn(
      async () => concatenated([await this.#start(), lazy(await dataset.iterator())]),
      size,
    );
  }

  /** The elements for which `predicate` gives true or a promise of it; the tensors of the others are disposed. */
  filter(predicate: (value: T) => boolean | Promise<boolean>): Dataset<T> {
    const size = this.size === Infinity ? Infinity : null;
    return this.#derive((iterator) => iterator.filter((x) => tidy(() => predicate(x))), size);
  }

  /** Calls `f` for each element, awaits what it gives, and disposes the element's tensors. */
  async forEachAsync(f: (input: T) => unknown): Promise<void> {
    return (await this.#start()).forEachAsync(f);
  }

  /** Each element through `transform`. Tensors of the element, and those made on the way, are disposed unless in the result. */
  map<O>(transform: (value: T) => O): Dataset<O> {
    return this.#derive((iterator) => iterator.map((x) => tidy(() => transform(x))), this.size);
  }

  /** As `map`, for a function that gives a promise. `prefetch(n)` after it keeps n of them going at a time. */
  mapAsync<O>(transform: (value: T) => Promise<O>): Dataset<O> {
    return this.#derive((iterator) => iterator.mapAsync(transform), this.size);
  }

  /** Makes up to `bufferSize` elements ahead, while the consumer works. */
  prefetch(bufferSize: number): Dataset<T> {
    if (bufferSize === undefined || bufferSize === null) {
      throw new ConfigError('`Dataset.prefetch()` requires bufferSize to be specified.');
    }
    positive('prefetch bufferSize', bufferSize);
    return this.#derive((iterator) => iterator.prefetch(bufferSize), this.size);
  }

  /** The elements `count` times over; for ever if it is negative or left out. */
  repeat(count?: number): Dataset<T> {
    const passes = count === undefined || count === null || count < 0 ? Infinity : count;
    const size = passes === 0 || this.size === 0 ? 0 : this.size && this.size * passes;
    return datasetFromIteratorFn(async () => repeated(() => this.#start(), passes), size);
  }

  /** Without the first `count` elements; without any if it is negative or left out. */
  skip(count: number): Dataset<T> {
    const skipped = count >= 0 ? count : Infinity;
    const size = skipped === Infinity ? 0 : this.size && Math.max(0, this.size - skipped);
    if (skipped === Infinity) return this.take(0);
    return this.#derive((iterator) => iterator.skip(skipped), size);
  }

  /**
   * Another order: draws from a window of `bufferSize` elements. The same seed gives tfjs's own order.
   *
   * @param seed default: drawn, so that `tf.utils.setRandomSeed` fixes it
   * @param reshuffleEachIteration whether each pass has another order. Default: true.
   * @throws ConfigError without a `bufferSize` above 0
   */
  shuffle(bufferSize: number, seed?: number | string, reshuffleEachIteration = true): Dataset<T> {
    if (bufferSize === undefined || bufferSize === null || !(bufferSize > 0)) {
      const hint = `Consider the size of the data set (${this.size} elements), if it fits in memory.`;
      throw new ConfigError({
        problem: '`Dataset.shuffle()` requires bufferSize to be specified',
        hint: this.size === null ? undefined : hint,
      });
    }
    positive('shuffle bufferSize', bufferSize);
    const random = new Alea(seed ?? nextSeed());
    const draw = () => random.int32() + (reshuffleEachIteration ? random.int32() : 0);
    let drawn: number | undefined;
    return this.#derive((iterator) => {
      if (drawn === undefined || reshuffleEachIteration) drawn = draw();
      return iterator.shuffle(bufferSize, String(drawn));
    }, this.size);
  }

  /** At most the first `count` elements; all if it is negative or left out. */
  take(count?: number): Dataset<T> {
    const limit = count === undefined || count === null || count < 0 ? Infinity : count;
    return this.#derive(
      (iterator) => iterator.take(count),
      this.size === null ? null : Math.min(this.size, limit),
    );
  }

  /**
   * All elements.
   * @throws ValueError if they never end
   */
  async toArray(): Promise<T[]> {
    this.#assertFinite();
    return (await this.#start()).toArray();
  }

  /** As `toArray`, with 100 elements asked for at a time. */
  async toArrayForTest(): Promise<T[]> {
    this.#assertFinite();
    return (await this.#start()).toArrayForTest();
  }

  #assertFinite(): void {
    if (this.size !== Infinity) return;
    throw new ValueError({
      problem: 'Can not convert infinite data stream to array',
      hint: 'Use take(n) first.',
    });
  }
}

class IteratorFnDataset<T> extends Dataset<T> {
  override readonly size: number | null;
  readonly #start: () => Promise<LazyIterator<T>>;

  constructor(start: () => Promise<LazyIterator<T>>, size: number | null) {
    super();
    this.size = size;
    this.#start = start;
  }

  iterator(): Promise<LazyIterator<T>> {
    return this.#start();
  }
}

/** A data set that calls `start` for each pass. @internal */
export function datasetFromIteratorFn<T>(
  start: () => Promise<LazyIterator<T>>,
  size: number | null = null,
): Dataset<T> {
  return new IteratorFnDataset(start, size);
}
