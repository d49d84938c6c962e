//! Distributions, from random words; and dropout.

use super::philox::{BATCH, Stream, words};
use super::quantile::truncated_normal;
use crate::{Float, Kernel, Pool, SharedMut, Simd, dispatch, math};

/// Elements of a chunk, a multiple of [`BATCH`].
const CHUNK: usize = 1 << 14;
/// 2^-24: uniform numbers have 24 random bits, which f32 holds exactly.
const STEP: f64 = 1.0 / 16_777_216.0;

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// low + (high - low) u, u in [0, 1).
    Uniform {
        /// The lowest number.
        low: f64,
        /// Above the highest number.
        high: f64,
    },
    /// Box and Muller's: √(-2 ln u) cos(2π v) and its sine.
    Normal {
        /// The centre.
        mean: f64,
        /// The spread.
        deviation: f64,
    },
    /// The normal distribution without what lies beyond two deviations, by its quantile function.
    TruncatedNormal {
        /// The centre.
        mean: f64,
        /// The spread before the truncation.
        deviation: f64,
    },
}

/// Draws every element of `out`.
pub fn fill<T: Float>(pool: &Pool, stream: Stream, distribution: Distribution, out: &mut [T]) {
    pool.for_chunks_mut(out, CHUNK, |i, out| {
        dispatch(Fill { stream, distribution, batch: i * (CHUNK / BATCH), out });
    });
}

/// Draws integers from `low` to below `high`.
pub fn fill_integers(stream: Stream, low: i32, high: i32, out: &mut [i32]) {
    let range = (i64::from(high) - i64::from(low)).max(0) as u64;
    for (batch, out) in out.chunks_mut(BATCH).enumerate() {
        for (out, word) in out.iter_mut().zip(words(stream, batch).as_flattened()) {
            *out = (i64::from(low) + ((u64::from(*word) * range) >> 32) as i64) as i32;
        }
    }
}

/// `out[i]` is 0 with probability `rate`, else x[i] / (1 - rate).
pub fn dropout<T: Float>(pool: &Pool, stream: Stream, rate: f64, x: &[T], out: &mut [T]) {
    assert_eq!(x.len(), out.len());
    let len = out.len();
    let out = SharedMut::new(out);
    pool.for_chunks(len.div_ceil(CHUNK), |i| {
        let start = i * CHUNK;
        let n = CHUNK.min(len - start);
        // SAFETY: chunks are disjoint ranges.
        let out = unsafe { out.slice(start, n) };
        dispatch(Dropout { stream, rate, batch: start / BATCH, x: &x[start..start + n], out });
    });
}

struct Fill<'a, T> {
    stream: Stream,
    distribution: Distribution,
    batch: usize,
    out: &'a mut [T],
}

impl<T: Float> Kernel<T> for Fill<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for (i, out) in self.out.chunks_mut(BATCH).enumerate() {
            let words = words(self.stream, self.batch + i);
            let words = words.as_flattened();
            let mut block = [T::ZERO; BATCH];
            match self.distribution {
                Distribution::Uniform { low, high } => {
                    let (low, range) = (T::from_f64(low), T::from_f64(high - low));
                    let step = T::from_f64(STEP);
                    for (to, &word) in block.iter_mut().zip(words) {
                        *to = low + range * (T::from_f64(f64::from(word >> 8)) * step);
                    }
                }
                Distribution::Normal { mean, deviation } => {
                    normal(s, words, mean, deviation, &mut block);
                }
                Distribution::TruncatedNormal { mean, deviation } => {
                    for (to, &word) in block.iter_mut().zip(words) {
                        let uniform = (f64::from(word >> 8) + 0.5) * STEP;
                        *to = T::from_f64(mean + deviation * truncated_normal(uniform));
                    }
                }
            }
            out.copy_from_slice(&block[..out.len()]);
        }
    }
}

/// Each quarter of the words makes half of the numbers with the next: radii from one, angles from the other.
#[inline(always)]
fn normal<S: Simd>(s: S, words: &[u32], mean: f64, deviation: f64, block: &mut [S::Scalar; BATCH]) {
    const QUARTER: usize = BATCH / 4;
    for (to, &word) in block.iter_mut().zip(words) {
        // In (0, 1]: it has a logarithm.
        *to = S::Scalar::from_f64((f64::from(word >> 8) + 1.0) * STEP);
    }
    let (mean, deviation) = (s.c(mean), s.c(deviation));
    let (minus_two, turn) = (s.c(-2.0), s.c(std::f64::consts::TAU));
    for half in block.chunks_exact_mut(2 * QUARTER) {
        let (first, second) = half.split_at_mut(QUARTER);
        for i in (0..QUARTER).step_by(S::LANES) {
            let square = s.mul(minus_two, math::ln(s, s.load(&first[i..])));
            let radius = s.mul(deviation, s.sqrt(square));
            let angle = s.mul(turn, s.load(&second[i..]));
            s.store(&mut first[i..], s.fma(radius, math::cos(s, angle), mean));
            s.store(&mut second[i..], s.fma(radius, math::sin(s, angle), mean));
        }
    }
}

struct Dropout<'a, T> {
    stream: Stream,
    rate: f64,
    batch: usize,
    x: &'a [T],
    out: &'a mut [T],
}

impl<T: Float> Kernel<T> for Dropout<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        // A rate of 1 drops everything; no word is below 2^32 - 1 for sure, so the scale makes the rest 0.
        let scale = s.c(if self.rate < 1.0 { 1.0 / (1.0 - self.rate) } else { 0.0 });
        let dropped = (self.rate * 4_294_967_296.0) as u32;
        let blocks = self.out.chunks_mut(BATCH).zip(self.x.chunks(BATCH));
        for (i, (out, x)) in blocks.enumerate() {
            let words = words(self.stream, self.batch + i);
            let words = words.as_flattened();
            let mut kept = [T::ZERO; BATCH];
            for (kept, &word) in kept.iter_mut().zip(words) {
                *kept = if word < dropped { T::ZERO } else { T::ONE };
            }
            let parts = out.chunks_mut(S::LANES).zip(x.chunks(S::LANES));
            for ((out, x), kept) in parts.zip(kept.chunks_exact(S::LANES)) {
                let value = s.mul(s.load_partial(x), scale);
                let drop = s.eq(s.load(kept), s.zero());
                s.store_partial(out, s.select(drop, s.zero(), value));
            }
        }
    }
}
