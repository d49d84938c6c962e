//! The last one or two columns of a product, where a vector for them would be all but empty: dot products along k.

use crate::simd::{Float, Simd};

use super::product::Product;
use super::rows::{get, vectors};

/// Rows whose sums are in registers at once.
const ROWS: usize = 4;

/// Multiply-adds of a dot product that are worth adding up its lanes.
const LEAST: usize = 32;

/// How many of `n` columns are dot products of `k` multiply-adds.
pub(super) fn dot_columns<S: Simd>(n: usize, k: usize) -> usize {
    let over = n % <S::Half as Simd>::LANES;
    if S::LANES >= 8 && over <= 2 && k >= LEAST { over } else { 0 }
}

impl<T: Float> Product<'_, T> {
    /// Computes D columns from `first` on, which are packed one after the other from `packed` on.
    #[inline(always)]
    pub(super) fn dots<S: Simd<Scalar = T>, const D: usize>(
        &mut self,
        s: S,
        first: usize,
        packed: usize,
    ) {
        let whole = self.rows - self.rows % ROWS;
        for row in (0..whole).step_by(ROWS) {
            self.dots_of_rows::<S, ROWS, D>(s, row, first, packed);
        }
        for row in whole..self.rows {
            self.dots_of_rows::<S, 1, D>(s, row, first, packed);
        }
    }

    #[inline(always)]
    fn dots_of_rows<S: Simd<Scalar = T>, const R: usize, const D: usize>(
        &mut self,
        s: S,
        row: usize,
        first: usize,
        packed: usize,
    ) {
        let (mut a, mut b) = ([&self.a[..0]; R], [&self.packed[..0]; D]);
        for i in 0..R {
            a[i] = &self.a[(row + i) * self.a_row..][..self.k];
        }
        for j in 0..D {
            b[j] = &self.packed[packed + j * self.k..][..self.k];
        }
        let mut sums = [[s.zero(); D]; R];
        for at in vectors::<S>(self.k) {
            let mut column = [s.zero(); D];
            for j in 0..D {
                column[j] = get(s, b[j], at);
            }
            for i in 0..R {
                let x = get(s, a[i], at);
                for j in 0..D {
                    sums[i][j] = s.fma(x, column[j], sums[i][j]);
                }
            }
        }
        for i in 0..R {
            for j in 0..D {
                let to = &mut self.c[(row + i) * self.c_row + first + j];
                let sum = s.reduce_add(sums[i][j]);
                *to = if self.add { *to + sum } else { sum };
            }
        }
    }
}
