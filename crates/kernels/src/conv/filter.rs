//! Filters as panels: the B of every product of a convolution, packed once.

use crate::gemm::{MatRef, PANEL, pack_b, packed_len};
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Packs one group's filter, `taps` matrices of `rows` x `columns`, one below the other, into panels.
pub(super) fn pack_filter<'a, T: Float>(
    pool: &Pool,
    taps: usize,
    (rows, columns): (usize, usize),
    tap: impl Fn(usize) -> MatRef<'a, T> + Sync,
    out: &mut [T],
) {
    /// Elements of a chunk.
    const CHUNK: usize = 1 << 15;
    let pieces = columns.div_ceil(PANEL) * taps;
    let per_chunk = (CHUNK / (rows * PANEL).max(1)).max(1);
    let out = SharedMut::new(&mut out[..packed_len(taps * rows, columns)]);
    pool.for_chunks(pieces.div_ceil(per_chunk), |chunk| {
        for piece in chunk * per_chunk..pieces.min((chunk + 1) * per_chunk) {
            let column = piece / taps * PANEL;
            let b = tap(piece % taps);
            // SAFETY: each piece has rows of its own.
            let out = unsafe { out.slice(piece * rows * PANEL, rows * PANEL) };
            let columns = PANEL.min(columns - column);
            dispatch(Piece { rows, columns, b: b.offset(column * b.col_stride), out });
        }
    });
}

/// The rows of one tap in one panel.
struct Piece<'a, T> {
    rows: usize,
    columns: usize,
    b: MatRef<'a, T>,
    out: &'a mut [T],
}

impl<T: Float> Kernel<T> for Piece<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        pack_b(s, self.rows, self.columns, self.b, self.out);
    }
}
