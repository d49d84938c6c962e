//! The last one or two columns of a product, where a vector for them would be all but empty: dot products along k.

use crate::simd::{Float, Simd};

/// Rows whose sums are in registers at once.
const ROWS: usize = 4;

/// Multiply-adds of a dot product that are worth adding up its lanes.
const LEAST: usize = 32;

/// How many of `n` columns are dot products of `k` multiply-adds.
pub(super) fn dot_columns<S: Simd>(n: usize, k: usize) -> usize {
    let over = n % <S::Half as Simd>::LANES;
    if S::LANES >= 8 && over <= 2 && k >= LEAST { over } else { 0 }
}

/// `c[i][j] = sum over k of a[i][k] * b[j][k]`, or `c += ` that.
pub(super) struct Dots<'a, T> {
    pub rows: usize,
    pub k: usize,
    pub a: &'a [T],
    pub a_row: usize,
    pub b: &'a [T],
    pub c: &'a mut [T],
    pub c_row: usize,
    pub add: bool,
}

impl<T: Float> Dots<'_, T> {
    /// One column or two.
    #[inline(always)]
    pub fn run<S: Simd<Scalar = T>>(self, s: S, columns: usize) {
        match columns {
            1 => self.columns::<S, 1>(s),
            _ => self.columns::<S, 2>(s),
        }
    }

    #[inline(always)]
    fn columns<S: Simd<Scalar = T>, const D: usize>(mut self, s: S) {
        let whole = self.rows - self.rows % ROWS;
        for first in (0..whole).step_by(ROWS) {
            self.some_rows::<S, ROWS, D>(s, first);
        }
        for row in whole..self.rows {
            self.some_rows::<S, 1, D>(s, row);
        }
    }

    #[inline(always)]
    fn some_rows<S: Simd<Scalar = T>, const R: usize, const D: usize>(
        &mut self,
        s: S,
        first: usize,
    ) {
        let (mut a, mut b) = ([&self.a[..0]; R], [&self.b[..0]; D]);
        for i in 0..R {
            a[i] = &self.a[(first + i) * self.a_row..][..self.k];
        }
        for j in 0..D {
            b[j] = &self.b[j * self.k..][..self.k];
        }
        let mut sums = [[s.zero(); D]; R];
        let mut at = 0;
        while at < self.k {
            let n = S::LANES.min(self.k - at);
            let load = |from: &[T]| {
                if n == S::LANES { s.load(&from[at..]) } else { s.load_partial(&from[at..]) }
            };
            let mut column = [s.zero(); D];
            for j in 0..D {
                column[j] = load(b[j]);
            }
            for i in 0..R {
                let x = load(a[i]);
                for j in 0..D {
                    sums[i][j] = s.fma(x, column[j], sums[i][j]);
                }
            }
            at += n;
        }
        for i in 0..R {
            for j in 0..D {
                let to = &mut self.c[(first + i) * self.c_row + j];
                let sum = s.reduce_add(sums[i][j]);
                *to = if self.add { *to + sum } else { sum };
            }
        }
    }
}
