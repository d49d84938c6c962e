//! B as panels of [`PANEL`] columns: what the micro-kernel reads one row after the other.

use super::MatRef;
use crate::movement::transpose;
use crate::simd::{Float, Kernel, Simd};

/// Columns of a panel: the widest tile's, so that the layout is the same at every SIMD level.
pub const PANEL: usize = 32;

/// Panels that are packed in one pass.
const GROUP: usize = 8;

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

    /// The same from column `j` on; `j` must be a multiple of [`PANEL`].
    #[inline(always)]
    pub(super) fn at_column(self, j: usize) -> Self {
        debug_assert!(j.is_multiple_of(PANEL));
        Self { data: &self.data[(j / PANEL * self.panel_stride).min(self.data.len())..], ..self }
    }

    /// The same from row `p` on.
    #[inline(always)]
    pub fn at_row(self, p: usize) -> Self {
        Self { data: &self.data[self.rows(p).min(self.data.len())..], ..self }
    }

    /// Elements from one row to the one `count` below.
    #[inline(always)]
    pub fn rows(&self, count: usize) -> usize {
        count * self.row_stride
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
    s.call(Pack { k, n, b, out: &mut out[..packed_len(k, n)] });
}

/// The kernel of [`pack_b`].
pub(super) struct Pack<'a, T> {
    pub k: usize,
    pub n: usize,
    pub b: MatRef<'a, T>,
    pub out: &'a mut [T],
}

impl<T: Float> Kernel<T> for Pack<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { k, n, b, out } = self;
        if k == 0 {
            return;
        }
        if b.row_stride == 1 && b.col_stride != 1 {
            for (i, panel) in out.chunks_exact_mut(k * PANEL).enumerate() {
                let width = PANEL.min(n - i * PANEL);
                transpose_panel(s, k, width, b.offset(i * PANEL * b.col_stride), panel);
            }
        } else {
            // Several panels a pass, because short pieces of far rows would miss the caches' prefetchers.
            for (i, panels) in out.chunks_mut(GROUP * k * PANEL).enumerate() {
                let from = i * GROUP * PANEL;
                copy_panels(s, k, n - from, b.offset(from * b.col_stride), panels);
            }
        }
    }
}

/// A panel of a B whose columns are contiguous.
#[inline(always)]
fn transpose_panel<S: Simd>(
    s: S,
    k: usize,
    width: usize,
    b: MatRef<S::Scalar>,
    panel: &mut [S::Scalar],
) {
    transpose(s, (width, k), b.data, b.col_stride, panel, PANEL);
    for row in panel.chunks_exact_mut(PANEL) {
        row[width..].fill(S::Scalar::ZERO);
    }
}

/// Panels of any other B, row by row.
#[inline(always)]
fn copy_panels<S: Simd>(s: S, k: usize, n: usize, b: MatRef<S::Scalar>, panels: &mut [S::Scalar]) {
    for p in 0..k {
        for (i, panel) in panels.chunks_exact_mut(k * PANEL).enumerate() {
            let width = PANEL.min(n - i * PANEL);
            let from = &b.data[p * b.row_stride + i * PANEL * b.col_stride..];
            let row = &mut panel[p * PANEL..][..PANEL];
            if b.col_stride == 1 {
                let from = &from[..width];
                for j in (0..PANEL).step_by(S::LANES) {
                    // What is past the last column becomes zero.
                    let v = if j + S::LANES <= width {
                        s.load(&from[j..])
                    } else {
                        s.load_partial(&from[j.min(width)..])
                    };
                    s.store(&mut row[j..], v);
                }
            } else {
                for j in 0..width {
                    row[j] = from[j * b.col_stride];
                }
                row[width..].fill(S::Scalar::ZERO);
            }
        }
    }
}
