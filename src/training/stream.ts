// Data that comes in batches: async iterables, generators, and the data sets of `tf.data`.
import { drop } from '../data/containers.js';
import { Dataset } from '../data/dataset.js';
import { ConfigError } from '../errors.js';
import { isColumnar } from '../interop.js';
import { Tensor } from '../tensor.js';
import { unlessAborted } from './abort.js';
import { type Batch, type ClassWeight, type Data, type Names, readBatch } from './batch.js';

/** A batch as data sets give it: `{xs, ys}` as in tfjs, or `[x, y]` or `[x, y, sampleWeight]` as in Keras. */
export type Element =
  | { xs: Data; ys?: Data; sampleWeight?: Data }
  | readonly [x: Data, y?: Data, sampleWeight?: Data];

interface Iterates {
  next(): Promise<IteratorResult<Element, unknown>> | IteratorResult<Element, unknown>;
  return?(): unknown;
}

/** Anything that gives batches: as often as it is asked for an iterator. */
export type BatchSource =
  | AsyncIterable<Element>
  | Iterable<Element>
  | (() => AsyncIterable<Element> | Iterable<Element>)
  | { iterator(): Promise<Iterates> };

/** Whether data come in batches, rather than as arrays. */
export function isBatchSource(data: unknown): data is BatchSource {
  if (typeof data === 'function') return true;
  if (typeof data !== 'object' || data === null) return false;
  if (data instanceof Tensor || Array.isArray(data) || ArrayBuffer.isView(data)) return false;
  if (isColumnar(data)) return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data || 'iterator' in data;
}

async function start(source: BatchSource): Promise<Iterates> {
  if (typeof source === 'function') return start(source());
  if ('iterator' in source && typeof source.iterator === 'function') return source.iterator();
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  return (source as Iterable<Element>)[Symbol.iterator]();
}

function readElement(model: Names, element: Element, classWeight?: ClassWeight | null): Batch {
  if (Array.isArray(element)) {
    const [x, y, sampleWeight] = element as readonly [Data, Data?, Data?];
    return readBatch(model, x, y, { sampleWeight, classWeight });
  }
  const record = element as { xs?: Data; ys?: Data; sampleWeight?: Data };
  if (record && typeof record === 'object' && record.xs !== undefined) {
    const { xs, ys, sampleWeight } = record;
    return readBatch(model, xs, ys, { sampleWeight, classWeight });
  }
  throw new ConfigError({
    where: `${model.name}: data set`,
    expected: 'batches {xs, ys} or [x, y]',
    received: typeof element,
  });
}

/** Batches of a source, which starts again where it ends. */
export class Stream {
  readonly #model: Names;
  readonly #source: BatchSource;
  readonly #classWeight: ClassWeight | null | undefined;
  readonly #signal: AbortSignal | undefined;
  #iterator: Iterates | undefined;

  /** @param signal ends the waiting for a batch */
  constructor(
    model: Names,
    source: BatchSource,
    classWeight?: ClassWeight | null,
    signal?: AbortSignal,
  ) {
    this.#model = model;
    this.#source = source;
    this.#classWeight = classWeight;
    this.#signal = signal;
  }

  /**
   * The batches up to the end, or so many, going on in the next call where this one stopped. A data set's tensors are
   * disposed once their batch is done with, as in tfjs.
   */
  async *batches(steps?: number | null): AsyncGenerator<Batch> {
    const limit = steps ?? Number.POSITIVE_INFINITY;
    let fresh = false;
    for (let done = 0; done < limit; ) {
      if (!this.#iterator) {
        this.#iterator = await start(this.#source);
        fresh = true;
      }
      const next = Promise.resolve(this.#iterator.next());
      const where = `${this.#model.name}.fit`;
      const { value, done: ended } = await unlessAborted(where, this.#signal, next);
      if (ended) {
        this.#iterator = undefined;
        // Without a number of steps the end is the end; a source that gives nothing would be asked for ever.
        if (steps === undefined || steps === null || fresh) return;
        continue;
      }
      fresh = false;
      done += 1;
      try {
        yield readElement(this.#model, value as Element, this.#classWeight);
      } finally {
        if (this.#source instanceof Dataset) drop(value);
      }
    }
  }

  /** The first so many batches, or all, from the start whenever it is called. */
  async *fromStart(steps?: number | null): AsyncGenerator<Batch> {
    await this.close();
    try {
      yield* this.batches(steps);
    } finally {
      await this.close();
    }
  }

  /** Ends the pass over the source. An iterator that the user passed is theirs: it stays where it is. */
  async close(): Promise<void> {
    const iterator = this.#iterator;
    if (!iterator || iterator === (this.#source as unknown)) return;
    this.#iterator = undefined;
    const ended = Promise.resolve(iterator.return?.());
    // One that still waits for its own data would never end.
    if (this.#signal?.aborted) ended.catch(() => {});
    else await ended;
  }
}
