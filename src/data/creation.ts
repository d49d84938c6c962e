// Data sets of arrays, generators, functions and other data sets.
import { ConfigError } from '../errors.js';
import { copyOf, mapLeaves } from './containers.js';
import { Dataset, datasetFromIteratorFn } from './dataset.js';
import { type ElementSource, LazyIterator, lazy } from './lazyIterator.js';
import { zipped } from './operators.js';

/**
 * The items of an array. Each pass hands out copies; tensors in them are cloned.
 *
 * @example
 * const dataset = tf.data.array([{ item: 1 }, { item: 2 }]);
 * await dataset.forEachAsync((e) => console.log(e));
 */
export function array<T>(items: ArrayLike<T>): Dataset<T> {
  if (typeof items !== 'object' || items === null || typeof items.length !== 'number') {
    const received = items === null ? 'null' : typeof items;
    throw new ConfigError({ where: 'data.array', expected: 'an array', received });
  }
  return datasetFromIteratorFn(async () => {
    let index = 0;
    return new LazyIterator<T>({
      next: () =>
        index < items.length
          ? { value: copyOf(items[index++]), done: false }
          : { value: null, done: true },
    });
  }, items.length);
}

/** Says where an error of the user's own function came up; it stays the same error. */
function explain(error: unknown): unknown {
  if (error instanceof Error) {
    try {
      error.message = `Error thrown while iterating through a dataset: ${error.message}`;
    } catch {
      // Some errors' messages can't be written; they are thrown as they are.
    }
  }
  return error;
}

/** Calls of the user's functions: one at a time, as none may come after the last element. */
function ofCalls<T>(
  call: () => Promise<IteratorResult<T, unknown>> | IteratorResult<T, unknown>,
  close?: () => unknown,
): LazyIterator<T> {
  let last: Promise<unknown> = Promise.resolve();
  let ended = false;
  const pull = async (): Promise<IteratorResult<T, unknown>> => {
    if (ended) return { value: null, done: true };
    try {
      const result = await call();
      ended = result.done === true;
      return result;
    } catch (error) {
      throw explain(error);
    }
  };
  const next = () => {
    const pulled = last.then(pull, pull);
    last = pulled;
    return pulled;
  };
  return new LazyIterator<T>({ next, return: close });
}

/** What a generator function gives: an iterator, or something that has one. */
type Generated<T> = Iterator<T> | AsyncIterator<T> | Iterable<T> | AsyncIterable<T>;

/**
 * The elements of a generator, which is started anew for each pass: a generator function, an async one, or any function
 * that returns an iterator or iterable, or a promise of one. The generator's `return()` is called if a pass ends early.
 *
 * @example
 * const squares = tf.data.generator(function* () {
 *   for (let i = 0; i < 10; i++) yield i * i;
 * });
 */
export function generator<T>(generate: () => Generated<T> | Promise<Generated<T>>): Dataset<T> {
  if (typeof generate !== 'function') {
    throw new ConfigError({
      where: 'data.generator',
      expected: 'a generator function, or one that returns an iterator',
      received: generate === null ? 'null' : typeof generate,
      hint: 'Pass the function itself, not what it returns: each pass calls it again.',
    });
  }
  return datasetFromIteratorFn(async () => {
    const iterator = iteratorOf(await generate());
    return ofCalls<T>(
      () => iterator.next(),
      () => iterator.return?.(),
    );
  });
}

function iteratorOf<T>(generated: Generated<T>): ElementSource<T> {
  if (typeof generated === 'object' && generated !== null) {
    if ('next' in generated && typeof generated.next === 'function') return generated;
    if (Symbol.asyncIterator in generated) return generated[Symbol.asyncIterator]();
    if (Symbol.iterator in generated) return generated[Symbol.iterator]();
  }
  throw new ConfigError({
    where: 'data.generator',
    expected: 'a function that returns an iterator',
    received: `one that returns ${generated === null ? 'null' : typeof generated}`,
  });
}

/**
 * What a function gives on each call: `{value, done}`, or a promise of it. As in tfjs a second pass goes on where the
 * first one stopped.
 *
 * @example
 * let i = -1;
 * const dataset = tf.data.func(() => (++i < 5 ? { value: i, done: false } : { value: null, done: true }));
 */
export function func<T>(
  f: () => IteratorResult<T, unknown> | Promise<IteratorResult<T, unknown>>,
): Dataset<T> {
  if (typeof f !== 'function') {
    const received = f === null ? 'null' : typeof f;
    throw new ConfigError({ where: 'data.func', expected: 'a function', received });
  }
  return datasetFromIteratorFn(async () => ofCalls(f));
}

/** What `zip` gives for a structure of data sets. */
export type Zipped<D> =
  D extends Dataset<infer T> ? T : D extends object ? { [K in keyof D]: Zipped<D[K]> } : never;

/**
 * The data sets of an array or record side by side, until the shortest one ends.
 *
 * @throws ConfigError for anything but data sets in arrays and records
 * @example
 * const xs = tf.data.array([[1], [2]]);
 * const ys = tf.data.array([10, 20]);
 * await model.fitDataset(tf.data.zip({ xs, ys }).batch(2));
 */
export function zip<const D extends object>(datasets: D): Dataset<Zipped<D>> {
  if (typeof datasets !== 'object' || datasets === null) {
    throw new ConfigError('The argument to zip() must be an object or array.');
  }
  const parts = new Set<Dataset<unknown>>();
  mapLeaves(datasets, (leaf) => {
    if (leaf instanceof Dataset) return parts.add(leaf);
    throw new ConfigError(
      'Leaves of the structure passed to zip() must be Datasets, not primitives.',
    );
  });
  const sizes = [...parts].map(({ size }) => size);
  const known = sizes.every((size) => size !== null);
  return datasetFromIteratorFn(
    async () => {
      const iterators = new Map<unknown, LazyIterator<unknown>>();
      for (const part of parts) iterators.set(part, lazy(await part.iterator()));
      const structure = mapLeaves(datasets, (leaf) => iterators.get(leaf));
      return zipped(structure) as LazyIterator<Zipped<D>>;
    },
    known ? Math.min(...sizes) : null,
  );
}

/** tfjs's camera: there is none in Node.js. @throws ConfigError always */
export async function webcam(..._options: unknown[]): Promise<never> {
  throw browserOnly('webcam');
}

/** tfjs's microphone: there is none in Node.js. @throws ConfigError always */
export async function microphone(..._options: unknown[]): Promise<never> {
  throw browserOnly('microphone');
}

function browserOnly(name: string): ConfigError {
  return new ConfigError({
    problem: `tf.data.${name} is only supported in browser environment`,
    hint: 'In Node.js, pass recorded data through tf.data.generator.',
  });
}
