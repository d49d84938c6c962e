// Iterators made of iterators, element by element: map, filter, take, skip, concatenation, zip.

import { tensorsIn } from '../containers.js';
import { ConfigError } from '../errors.js';
import { disposeExcept, drop, mapLeaves } from './containers.js';
import { derived, LazyIterator, type Pulled } from './lazyIterator.js';

const end: IteratorReturnResult<null> = { value: null, done: true };

/** An iterator whose `next()` may run several times at once. */
function concurrent<T>(
  upstream: LazyIterator<unknown>,
  next: () => Promise<Pulled<T>>,
): LazyIterator<T> {
  return new LazyIterator({ next }, [upstream as LazyIterator<never>]);
}

export function mapped<T, O>(
  upstream: LazyIterator<T>,
  transform: (element: T) => O,
): LazyIterator<O> {
  return concurrent(upstream, async () => {
    const { value, done } = await upstream.next();
    if (done) return end;
    // Before the call: it may change the element in place.
    const tensors = tensorsIn(value);
    const result = transform(value);
    if (result instanceof Promise) {
      result.catch(() => {});
      throw new ConfigError({
        where: 'map',
        expected: 'a function that returns an element',
        received: 'one that returns a promise',
        hint: 'Use mapAsync.',
      });
    }
    disposeExcept(tensors, result);
    return { value: result, done: false };
  });
}

export function mappedAsync<T, O>(
  upstream: LazyIterator<T>,
  transform: (element: T) => Promise<O>,
): LazyIterator<O> {
  return concurrent(upstream, async () => {
    const { value, done } = await upstream.next();
    if (done) return end;
    const tensors = tensorsIn(value);
    const result = await transform(value);
    disposeExcept(tensors, result);
    return { value: result, done: false };
  });
}

export function taken<T>(upstream: LazyIterator<T>, count: number): LazyIterator<T> {
  let asked = 0;
  return concurrent(upstream, async () => {
    if (asked++ < count) return upstream.next();
    await upstream.return();
    return end;
  });
}

export function withoutErrors<T>(
  upstream: LazyIterator<T>,
  handler: (error: unknown) => boolean,
): LazyIterator<T> {
  async function* surviving() {
    for (;;) {
      try {
        const { value, done } = await upstream.next();
        if (done) return;
        yield value;
      } catch (error) {
        if (!handler(error)) return;
      }
    }
  }
  return derived(surviving(), upstream);
}

export function serial<T>(upstream: LazyIterator<T>): LazyIterator<T> {
  async function* oneByOne() {
    yield* upstream;
  }
  return derived(oneByOne(), upstream);
}

export function flattened<T, O>(
  upstream: LazyIterator<T>,
  transform: (element: T) => readonly O[],
): LazyIterator<O> {
  const lists = upstream.map(transform);
  async function* each() {
    for await (const list of lists) yield* list;
  }
  return derived(each(), lists);
}

export function filtered<T>(
  upstream: LazyIterator<T>,
  predicate: (element: T) => boolean | Promise<boolean>,
): LazyIterator<T> {
  async function* matching() {
    for await (const element of upstream) {
      if (await predicate(element)) yield element;
      else drop(element);
    }
  }
  return derived(matching(), upstream);
}

export function skipped<T>(upstream: LazyIterator<T>, count: number): LazyIterator<T> {
  async function* rest() {
    let index = 0;
    for await (const element of upstream) {
      if (index++ >= count) yield element;
      else drop(element);
    }
  }
  return derived(rest(), upstream);
}

export function concatenated<T>(upstreams: readonly LazyIterator<T>[]): LazyIterator<T> {
  async function* all() {
    for (const upstream of upstreams) yield* upstream;
  }
  return derived(all(), ...upstreams);
}

/** The iterators that `start` gives, one after the other, so often; ends early at one that is empty. */
export function repeated<T>(start: () => Promise<LazyIterator<T>>, count: number): LazyIterator<T> {
  async function* passes() {
    for (let pass = 0; pass < count; pass++) {
      let empty = true;
      for await (const element of await start()) {
        empty = false;
        yield element;
      }
      // Repeated for ever, nothing would never end.
      if (empty) return;
    }
  }
  return derived(passes());
}

/** Structures of one element from each iterator in `structure`, until the first of them ends. */
export function zipped(structure: unknown): LazyIterator<unknown> {
  const iterators = new Set<LazyIterator<unknown>>();
  mapLeaves(structure, (leaf) => iterators.add(leaf as LazyIterator<unknown>));
  async function* rows() {
    for (;;) {
      const pulled = new Map<unknown, Pulled<unknown>>();
      const pull = async (iterator: LazyIterator<unknown>) => {
        pulled.set(iterator, await iterator.next());
      };
      await Promise.all([...iterators].map(pull));
      const ends = [...pulled.values()].some(({ done }) => done);
      if (ends || pulled.size === 0) {
        for (const { value } of pulled.values()) drop(value);
        return;
      }
      yield mapLeaves(structure, (leaf) => pulled.get(leaf)?.value);
    }
  }
  return derived(rows(), ...iterators);
}
