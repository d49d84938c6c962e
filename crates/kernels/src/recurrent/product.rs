//! The two matrix products of a recurrent layer, on one register tile: `c = a · b` with packed weights b, and
//! `c = aᵀ · b` for the weights' gradient.
//!
//! A tile holds `rows × columns` of c in registers, reads b by vectors and broadcasts a. Both products run it; only the
//! strides differ. Each is one [`Kernel`], so it is compiled once a level, whoever calls it. One or two columns that would
//! have a vector to themselves are dot products along k instead (`dots.rs`).

use std::ops::Range;

use crate::movement::transpose;
use crate::simd::{Float, Kernel, Simd, dispatch};

use super::dots::dot_columns;
use super::rows::{CopyRows, Place};
use super::sequence::Inputs;

/// Elements of a cache line of f32: rows of scratch matrices are whole lines, at every SIMD level.
pub(super) const LINE: usize = 16;
/// Vectors in a tile's row.
const COLUMNS: usize = 2;

/// Length of a row of `n` elements in scratch memory: room for the last vector of any part of it, and an odd number of
/// lines, so that what lies below one another does not fall into few cache sets.
pub(super) fn row_len(n: usize) -> usize {
    ((n + LINE).div_ceil(LINE) | 1) * LINE
}

/// Elements of a packed matrix of `k` rows and `n` columns.
pub(super) fn packed_len(k: usize, n: usize) -> usize {
    k * (n.next_multiple_of(COLUMNS * LINE) + 2)
}

/// Most rows of a tile: what the registers of each instruction set hold.
const fn max_rows<S: Simd>() -> usize {
    match S::LANES {
        16 => 14,
        8 => 6,
        4 => 12,
        _ => 4,
    }
}

/// A part of a weight matrix to be packed: `rows` rows of `columns` columns, `row`/`column` elements apart.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a, T> {
    pub data: &'a [T],
    pub rows: usize,
    pub columns: usize,
    pub row: usize,
    pub column: usize,
}

impl<'a, T> Weights<'a, T> {
    /// A row-major matrix of `columns` columns.
    pub fn new(data: &'a [T], columns: usize) -> Self {
        let rows = data.len().checked_div(columns).unwrap_or(0);
        Self { data, rows, columns, row: columns, column: 1 }
    }

    /// Some of the columns.
    pub fn columns(self, columns: Range<usize>) -> Self {
        let data = self.data.get(columns.start * self.column..).unwrap_or(&[]);
        Self { data, columns: columns.len(), ..self }
    }

    /// The transpose.
    pub fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows, row: self.column, column: self.row, ..self }
    }
}

/// Packs `weights` into rows `row..` of a packed matrix of `k` rows: panels of [`COLUMNS`] vectors, each row by row, then
/// the columns that are dot products, one after the other. What nobody packs must have been set to zero.
pub(super) fn pack<T: Float>(weights: Weights<'_, T>, packed: &mut [T], k: usize, row: usize) {
    dispatch(Pack { weights, packed, k, row });
}

impl<T: Float> Inputs<'_, T> {
    /// Packs `[recurrentKernel; kernel; bias]`, which the operand `[h | x | 1]` is multiplied with, into zeros.
    pub(super) fn pack_stacked(&self, features: usize, columns: usize, packed: &mut [T]) {
        let units = self.recurrent_kernel.len().checked_div(columns).unwrap_or(0);
        let k = features + 1 + units;
        let bias = self.bias.unwrap_or(&[]);
        for (data, row) in
            [(self.recurrent_kernel, 0), (self.kernel, units), (bias, units + features)]
        {
            pack(Weights::new(data, columns), packed, k, row);
        }
    }
}

struct Pack<'a, T> {
    weights: Weights<'a, T>,
    packed: &'a mut [T],
    k: usize,
    row: usize,
}

impl<T: Float> Kernel<T> for Pack<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (panel, w) = (COLUMNS * S::LANES, self.weights);
        // A bias that is not there.
        if w.rows == 0 {
            return;
        }
        let in_tiles = w.columns - dot_columns::<S>(w.columns, self.k);
        for (p, j) in (0..in_tiles).step_by(panel).enumerate() {
            let (from, to) =
                (&w.data[j * w.column..], &mut self.packed[(p * self.k + self.row) * panel..]);
            let n = panel.min(in_tiles - j);
            if w.column == 1 {
                let (from_place, to_place) = (Place::rows(0, w.row), Place::rows(0, panel));
                let rows = CopyRows::new(w.rows, from, from_place, to, to_place);
                s.call(CopyRows { n, ..rows });
            } else {
                transpose(s, (n, w.rows), from, w.column, to, panel);
            }
        }
        let (_, columns) = self.packed.split_at_mut(self.k * in_tiles.next_multiple_of(panel));
        for (j, to) in (in_tiles..w.columns).zip(columns.chunks_exact_mut(self.k)) {
            copy(&w.data[j * w.column..], w.row, &mut to[self.row..][..w.rows]);
        }
    }
}

/// Copies elements `step` apart.
#[inline(always)]
fn copy<T: Float>(from: &[T], step: usize, to: &mut [T]) {
    if step == 1 {
        to.copy_from_slice(&from[..to.len()]);
    } else {
        for (to, from) in to.iter_mut().zip(from.iter().step_by(step)) {
            *to = *from;
        }
    }
}

/// `c[i][j] = sum over k of a[i][k] * b[k][j]`, or `c += ` that; b packed. Whole vectors of c are written.
pub(super) struct Product<'a, T> {
    pub rows: usize,
    pub k: usize,
    pub n: usize,
    pub a: &'a [T],
    pub a_row: usize,
    pub packed: &'a [T],
    pub c: &'a mut [T],
    pub c_row: usize,
    pub add: bool,
}

impl<T: Float> Kernel<T> for Product<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(mut self, s: S) {
        if self.rows == 0 || self.n == 0 {
            return;
        }
        let in_tiles = self.n - dot_columns::<S>(self.n, self.k);
        let panels = self.k * in_tiles.next_multiple_of(COLUMNS * S::LANES);
        assert!(self.a.len() >= (self.rows - 1) * self.a_row + self.k);
        assert!(self.packed.len() >= panels);
        match self.n - in_tiles {
            0 => {}
            1 => self.dots::<S, 1>(s, in_tiles, panels),
            _ => self.dots::<S, 2>(s, in_tiles, panels),
        }
        let strides =
            Strides { a_row: self.a_row, a_k: 1, b_k: COLUMNS * S::LANES, c_row: self.c_row };
        let tile = |row: usize, p: usize| {
            (self.a[row * self.a_row..].as_ptr(), self.packed[p * strides.b_k * self.k..].as_ptr())
        };
        // SAFETY: `tile` starts inside operands that are long enough, by the asserts above.
        unsafe { tiles(s, self.rows, in_tiles, self.k, tile, self.c, strides, self.add) };
    }
}

/// `c[i][j] = sum over k of a[k][i] * b[k][j]`, or `c += ` that. Whole vectors of b are read and of c written.
pub(super) struct Outer<'a, T> {
    pub rows: usize,
    pub k: usize,
    pub n: usize,
    pub a: &'a [T],
    pub a_row: usize,
    pub b: &'a [T],
    pub b_row: usize,
    pub c: &'a mut [T],
    pub c_row: usize,
    pub add: bool,
}

impl<T: Float> Kernel<T> for Outer<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let vectors = self.n.div_ceil(S::LANES);
        if self.rows == 0 || vectors == 0 || self.k == 0 {
            return;
        }
        assert!(self.a.len() >= (self.k - 1) * self.a_row + self.rows);
        assert!(self.b.len() >= (self.k - 1) * self.b_row + vectors * S::LANES);
        let strides = Strides { a_row: 1, a_k: self.a_row, b_k: self.b_row, c_row: self.c_row };
        let tile = |row: usize, p: usize| {
            (self.a[row..].as_ptr(), self.b[p * COLUMNS * S::LANES..].as_ptr())
        };
        // SAFETY: `tile` starts inside operands that are long enough, by the asserts above.
        unsafe { tiles(s, self.rows, self.n, self.k, tile, self.c, strides, self.add) };
    }
}

/// All tiles of c; `tile(row, panel)` gives where its operands start. A panel of b stays in cache for all rows.
///
/// # Safety
/// What `tile` gives must be as [`tile`] needs it.
#[inline(always)]
unsafe fn tiles<S: Simd>(
    s: S,
    rows: usize,
    n: usize,
    k: usize,
    tile: impl Fn(usize, usize) -> (*const S::Scalar, *const S::Scalar),
    c: &mut [S::Scalar],
    strides: Strides,
    add: bool,
) {
    assert!(c.len() >= (rows - 1) * strides.c_row + n.next_multiple_of(S::LANES));
    let count = rows.div_ceil(max_rows::<S>());
    for start in (0..n).step_by(COLUMNS * S::LANES) {
        for i in 0..count {
            let (first, last) = (i * rows / count, (i + 1) * rows / count);
            let (a, b) = tile(first, start / (COLUMNS * S::LANES));
            let c = c[first * strides.c_row + start..].as_mut_ptr();
            // SAFETY: the caller's contract for a and b; the assert above for c.
            unsafe { tile_of(s, last - first, n - start, k, a, b, c, strides, add) };
        }
    }
}

/// Elements between neighbours: rows of a, steps of k in a and b, rows of c.
#[derive(Clone, Copy)]
struct Strides {
    a_row: usize,
    a_k: usize,
    b_k: usize,
    c_row: usize,
}

/// Picks the tile of this size: half a vector does for the last columns where they fit into it.
///
/// # Safety
/// As [`tile`].
#[inline(always)]
unsafe fn tile_of<S: Simd>(
    s: S,
    rows: usize,
    columns: usize,
    k: usize,
    a: *const S::Scalar,
    b: *const S::Scalar,
    c: *mut S::Scalar,
    strides: Strides,
    add: bool,
) {
    let (full, halves) = if columns >= COLUMNS * S::LANES {
        (COLUMNS, 0)
    } else {
        let halves = columns.div_ceil(<S::Half as Simd>::LANES);
        if <S::Half as Simd>::LANES == S::LANES { (halves, 0) } else { (halves / 2, halves % 2) }
    };
    macro_rules! sizes {
        ($($rows:literal)*) => {
            match (rows, full, halves) {
                $(
                    // SAFETY: the caller's contract.
                    ($rows, 0, 1) if $rows <= max_rows::<S>() => unsafe { tile::<S, $rows, 0, 1>(s, k, a, b, c, strides, add) },
                    // SAFETY: the caller's contract.
                    ($rows, 1, 0) if $rows <= max_rows::<S>() => unsafe { tile::<S, $rows, 1, 0>(s, k, a, b, c, strides, add) },
                    // SAFETY: the caller's contract.
                    ($rows, 1, 1) if $rows <= max_rows::<S>() => unsafe { tile::<S, $rows, 1, 1>(s, k, a, b, c, strides, add) },
                    // SAFETY: the caller's contract.
                    ($rows, _, _) if $rows <= max_rows::<S>() => unsafe { tile::<S, $rows, 2, 0>(s, k, a, b, c, strides, add) },
                )*
                _ => unreachable!("a tile of {rows} rows"),
            }
        };
    }
    sizes!(1 2 3 4 5 6 7 8 9 10 11 12 13 14);
}

/// One tile of c.
///
/// # Safety
/// With the strides given, R rows and k columns of a, k rows and V vectors and H half vectors of b must be readable, and R
/// rows of as many of c writable.
#[inline(always)]
unsafe fn tile<S: Simd, const R: usize, const V: usize, const H: usize>(
    s: S,
    k: usize,
    a: *const S::Scalar,
    b: *const S::Scalar,
    c: *mut S::Scalar,
    strides: Strides,
    add: bool,
) {
    let h = s.half();
    let mut sums = [[s.zero(); V]; R];
    let mut half_sums = [[h.zero(); H]; R];
    // SAFETY: all addresses are inside what the caller vouches for.
    unsafe {
        if add {
            for i in 0..R {
                let c = c.add(i * strides.c_row);
                for j in 0..V {
                    sums[i][j] = s.load_ptr(c.add(j * S::LANES));
                }
                for j in 0..H {
                    half_sums[i][j] = h.load_ptr(c.add(V * S::LANES + j));
                }
            }
        }
        for k in 0..k {
            let (a, b) = (a.add(k * strides.a_k), b.add(k * strides.b_k));
            let mut row = [s.zero(); V];
            for j in 0..V {
                row[j] = s.load_ptr(b.add(j * S::LANES));
            }
            let mut half_row = [h.zero(); H];
            for j in 0..H {
                half_row[j] = h.load_ptr(b.add(V * S::LANES + j));
            }
            for i in 0..R {
                let x = *a.add(i * strides.a_row);
                for j in 0..V {
                    sums[i][j] = s.fma(s.splat(x), row[j], sums[i][j]);
                }
                for j in 0..H {
                    half_sums[i][j] = h.fma(h.splat(x), half_row[j], half_sums[i][j]);
                }
            }
        }
        for i in 0..R {
            let c = c.add(i * strides.c_row);
            for j in 0..V {
                s.store_ptr(c.add(j * S::LANES), sums[i][j]);
            }
            for j in 0..H {
                h.store_ptr(c.add(V * S::LANES + j), half_sums[i][j]);
            }
        }
    }
}
