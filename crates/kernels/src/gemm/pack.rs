//! B as panels of [`PANEL`] columns: what the micro-kernel reads one row after the other.

use super::MatRef;
use crate::simd::{Float, Kernel, Simd};

/// Columns of a panel: the widest tile's, so that the layout is the same at every SIMD level.
pub const PANEL: usize = 32;

/// A view of B from which tiles read: element (p, j) is at
/// `(j / PANEL) * panel_stride + p * row_stride + j % PANEL`.
#[derive(Clone, Copy, Debug)]
pub struct Panels<'a, T> {
    pub(super) data: &'a [T],
    pub(super) panel_stride: usize,
    pub(super) row_stride: usize,
}

impl<'a, T> Panels<'a, T> {
    /// A row-major B read in place; `ld` is the distance between rows.
    #[inline(always)]
    pub fn row_major(data: &'a [T], ld: usize) -> Self {
        Self { data, panel_stride: PANEL, row_stride: ld }
    }

    /// What [`pack_b`] wrote for a B of `k` rows.
    #[inline(always)]
    pub fn packed(data: &'a [T], k: usize) -> Self {
        Self { data, panel_stride: k * PANEL, row_stride: PANEL }
    }

    /// Elements that a B of `k` rows and `n` columns reaches.
    #[inline(always)]
    pub(super) fn reach(&self, k: usize, n: usize) -> usize {
        if k == 0 || n == 0 {
            return 0;
        }
        ((n - 1) / PANEL) * self.panel_stride + (k - 1) * self.row_stride + (n - 1) % PANEL + 1
    }
}

/// Elements of a packed B of `k` rows and `n` columns: whole panels.
pub const fn packed_len(k: usize, n: usize) -> usize {
    n.div_ceil(PANEL) * PANEL * k
}

/// Packs `b` (k x n) into `out`, [`packed_len`] elements; columns past n become zero.
#[inline(always)]
pub fn pack_b<S: Simd>(s: S, k: usize, n: usize, b: MatRef<S::Scalar>, out: &mut [S::Scalar]) {
    b.check(k, n);
    for (j, panel) in out[..packed_len(k, n)].chunks_exact_mut((k * PANEL).max(1)).enumerate() {
        pack_panel(s, k, b, j * PANEL, PANEL.min(n - j * PANEL), panel);
    }
}

/// Packs columns `from..from + width` of `b` into one panel.
#[inline(always)]
pub(super) fn pack_panel<S: Simd>(
    s: S,
    k: usize,
    b: MatRef<S::Scalar>,
    from: usize,
    width: usize,
    panel: &mut [S::Scalar],
) {
    s.call(PackPanel { k, b, from, width, panel });
}

struct PackPanel<'a, T> {
    k: usize,
    b: MatRef<'a, T>,
    from: usize,
    width: usize,
    panel: &'a mut [T],
}

impl<T: Float> Kernel<T> for PackPanel<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, _: S) {
        let Self { k, b, from, width, panel } = self;
        let rows = panel[..k * PANEL].chunks_exact_mut(PANEL);
        if b.col_stride == 1 {
            for (p, row) in rows.enumerate() {
                row[..width].copy_from_slice(&b.data[p * b.row_stride + from..][..width]);
                row[width..].fill(T::ZERO);
            }
        } else {
            for (p, row) in rows.enumerate() {
                for j in 0..width {
                    row[j] = b.data[p * b.row_stride + (from + j) * b.col_stride];
                }
                row[width..].fill(T::ZERO);
            }
        }
    }
}
