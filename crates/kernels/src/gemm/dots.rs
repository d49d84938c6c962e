//! Few rows times a transposed B: both operands run along k, so each element of C is a dot product, and B is read
//! once, in place. This is where `predict` of one sample and gradients of small batches would wait for packing.

use super::{Epilogue, MatRef};
use crate::activation::Apply;
use crate::simd::{Float, Kernel, Simd};

/// Most rows of A for which this is faster than packing B.
pub(super) const DOTS_ROWS: usize = 4;
/// Columns of C at once.
const COLUMNS: usize = 4;

/// C (m x n) as dot products of A's rows and B's columns, both contiguous in k.
pub(super) struct Dots<'a, T> {
    pub shape: (usize, usize, usize),
    pub a: MatRef<'a, T>,
    pub b: MatRef<'a, T>,
    c: *mut T,
    ldc: usize,
    accumulate: bool,
    epilogue: Epilogue<'a, T>,
}

impl<'a, T: Float> Dots<'a, T> {
    /// # Safety
    /// `c` must be valid for reading and writing m rows of n elements, `ldc` apart, and nobody else may use them.
    pub unsafe fn new(
        shape: (usize, usize, usize),
        a: MatRef<'a, T>,
        b: MatRef<'a, T>,
        c: *mut T,
        ldc: usize,
        accumulate: bool,
        epilogue: Epilogue<'a, T>,
    ) -> Self {
        Self { shape, a, b, c, ldc, accumulate, epilogue }
    }
}

impl<T: Float> Kernel<T> for Dots<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (m, n, k) = self.shape;
        for i in 0..m {
            // SAFETY: row i < m of C, by the contract of `new`.
            let row = unsafe { std::slice::from_raw_parts_mut(self.c.add(i * self.ldc), n) };
            let x = &self.a.data[i * self.a.row_stride..][..k];
            let column = |j: usize| &self.b.data[j * self.b.col_stride..][..k];
            let mut finish = |j: usize, dot: T| {
                let old = if self.accumulate { row[j] } else { T::ZERO };
                row[j] = old + dot + self.epilogue.bias.map_or(T::ZERO, |bias| bias[j]);
            };
            let mut j = 0;
            while j + COLUMNS <= n {
                let columns = [column(j), column(j + 1), column(j + 2), column(j + 3)];
                let dots = dots(s, x, columns);
                for (o, dot) in dots.into_iter().enumerate() {
                    finish(j + o, dot);
                }
                j += COLUMNS;
            }
            while j < n {
                let [dot] = dots(s, x, [column(j)]);
                finish(j, dot);
                j += 1;
            }
            let activation = self.epilogue.activation;
            s.call(Apply { activation, rows: std::iter::once(row) });
        }
    }
}

/// `x` times each of `columns`, all of one length. A column has the same bits however many are taken at once.
#[inline(always)]
fn dots<S: Simd, const N: usize>(
    s: S,
    x: &[S::Scalar],
    columns: [&[S::Scalar]; N],
) -> [S::Scalar; N] {
    // Two sums a column, or the latency of an addition would pace the loop.
    let mut sums = [[s.zero(); 2]; N];
    let mut p = 0;
    while p + 2 * S::LANES <= x.len() {
        for half in 0..2 {
            let at = p + half * S::LANES;
            let v = s.load(&x[at..]);
            for j in 0..N {
                sums[j][half] = s.fma(v, s.load(&columns[j][at..]), sums[j][half]);
            }
        }
        p += 2 * S::LANES;
    }
    while p < x.len() {
        let v = s.load_partial(&x[p..]);
        for j in 0..N {
            sums[j][0] = s.fma(v, s.load_partial(&columns[j][p..]), sums[j][0]);
        }
        p += S::LANES;
    }
    sums.map(|[a, b]| s.reduce_add(s.add(a, b)))
}
