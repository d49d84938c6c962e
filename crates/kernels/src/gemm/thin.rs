//! Few rows of A, as in `predict` of one sample, where B is read but once and its layout decides: a row-major B
//! streams by as multiples of its rows, a transposed B as dot products. Neither waits for packing.

use super::{Epilogue, MatRef};
use crate::activation::Apply;
use crate::simd::{Float, Kernel, Simd};

/// Most rows of A that make a product thin.
pub(super) const THIN: usize = 4;
/// Columns of C at once in dot products.
const COLUMNS: usize = 4;
/// Vectors of C that stay in registers.
const SUMS: usize = 8;

/// C (m x n) of at most [`THIN`] rows.
#[derive(Clone, Copy)]
pub(super) struct Thin<'a, T> {
    pub shape: (usize, usize, usize),
    pub a: MatRef<'a, T>,
    pub b: MatRef<'a, T>,
    /// Valid for reading and writing m rows of n elements, `ldc` apart.
    pub c: *mut T,
    pub ldc: usize,
    pub accumulate: bool,
    pub epilogue: Epilogue<'a, T>,
}

impl<T: Float> Thin<'_, T> {
    /// Row i of C.
    ///
    /// # Safety
    /// `c` must be what it says, i be less than m, and nobody else may use the row.
    #[inline(always)]
    unsafe fn row<'c>(&self, i: usize) -> &'c mut [T] {
        // SAFETY: the caller's contract.
        unsafe { std::slice::from_raw_parts_mut(self.c.wrapping_add(i * self.ldc), self.shape.1) }
    }

    /// Bias, unless C is added to it already, is where the sums start.
    #[inline(always)]
    unsafe fn start(&self) {
        for i in 0..self.shape.0 {
            // SAFETY: the caller's contract.
            let row = unsafe { self.row(i) };
            match (self.epilogue.bias, self.accumulate) {
                (Some(bias), true) => row.iter_mut().zip(bias).for_each(|(c, bias)| *c += *bias),
                (Some(bias), false) => row.copy_from_slice(&bias[..row.len()]),
                (None, true) => {}
                (None, false) => row.fill(T::ZERO),
            }
        }
    }

    #[inline(always)]
    unsafe fn finish<S: Simd<Scalar = T>>(&self, s: S) {
        for i in 0..self.shape.0 {
            // SAFETY: the caller's contract.
            let row = unsafe { self.row(i) };
            let activation = self.epilogue.activation;
            s.call(Apply { activation, rows: std::iter::once(row) });
        }
    }
}

/// Row-major B: groups of its rows, times A's elements, are added to C.
pub(super) struct Rows<'a, T>(Thin<'a, T>);

impl<'a, T> Rows<'a, T> {
    /// # Safety
    /// `thin.c` must be what it says, and nobody else may use it.
    #[inline(always)]
    pub unsafe fn new(thin: Thin<'a, T>) -> Self {
        Self(thin)
    }
}

impl<T: Float> Kernel<T> for Rows<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let thin = self.0;
        let (m, n, k) = thin.shape;
        // SAFETY: the contract of `new`.
        unsafe {
            thin.start();
            let block = SUMS * S::LANES;
            // Pieces of longer rows are too far apart to stream.
            if m == 1 && n <= 4 * block && n.is_multiple_of(block) {
                for (i, c) in thin.row(0).chunks_exact_mut(block).enumerate() {
                    add_all_rows(s, thin.a, thin.b, k, i * block, c);
                }
                thin.finish(s);
                return;
            }
            let mut p = 0;
            while p < k {
                let group = if p + 8 <= k { 8 } else { 1 };
                for i in 0..m {
                    if group == 8 {
                        add_rows::<S, 8>(s, thin.a, i, thin.b, p, thin.row(i));
                    } else {
                        add_rows::<S, 1>(s, thin.a, i, thin.b, p, thin.row(i));
                    }
                }
                p += group;
            }
            thin.finish(s);
        }
    }
}

/// Adds all rows of B from column `first` on, times the elements of A's only row, to C: [`SUMS`] vectors that stay in
/// registers while B streams by, which takes a seventh less time than [`add_rows`].
#[inline(always)]
fn add_all_rows<S: Simd>(
    s: S,
    a: MatRef<S::Scalar>,
    b: MatRef<S::Scalar>,
    k: usize,
    first: usize,
    c: &mut [S::Scalar],
) {
    let mut sums = [s.zero(); SUMS];
    for j in 0..SUMS {
        sums[j] = s.load(&c[j * S::LANES..]);
    }
    for p in 0..k {
        let x = s.splat(a.data[p * a.col_stride]);
        let row = &b.data[p * b.row_stride + first..][..SUMS * S::LANES];
        for j in 0..SUMS {
            sums[j] = s.fma(x, s.load(&row[j * S::LANES..]), sums[j]);
        }
    }
    for j in 0..SUMS {
        s.store(&mut c[j * S::LANES..], sums[j]);
    }
}

/// Adds rows p..p+N of B, times their elements of row i of A, to a row of C.
#[inline(always)]
fn add_rows<S: Simd, const N: usize>(
    s: S,
    a: MatRef<S::Scalar>,
    i: usize,
    b: MatRef<S::Scalar>,
    p: usize,
    c: &mut [S::Scalar],
) {
    let n = c.len();
    let mut x = [s.zero(); N];
    let mut rows = [&b.data[..0]; N];
    for u in 0..N {
        x[u] = s.splat(a.data[i * a.row_stride + (p + u) * a.col_stride]);
        rows[u] = &b.data[(p + u) * b.row_stride..][..n];
    }
    let mut j = 0;
    while j + S::LANES <= n {
        let mut sum = s.load(&c[j..]);
        for u in 0..N {
            sum = s.fma(x[u], s.load(&rows[u][j..]), sum);
        }
        s.store(&mut c[j..], sum);
        j += S::LANES;
    }
    if j < n {
        let mut sum = s.load_partial(&c[j..]);
        for u in 0..N {
            sum = s.fma(x[u], s.load_partial(&rows[u][j..]), sum);
        }
        s.store_partial(&mut c[j..], sum);
    }
}

/// Transposed B, A row-major: both run along k, and each element of C is a dot product.
pub(super) struct Dots<'a, T>(Thin<'a, T>);

impl<'a, T> Dots<'a, T> {
    /// # Safety
    /// As [`Rows::new`].
    #[inline(always)]
    pub unsafe fn new(thin: Thin<'a, T>) -> Self {
        Self(thin)
    }
}

impl<T: Float> Kernel<T> for Dots<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let thin = self.0;
        let (m, n, k) = thin.shape;
        // SAFETY: the contract of `new`.
        unsafe { thin.start() };
        for i in 0..m {
            // SAFETY: the contract of `new`.
            let row = unsafe { thin.row(i) };
            let x = &thin.a.data[i * thin.a.row_stride..][..k];
            let column = |j: usize| &thin.b.data[j * thin.b.col_stride..][..k];
            let mut j = 0;
            while j + COLUMNS <= n {
                let columns = [column(j), column(j + 1), column(j + 2), column(j + 3)];
                for (c, dot) in row[j..].iter_mut().zip(dots(s, x, columns)) {
                    *c += dot;
                }
                j += COLUMNS;
            }
            while j < n {
                let [dot] = dots(s, x, [column(j)]);
                row[j] += dot;
                j += 1;
            }
        }
        // SAFETY: the contract of `new`.
        unsafe { thin.finish(s) };
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
