// tf.data: nothing is pulled before it is asked for, and whoever stops early closes what is behind.
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import * as tf from '../../index.js';

/** A source without end that counts. */
function counted() {
  const seen = { pulled: 0, opened: 0, closed: 0 };
  const dataset = tf.data.generator(function* () {
    seen.opened++;
    try {
      for (;;) yield seen.pulled++;
    } finally {
      seen.closed++;
    }
  });
  return { dataset, seen };
}

type Numbers = tf.data.Dataset<number>;
const plain = (dataset: Numbers): tf.data.Dataset<unknown> => dataset;

/** How many elements of the source stand for the first `taken` of the result. */
const bounds: [
  string,
  (dataset: Numbers) => tf.data.Dataset<unknown>,
  (taken: number) => number,
][] = [
  ['nothing', plain, (taken) => taken],
  ['map', (d) => d.map((x) => x), (taken) => taken],
  ['mapAsync', (d) => d.mapAsync(async (x) => x), (taken) => taken],
  ['filter', (d) => d.filter((x) => x % 2 === 1), (taken) => 2 * taken],
  ['batch', (d) => d.batch(3), (taken) => 3 * taken],
  ['skip', (d) => d.skip(4), (taken) => 4 + taken],
  ['take', (d) => d.take(2), (taken) => Math.min(2, taken)],
  ['repeat', (d) => d.repeat(), (taken) => taken],
  ['concatenate', (d) => d.concatenate(d), (taken) => taken],
  ['zip', (d) => tf.data.zip([d, tf.data.array([1, 2])]), (taken) => taken],
  // A window of n holds n - 1 beside the one that is taken.
  ['prefetch', (d) => d.prefetch(4), (taken) => taken + 3],
  ['shuffle', (d) => d.shuffle(4), (taken) => taken + 3],
  ['prefetched batches', (d) => d.batch(3).prefetch(2), (taken) => 3 * (taken + 1)],
];

for (const [name, make, expected] of bounds) {
  test(`pulls of ${name}`, async (t) => {
    const { dataset, seen } = counted();
    const made = make(dataset);
    const iterator = await made.iterator();
    await sleep(1);
    t.is(seen.pulled, 0, 'none before the first is asked for');
    for (let taken = 1; taken <= 2; taken++) {
      await iterator.next();
      await sleep(1);
      t.is(seen.pulled, expected(taken), `for ${taken}`);
    }
    await iterator.return();
    t.is(seen.closed, seen.opened);
    t.deepEqual(await iterator.next(), { value: null, done: true });
  });

  test(`leaving a loop over ${name} closes the source`, async (t) => {
    const { dataset, seen } = counted();
    for await (const element of make(dataset)) {
      t.not(element, undefined);
      break;
    }
    t.is(seen.opened, 1);
    t.is(seen.closed, 1);
  });

  test(`an error in a loop over ${name} closes the source`, async (t) => {
    const { dataset, seen } = counted();
    const fail = () => {
      throw new Error('mine');
    };
    await t.throwsAsync(() => make(dataset).forEachAsync(fail), { message: 'mine' });
    await t.throwsAsync(() => make(dataset).map(fail).toArray(), { message: 'mine' });
    t.is(seen.closed, seen.opened);
  });
}

test('take and the shortest of zip close the rest', async (t) => {
  const { dataset, seen } = counted();
  t.deepEqual(await dataset.take(2).toArray(), [0, 1]);
  t.is(seen.closed, 1);
  await tf.data.zip([dataset, tf.data.array([1])]).toArray();
  t.is(seen.closed, 2);
});

test('prefetch keeps several going, in order; without it one at a time', async (t) => {
  let running = 0;
  let most = 0;
  const slow = tf.data.array([30, 5, 20, 1]).mapAsync(async (ms) => {
    most = Math.max(most, ++running);
    await sleep(ms);
    running--;
    return ms;
  });
  t.deepEqual(await slow.toArray(), [30, 5, 20, 1]);
  t.is(most, 1);
  t.deepEqual(await slow.prefetch(3).toArray(), [30, 5, 20, 1]);
  t.is(most, 3);
});

test('forEachAsync awaits before it asks for the next', async (t) => {
  const { dataset, seen } = counted();
  await dataset.take(3).forEachAsync(async (x) => {
    await sleep(1);
    t.is(seen.pulled, x + 1);
  });
});

test('next() asked several times at once keeps order', async (t) => {
  const iterator = await counted()
    .dataset.filter((x) => x % 2 === 0)
    .take(3)
    .iterator();
  const results = await Promise.all([1, 2, 3, 4].map(() => iterator.next()));
  t.deepEqual(
    results.map(({ value }) => value),
    [0, 2, 4, null],
  );
});
