// NumPy's legacy generator, `numpy.random.RandomState`: MT19937 with the draws that data sets are shuffled by, bit for bit.
// Matsumoto and Nishimura, "Mersenne Twister" (1998).
import { ValueError } from '../errors.js';

const N = 624;
const M = 397;

/**
 * `numpy.random.RandomState(seed)`: the same seed gives NumPy's own numbers.
 *
 * @example
 * const order = new RandomState(113).permutation(25000);
 */
export class RandomState {
  private readonly state = new Uint32Array(N);
  private next = N;

  /** @param seed an integer in [0, 2**32 - 1], as NumPy wants it. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new ValueError({
        where: 'seed',
        expected: 'an integer between 0 and 2**32 - 1',
        received: String(seed),
      });
    }
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1] ^ (state[i - 1] >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** The next 32 bits. */
  uint32(): number {
    if (this.next === N) this.twist();
    let y = this.state[this.next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private twist(): void {
    const { state } = this;
    for (let i = 0; i < N; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.next = 0;
  }

  /** `random_sample()`: uniform in [0, 1), 53 bits. */
  random(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** `rand(n)`: n numbers uniform in [0, 1). */
  rand(n: number): Float64Array {
    return Float64Array.from({ length: n }, () => this.random());
  }

  /** `randint(low, high)`: an integer in [low, high), by rejection under the smallest covering mask. */
  randint(low: number, high: number): number {
    return low + this.below(high - 1 - low);
  }

  /** An integer in [0, max]; NumPy's `random_interval`. */
  private below(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  /** Shuffles in place, from the last element down, as `RandomState.shuffle` does. */
  shuffle<T extends { length: number; [index: number]: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i);
      const value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return values;
  }

  /** `permutation(n)`: 0 to n - 1, shuffled. */
  permutation(n: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: n }, (_, i) => i));
  }
}
