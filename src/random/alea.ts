// Alea, Baagøe's multiply-with-carry generator (2010) seeded by a string: tfjs's shuffles draw from it, so ours do too.

/** 2 ** -32. */
const UNIT = 2.3283064365386963e-10;
const MULTIPLIER = 2091639;

/** Baagøe's hash of strings to [0, 1); its state goes on from call to call. */
function mash(): (text: string) => number {
  let state = 0xefc8249d;
  return (text) => {
    for (let i = 0; i < text.length; i++) {
      state += text.charCodeAt(i);
      const scaled = 0.02519603282416938 * state;
      const whole = scaled >>> 0;
      const product = (scaled - whole) * whole;
      state = product >>> 0;
      state += (product - state) * 0x100000000;
    }
    return (state >>> 0) * UNIT;
  };
}

/** The same seed gives the numbers of the npm package `seedrandom`'s `alea(seed)`. */
export class Alea {
  #s0: number;
  #s1: number;
  #s2: number;
  #carry = 1;

  constructor(seed: string | number) {
    const hash = mash();
    const text = String(seed);
    const blank = [hash(' '), hash(' '), hash(' ')];
    [this.#s0, this.#s1, this.#s2] = blank.map((value) => {
      const difference = value - hash(text);
      return difference < 0 ? difference + 1 : difference;
    });
  }

  /** A number in [0, 1). */
  next(): number {
    const t = MULTIPLIER * this.#s0 + this.#carry * UNIT;
    this.#carry = t | 0;
    this.#s0 = this.#s1;
    this.#s1 = this.#s2;
    this.#s2 = t - this.#carry;
    return this.#s2;
  }

  /** A number in [-2 ** 31, 2 ** 31). */
  int32(): number {
    return (this.next() * 0x100000000) | 0;
  }
}
