//! The discrete Fourier transform of rows of n complex numbers, X_k = Σ x_j exp(-2πi jk / n), in O(n log n) for any n:
//! butterflies in place for powers of two (Cooley, Tukey, 1965), for others a convolution of one (Bluestein, 1970).

use std::f64::consts::PI;

use crate::{Float, Pool, SharedMut};

/// A complex number: real and imaginary part.
pub type Complex<T> = [T; 2];

/// Chunks at the most, each with room of its own.
const MOST_CHUNKS: usize = 16;
/// Numbers that are worth a chunk.
const CHUNK: usize = 1 << 13;

fn mul<T: Float>([a, b]: Complex<T>, [c, d]: Complex<T>) -> Complex<T> {
    [a * c - b * d, a * d + b * c]
}

fn conjugate<T: Float>([a, b]: Complex<T>) -> Complex<T> {
    [a, -b]
}

/// exp(-πi k / n): computed in f64, for its error is that of every product.
fn root<T: Float>(k: usize, n: usize) -> Complex<T> {
    let (sin, cos) = (-PI * k as f64 / n as f64).sin_cos();
    [T::from_f64(cos), T::from_f64(sin)]
}

/// The length of the transform that Bluestein's convolution needs.
fn padded(n: usize) -> usize {
    (2 * n - 1).next_power_of_two()
}

fn rows_per_chunk(rows: usize, n: usize) -> usize {
    rows.div_ceil(MOST_CHUNKS).max(CHUNK / n.max(1)).max(1)
}

/// Complex numbers of scratch memory that [`fft`] needs.
pub fn scratch(rows: usize, n: usize) -> usize {
    if n.is_power_of_two() || n == 0 {
        return n / 2;
    }
    let m = padded(n);
    m / 2 + n + m + m * rows.div_ceil(rows_per_chunk(rows, n))
}

/// The transform in place of a power of two of numbers; `roots` are the first half of the circle.
fn butterflies<T: Float>(x: &mut [Complex<T>], roots: &[Complex<T>]) {
    let n = x.len();
    let shift = usize::BITS - n.trailing_zeros();
    for i in 0..n {
        let k = if n > 1 { i.reverse_bits() >> shift } else { 0 };
        if i < k {
            x.swap(i, k);
        }
    }
    let mut half = 1;
    while half < n {
        let step = n / (2 * half);
        for block in x.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for k in 0..half {
                let [a, b] = low[k];
                let [c, d] = mul(high[k], roots[k * step]);
                low[k] = [a + c, b + d];
                high[k] = [a - c, b - d];
            }
        }
        half *= 2;
    }
}

/// What Bluestein's convolution of length n keeps: exp(-πi j² / n), and the transform of its conjugate, over m.
struct Chirp<'a, T> {
    factors: &'a [Complex<T>],
    filter: &'a [Complex<T>],
    roots: &'a [Complex<T>],
}

impl<'a, T: Float> Chirp<'a, T> {
    fn new(
        factors: &'a mut [Complex<T>],
        filter: &'a mut [Complex<T>],
        roots: &'a [Complex<T>],
    ) -> Self {
        let (n, m) = (factors.len(), filter.len());
        for (j, factor) in factors.iter_mut().enumerate() {
            // j² modulo the period keeps the angle exact.
            *factor = root((j * j) % (2 * n), n);
        }
        filter.fill([T::ZERO; 2]);
        let scale = T::ONE / T::from_usize(m);
        for (j, &factor) in factors.iter().enumerate() {
            let [a, b] = conjugate(factor);
            filter[j] = [a * scale, b * scale];
            filter[(m - j) % m] = filter[j];
        }
        butterflies(filter, roots);
        Self { factors, filter, roots }
    }

    /// The transform of `row`, with `work` of the padded length.
    fn transform(&self, row: &mut [Complex<T>], work: &mut [Complex<T>]) {
        work.fill([T::ZERO; 2]);
        for ((w, &x), &factor) in work.iter_mut().zip(&*row).zip(self.factors) {
            *w = mul(x, factor);
        }
        butterflies(work, self.roots);
        // The transform back is the conjugate of that of the conjugate.
        for (w, &f) in work.iter_mut().zip(self.filter) {
            *w = conjugate(mul(*w, f));
        }
        butterflies(work, self.roots);
        for ((x, &w), &factor) in row.iter_mut().zip(&*work).zip(self.factors) {
            *x = mul(conjugate(w), factor);
        }
    }
}

/// Transforms rows of n numbers; `inverse` conjugates the factors and divides by n.
pub fn fft<T: Float>(
    pool: &Pool,
    n: usize,
    inverse: bool,
    x: &[Complex<T>],
    out: &mut [Complex<T>],
    scratch: &mut [Complex<T>],
) {
    out.copy_from_slice(x);
    if n < 2 {
        return;
    }
    let rows = out.len() / n;
    let per_chunk = rows_per_chunk(rows, n);
    let length = if n.is_power_of_two() { n } else { padded(n) };
    let (roots, rest) = scratch.split_at_mut(length / 2);
    for (k, value) in roots.iter_mut().enumerate() {
        *value = root(2 * k, length);
    }
    let roots = &*roots;
    let mut work: &mut [Complex<T>] = &mut [];
    let mut chirp = None;
    if !n.is_power_of_two() {
        let (factors, rest) = rest.split_at_mut(n);
        let (filter, rest) = rest.split_at_mut(length);
        chirp = Some(Chirp::new(factors, filter, roots));
        work = rest;
    }
    let work = SharedMut::new(work);
    let scale = T::ONE / T::from_usize(n);
    pool.for_chunks_mut(out, per_chunk * n, |chunk, part| {
        for row in part.chunks_exact_mut(n) {
            if inverse {
                row.iter_mut().for_each(|x| *x = conjugate(*x));
            }
            if let Some(chirp) = &chirp {
                // SAFETY: each chunk number comes once, and has a part of its own.
                chirp.transform(row, unsafe { work.slice(chunk * length, length) });
            } else {
                butterflies(row, roots);
            }
            if inverse {
                row.iter_mut().for_each(|x| *x = [x[0] * scale, -x[1] * scale]);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: usize, n: usize) {
        let x: Vec<Complex<f64>> =
            (0..rows * n).map(|i| [(i * 7919 % 101) as f64 - 50.0, (i * 31 % 17) as f64]).collect();
        let mut expected = Vec::new();
        for row in x.chunks(n.max(1)) {
            for k in 0..n {
                expected.push(row.iter().enumerate().fold(
                    [0.0; 2],
                    |sum: [f64; 2], (j, &value)| {
                        let [a, b] = mul(value, root(2 * (j * k % n), n));
                        [sum[0] + a, sum[1] + b]
                    },
                ));
            }
        }
        let mut room = vec![[f64::NAN; 2]; scratch(rows, n)];
        let (mut found, mut back) = (vec![[0.0; 2]; x.len()], vec![[0.0; 2]; x.len()]);
        fft(Pool::global(), n, false, &x, &mut found, &mut room);
        fft(Pool::global(), n, true, &found, &mut back, &mut room);
        for (a, b) in [(&found, &expected), (&back, &x)] {
            for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
                assert!(
                    (a - b).abs() < 1e-8 * (1.0 + n as f64),
                    "{rows} x {n}: {a} instead of {b}"
                );
            }
        }
    }

    #[test]
    fn transforms_of_every_length_equal_the_definition() {
        for n in 0..=67 {
            check(3, n);
        }
        for (rows, n) in [(40, 512), (33, 300), (1, 1009)] {
            check(rows, n);
        }
    }
}
