//! The micro-kernel: a tile of C that stays in registers while k runs, `c[i][j] = sum over p of a[i][p] b[p][j]`.
//!
//! Each step of k loads one row of B's panel as `NV` vectors and broadcasts `MR` elements of A, wherever they are, so
//! that A is never packed. Blocks with few sums keep `KU` partial sums each (k modulo KU), or the latency of one
//! addition would pace the loop; they are added in order at the end.

use crate::simd::{Float, Kernel, Simd};

/// What a column of tiles reads and writes, besides their number of rows and vectors.
#[derive(Clone, Copy)]
pub(super) struct Operands<T> {
    /// Tiles, one below the other.
    pub tiles: usize,
    pub k: usize,
    /// A's element (0, 0) of the first tile, and the distances to (1, 0) and (0, 1).
    pub a: *const T,
    pub a_row: usize,
    pub a_col: usize,
    /// B's element (0, 0) of the tiles, and the distance to (1, 0).
    pub b: *const T,
    pub b_row: usize,
    /// How often k runs, A and B moving on by so much each time: 1 for a plain product.
    pub segments: usize,
    pub a_segment: usize,
    pub b_segment: usize,
    pub c: *mut T,
    pub ldc: usize,
    /// Elements of the last vector of each row that exist; all of them in full tiles.
    pub last: usize,
    /// Start from what C holds instead of zero.
    pub load_c: bool,
    /// Added to each row; null if there is none.
    pub bias: *const T,
}

/// Partial sums a tile keeps so that about eight additions are in flight.
pub(super) const fn partial_sums(rows: usize, vectors: usize) -> usize {
    match rows * vectors {
        0..=3 => 4,
        4..=7 => 2,
        _ => 1,
    }
}

/// Tiles of `MR` rows and `NV` vectors; with `TAIL` the last vector is partial.
pub(super) struct Tiles<'a, T, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool>
{
    operands: &'a Operands<T>,
}

impl<'a, T, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool>
    Tiles<'a, T, MR, NV, KU, TAIL>
{
    /// # Safety
    /// The operands must be valid for the tiles' extent: A for reading m x k, B for reading k x n, in each segment, and C for reading
    /// and writing m x n, where m is `MR` times the tiles, and n `NV` vectors less the missing elements of the last; bias, unless null, for
    /// reading n. C must not overlap the others.
    #[inline(always)]
    pub unsafe fn new(operands: &'a Operands<T>) -> Self {
        Self { operands }
    }
}

impl<T: Float, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool> Kernel<T>
    for Tiles<'_, T, MR, NV, KU, TAIL>
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let mut tile = *self.operands;
        for _ in 0..tile.tiles {
            // SAFETY: the contract of `new`, for this tile of it.
            unsafe { run_tile::<S, MR, NV, KU, TAIL>(s, &tile) };
            tile.a = tile.a.wrapping_add(MR * tile.a_row);
            tile.c = tile.c.wrapping_add(MR * tile.ldc);
        }
    }
}

/// One tile.
///
/// # Safety
/// As [`Tiles::new`], for the first of the tiles.
#[inline(always)]
unsafe fn run_tile<S: Simd, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool>(
    s: S,
    tile: &Operands<S::Scalar>,
) {
    let Operands { k, mut a, a_row, a_col, mut b, b_row, c, ldc, last, load_c, bias, .. } = *tile;
    let mut sums = [[[s.zero(); NV]; MR]; KU];
    for _ in 0..tile.segments {
        let mut p = 0;
        while p < k {
            for u in 0..KU {
                if KU > 1 && p + u >= k {
                    break;
                }
                // SAFETY: row p + u < k of B.
                let row = unsafe { load_row::<S, NV, TAIL>(s, b.add((p + u) * b_row), last) };
                for i in 0..MR {
                    // SAFETY: row i < MR and column p + u < k of A.
                    let x = s.splat(unsafe { *a.add(i * a_row + (p + u) * a_col) });
                    for j in 0..NV {
                        sums[u][i][j] = s.fma(x, row[j], sums[u][i][j]);
                    }
                }
            }
            p += KU;
        }
        a = a.wrapping_add(tile.a_segment);
        b = b.wrapping_add(tile.b_segment);
    }
    for i in 0..MR {
        let row = c.wrapping_add(i * ldc);
        let mut total = sums[0][i];
        for u in 1..KU {
            for j in 0..NV {
                total[j] = s.add(total[j], sums[u][i][j]);
            }
        }
        if load_c {
            // SAFETY: row i < MR of C.
            total = unsafe { add_row::<S, NV, TAIL>(s, total, row, last) };
        }
        if !bias.is_null() {
            // SAFETY: bias is as long as a row.
            total = unsafe { add_row::<S, NV, TAIL>(s, total, bias, last) };
        }
        for j in 0..NV {
            let to = row.wrapping_add(j * S::LANES);
            if TAIL && j == NV - 1 {
                // SAFETY: row i < MR of C.
                unsafe { s.store_ptr_n(to, total[j], last) };
            } else {
                // SAFETY: row i < MR of C.
                unsafe { s.store_ptr(to, total[j]) };
            }
        }
    }
}

/// `v` plus the vectors from `row` on.
///
/// # Safety
/// As [`load_row`].
#[inline(always)]
unsafe fn add_row<S: Simd, const NV: usize, const TAIL: bool>(
    s: S,
    mut v: [S::V; NV],
    row: *const S::Scalar,
    last: usize,
) -> [S::V; NV] {
    // SAFETY: the caller's contract.
    let more = unsafe { load_row::<S, NV, TAIL>(s, row, last) };
    for j in 0..NV {
        v[j] = s.add(v[j], more[j]);
    }
    v
}

/// `NV` vectors from `row` on; with `TAIL` only `last` elements of the last.
///
/// # Safety
/// `row` must be valid for reading them.
#[inline(always)]
unsafe fn load_row<S: Simd, const NV: usize, const TAIL: bool>(
    s: S,
    row: *const S::Scalar,
    last: usize,
) -> [S::V; NV] {
    let mut v = [s.zero(); NV];
    for j in 0..NV {
        // SAFETY: the caller's contract.
        v[j] = unsafe {
            let from = row.add(j * S::LANES);
            if TAIL && j == NV - 1 { s.load_ptr_n(from, last) } else { s.load_ptr(from) }
        };
    }
    v
}
