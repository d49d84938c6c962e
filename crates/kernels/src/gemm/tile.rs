//! The micro-kernel: a block of C that stays in registers while k runs, `c[i][j] = sum over p of a[i][p] b[p][j]`.
//!
//! Each step of k loads one row of B's panel as `NV` vectors and broadcasts `MR` elements of A, wherever they are, so
//! that A is never packed. Blocks with few sums keep `KU` partial sums each (k modulo KU), or the latency of one
//! addition would pace the loop; they are added in order at the end.

use crate::activation::Activation;
use crate::simd::{Float, Kernel, Simd};

/// What a tile reads and writes, besides its number of rows and vectors.
#[derive(Clone, Copy)]
pub(super) struct Operands<T> {
    pub k: usize,
    /// A's element (0, 0) of the tile, and the distances to (1, 0) and (0, 1).
    pub a: *const T,
    pub a_row: usize,
    pub a_col: usize,
    /// B's element (0, 0) of the tile, and the distance to (1, 0).
    pub b: *const T,
    pub b_row: usize,
    pub c: *mut T,
    pub ldc: usize,
    /// Elements of the last vector of each row that exist; all of them in full tiles.
    pub last: usize,
    /// Start from what C holds instead of zero.
    pub load_c: bool,
    /// Added before the activation; null if there is none.
    pub bias: *const T,
    pub activation: Activation,
}

/// Partial sums a tile keeps so that about eight additions are in flight.
pub(super) const fn partial_sums(rows: usize, vectors: usize) -> usize {
    match rows * vectors {
        0..=3 => 4,
        4..=7 => 2,
        _ => 1,
    }
}

/// A tile of `MR` rows and `NV` vectors; with `TAIL` the last vector is partial.
pub(super) struct Tile<T, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool> {
    operands: Operands<T>,
}

impl<T, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool>
    Tile<T, MR, NV, KU, TAIL>
{
    /// # Safety
    /// The operands must be valid for the tile's extent: A for reading `MR` x k, B for reading k x n and C for reading
    /// and writing `MR` x n, where n is `NV` vectors less the missing elements of the last; bias, unless null, for
    /// reading n. C must not overlap the others.
    #[inline(always)]
    pub unsafe fn new(operands: Operands<T>) -> Self {
        Self { operands }
    }
}

impl<T: Float, const MR: usize, const NV: usize, const KU: usize, const TAIL: bool> Kernel<T>
    for Tile<T, MR, NV, KU, TAIL>
{
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Operands { k, a, a_row, a_col, b, b_row, c, ldc, last, .. } = self.operands;
        let mut sums = [[[s.zero(); NV]; MR]; KU];
        let mut p = 0;
        // One body for whole rounds and the rest: a second one would double the code of each of many instances.
        while p < k {
            for u in 0..KU {
                if KU > 1 && p + u >= k {
                    break;
                }
                // SAFETY: row p + u < k of B, by the contract of `new`.
                let row = unsafe { load_row::<S, NV, TAIL>(s, b.add((p + u) * b_row), last) };
                for i in 0..MR {
                    // SAFETY: row i < MR and column p + u < k of A, by the contract of `new`.
                    let x = s.splat(unsafe { *a.add(i * a_row + (p + u) * a_col) });
                    for j in 0..NV {
                        sums[u][i][j] = s.fma(x, row[j], sums[u][i][j]);
                    }
                }
            }
            p += KU;
        }
        let bias = if self.operands.bias.is_null() {
            None
        } else {
            // SAFETY: by the contract of `new`.
            Some(unsafe { load_row::<S, NV, TAIL>(s, self.operands.bias, last) })
        };
        for i in 0..MR {
            let row = c.wrapping_add(i * ldc);
            let mut total = sums[0][i];
            for j in 0..NV {
                for u in 1..KU {
                    total[j] = s.add(total[j], sums[u][i][j]);
                }
            }
            if self.operands.load_c {
                // SAFETY: row i < MR of C, by the contract of `new`.
                let old = unsafe { load_row::<S, NV, TAIL>(s, row, last) };
                for j in 0..NV {
                    total[j] = s.add(total[j], old[j]);
                }
            }
            if let Some(bias) = bias {
                for j in 0..NV {
                    total[j] = s.add(total[j], bias[j]);
                }
            }
            for j in 0..NV {
                let to = row.wrapping_add(j * S::LANES);
                if TAIL && j == NV - 1 {
                    // SAFETY: row i < MR of C, by the contract of `new`.
                    unsafe { s.store_ptr_n(to, total[j], last) };
                } else {
                    // SAFETY: row i < MR of C, by the contract of `new`.
                    unsafe { s.store_ptr(to, total[j]) };
                }
            }
        }
    }
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
