// NumPy's legacy generator, draw by draw.
import { createHash } from 'node:crypto';
import test from 'ava';
import { RandomState } from '../../src/random/mt19937.js';

const digest = (values: Int32Array) => createHash('sha256').update(values).digest('hex');

test('the draws are those of numpy.random.RandomState', (t) => {
  const random = new RandomState(113);
  t.deepEqual([...random.permutation(10)], [9, 3, 6, 1, 0, 7, 4, 8, 2, 5]);
  t.deepEqual(
    Array.from({ length: 5 }, () => random.randint(0, 1000)),
    [994, 876, 218, 479, 7],
  );
  t.deepEqual([...random.rand(3)], [0.6846380969274619, 0.70064836552379, 0.779694262823149]);
});

test('seeds and ranges of 32 bits', (t) => {
  const random = new RandomState(2 ** 32 - 1);
  const draw = (n: number, low: number, high: number) =>
    Array.from({ length: n }, () => random.randint(low, high));
  t.deepEqual(draw(3, 0, 2 ** 32 - 1), [419326371, 479346978, 3918654476]);
  t.deepEqual(draw(8, -5, 6), [2, -1, -5, 1, 5, 4, -5, -3]);
  t.deepEqual(draw(3, 0, 2 ** 32), [2987145323, 627568395, 3003590858]);
});

test('the state is renewed after 624 draws', (t) => {
  const random = new RandomState(0);
  random.rand(1000);
  t.is(random.random(), 0.5928802707811576);
});

test('two shuffles of 25,000 with seed 113, as for the IMDB reviews', (t) => {
  const random = new RandomState(113);
  const first = random.permutation(25000);
  t.deepEqual([...first.subarray(0, 4)], [7798, 13226, 18078, 793]);
  t.is(digest(first), '0306451e7c5830c97b1afc1cc860306c7df726f1cb0b9c41e15f90fbea76003a');
  t.is(
    digest(random.permutation(25000)),
    '904be7ce9d3749975d2c41e577de39c867e0e966bdcb7f9dee78824b756e079b',
  );
});

test('a seed outside 32 bits is refused', (t) => {
  for (const seed of [-1, 2 ** 32, 1.5, Number.NaN]) {
    t.throws(() => new RandomState(seed), { code: 'ERR_CORTEN_VALUE' });
  }
});
