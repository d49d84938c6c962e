// FarmHash's Fingerprint64 (Pike and Alakuijala, 2014; farmhashna), for hash buckets that agree with TensorFlow's.

const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;

const u64 = (x: bigint) => BigInt.asUintN(64, x);
const rotate = (x: bigint, by: bigint) => (by === 0n ? x : u64((x >> by) | (x << (64n - by))));
const mix = (x: bigint) => x ^ (x >> 47n);

function hash16(u: bigint, v: bigint, mul: bigint): bigint {
  let a = u64((u ^ v) * mul);
  a ^= a >> 47n;
  let b = u64((v ^ a) * mul);
  b ^= b >> 47n;
  return u64(b * mul);
}

/** The hash of some bytes, an unsigned 64-bit number. */
export function fingerprint64(bytes: Uint8Array): bigint {
  const length = bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const fetch64 = (at: number) => view.getBigUint64(at, true);
  const fetch32 = (at: number) => BigInt(view.getUint32(at, true));
  const n = BigInt(length);
  const mul = u64(k2 + n * 2n);

  if (length === 0) return k2;
  if (length < 4) {
    const a = BigInt(bytes[0]);
    const b = BigInt(bytes[length >> 1]);
    const c = BigInt(bytes[length - 1]);
    return u64(mix(u64((a + (b << 8n)) * k2) ^ u64((n + (c << 2n)) * k0)) * k2);
  }
  if (length < 8) return hash16(n + (fetch32(0) << 3n), fetch32(length - 4), mul);
  if (length <= 16) {
    const a = u64(fetch64(0) + k2);
    const b = fetch64(length - 8);
    const c = u64(rotate(b, 37n) * mul + a);
    const d = u64((rotate(a, 25n) + b) * mul);
    return hash16(c, d, mul);
  }
  if (length <= 32) {
    const a = u64(fetch64(0) * k1);
    const b = fetch64(8);
    const c = u64(fetch64(length - 8) * mul);
    const d = u64(fetch64(length - 16) * k2);
    return hash16(
      u64(rotate(u64(a + b), 43n) + rotate(c, 30n) + d),
      u64(a + rotate(u64(b + k2), 18n) + c),
      mul,
    );
  }
  if (length <= 64) return upTo64(fetch64, length, mul);
  return longer(fetch64, length);
}

type Fetch = (at: number) => bigint;

function upTo64(fetch64: Fetch, length: number, mul: bigint): bigint {
  const a = u64(fetch64(0) * k2);
  const b = fetch64(8);
  const c = u64(fetch64(length - 8) * mul);
  const d = u64(fetch64(length - 16) * k2);
  const y = u64(rotate(u64(a + b), 43n) + rotate(c, 30n) + d);
  const z = hash16(y, u64(a + rotate(u64(b + k2), 18n) + c), mul);
  const e = u64(fetch64(16) * mul);
  const f = fetch64(24);
  const g = u64((y + fetch64(length - 32)) * mul);
  const h = u64((z + fetch64(length - 24)) * mul);
  return hash16(
    u64(rotate(u64(e + f), 43n) + rotate(g, 30n) + h),
    u64(e + rotate(u64(f + a), 18n) + g),
    mul,
  );
}

/** Two numbers for 32 bytes. */
function weak(fetch64: Fetch, at: number, first: bigint, second: bigint): [bigint, bigint] {
  const [w, x, y, z] = [0, 8, 16, 24].map((offset) => fetch64(at + offset));
  let a = u64(first + w);
  const b = rotate(u64(second + a + z), 21n);
  const c = a;
  a = u64(a + x + y);
  return [u64(a + z), u64(b + rotate(a, 44n) + c)];
}

function longer(fetch64: Fetch, length: number): bigint {
  const seed = 81n;
  let x = seed;
  let y = u64(seed * k1 + 113n);
  let z = u64(mix(u64(y * k2 + 113n)) * k2);
  let v: [bigint, bigint] = [0n, 0n];
  let w: [bigint, bigint] = [0n, 0n];
  x = u64(x * k2 + fetch64(0));
  const end = ((length - 1) >> 6) * 64;
  const last = end + ((length - 1) & 63) - 63;
  let at = 0;
  do {
    x = u64(rotate(u64(x + y + v[0] + fetch64(at + 8)), 37n) * k1);
    y = u64(rotate(u64(y + v[1] + fetch64(at + 48)), 42n) * k1);
    x ^= w[1];
    y = u64(y + v[0] + fetch64(at + 40));
    z = u64(rotate(u64(z + w[0]), 33n) * k1);
    v = weak(fetch64, at, u64(v[1] * k1), u64(x + w[0]));
    w = weak(fetch64, at + 32, u64(z + w[1]), u64(y + fetch64(at + 16)));
    [z, x] = [x, z];
    at += 64;
  } while (at !== end);
  const mul = u64(k1 + ((z & 0xffn) << 1n));
  at = last;
  w[0] = u64(w[0] + BigInt((length - 1) & 63));
  v[0] = u64(v[0] + w[0]);
  w[0] = u64(w[0] + v[0]);
  x = u64(rotate(u64(x + y + v[0] + fetch64(at + 8)), 37n) * mul);
  y = u64(rotate(u64(y + v[1] + fetch64(at + 48)), 42n) * mul);
  x ^= u64(w[1] * 9n);
  y = u64(y + v[0] * 9n + fetch64(at + 40));
  z = u64(rotate(u64(z + w[0]), 33n) * mul);
  v = weak(fetch64, at, u64(v[1] * mul), u64(x + w[0]));
  w = weak(fetch64, at + 32, u64(z + w[1]), u64(y + fetch64(at + 16)));
  [z, x] = [x, z];
  return hash16(
    u64(hash16(v[0], w[0], mul) + mix(y) * k0 + z),
    u64(hash16(v[1], w[1], mul) + x),
    mul,
  );
}
