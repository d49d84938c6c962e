//! One product on the pool: B is packed if its layout asks for it, then blocks of C are computed side by side.

use super::block::{check, gemm_block};
use super::pack::Pack;
use super::thin::{Dots, Rows, THIN, Thin};
use super::{Epilogue, Gemm, MatRef, PANEL, Panels, packed_len};
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Multiply-adds of a chunk: about 10 us.
pub(super) const CHUNK: usize = 1 << 20;
/// Multiply-adds below which a second thread doesn't pay.
const SERIAL: usize = 2 * CHUNK;
/// Most chunks of one product.
pub(super) const MAX_CHUNKS: usize = 32;
/// Elements of B from which packing is shared out.
const PACK_PARALLEL: usize = 1 << 17;

/// How B is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// By tiles, where it is.
    InPlace,
    /// By tiles, from panels.
    Packed,
    /// By the kernels of `thin.rs`.
    Rows,
    Dots,
}

/// The route of a product, by shape and layout alone.
pub(super) fn route<T>(shape: (usize, usize, usize), a: MatRef<T>, b: MatRef<T>) -> Route {
    let (m, n, _) = shape;
    if b.col_stride == 1 && m <= THIN && n > PANEL {
        Route::Rows
    } else if b.col_stride == 1 {
        Route::InPlace
    } else if b.row_stride == 1 && m <= THIN && a.col_stride == 1 {
        Route::Dots
    } else {
        Route::Packed
    }
}

/// Elements of scratch that [`gemm`] needs; `b_row_major` says that the columns of B are 1 apart.
pub fn scratch_len(shape: (usize, usize, usize), b_row_major: bool) -> usize {
    if b_row_major { 0 } else { packed_len(shape.2, shape.1) }
}

/// Computes `g` on the pool, with [`scratch_len`] elements of room.
pub fn gemm<T: Float>(pool: &Pool, g: Gemm<T>, scratch: &mut [T]) {
    let Gemm { m, n, k, a, b, c, ldc, accumulate, epilogue } = g;
    check((m, n, k), a, c.len(), ldc, epilogue);
    b.check(k, n);
    let route = route((m, n, k), a, b);
    let panels = match route {
        Route::InPlace | Route::Rows | Route::Dots => Panels::row_major(b.data, b.row_stride),
        Route::Packed => {
            let room = &mut scratch[..packed_len(k, n)];
            pack(pool, k, n, b, room);
            Panels::packed(room, k)
        }
    };
    let (row_cuts, column_cuts) = cuts(m, n, k);
    let c = SharedMut::new(c);
    pool.for_chunks(row_cuts * column_cuts, |chunk| {
        let (i, j) = (chunk / column_cuts, chunk % column_cuts);
        let (m0, m1) = (m * i / row_cuts, m * (i + 1) / row_cuts);
        let strips = n.div_ceil(PANEL);
        let n0 = strips * j / column_cuts * PANEL;
        let n1 = (strips * (j + 1) / column_cuts * PANEL).min(n);
        dispatch(Part {
            route,
            shape: (m1 - m0, n1 - n0, k),
            a: a.offset(m0 * a.row_stride),
            b: b.offset(n0 * b.col_stride),
            panels: panels.at_column(n0),
            c: c.as_mut_ptr().wrapping_add(m0 * ldc + n0),
            ldc,
            accumulate,
            epilogue: Epilogue { bias: epilogue.bias.map(|bias| &bias[n0..]), ..epilogue },
        });
    });
}

/// Into how many groups of rows and of columns C is cut: by halves, the longer side first.
fn cuts(m: usize, n: usize, k: usize) -> (usize, usize) {
    // A small m is as slow as this many rows, because B has to be read.
    let work = m.max(6) * n * k;
    let (mut rows, mut columns) = (1, 1);
    if work >= SERIAL {
        let wanted = work.div_ceil(CHUNK).min(MAX_CHUNKS);
        while rows * columns < wanted {
            let (height, width) = (m / rows, n / columns);
            if height >= 28 && height >= width {
                rows *= 2;
            } else if width >= 2 * PANEL {
                columns *= 2;
            } else if height >= 28 {
                rows *= 2;
            } else {
                break;
            }
        }
    }
    (rows, columns)
}

/// Packs all of B, several panels a chunk.
fn pack<T: Float>(pool: &Pool, k: usize, n: usize, b: MatRef<T>, room: &mut [T]) {
    if k == 0 || n == 0 {
        return;
    }
    let panels = n.div_ceil(PANEL);
    let chunks = if k * n < PACK_PARALLEL { 1 } else { panels.min(16) };
    let per_chunk = panels.div_ceil(chunks);
    pool.for_chunks_mut(room, per_chunk * k * PANEL, |i, out| {
        let from = i * per_chunk * PANEL;
        dispatch(Pack { k, n: n - from, b: b.offset(from * b.col_stride), out });
    });
}

/// One block of C on one thread.
#[derive(Clone, Copy)]
pub(super) struct Part<'a, T> {
    pub route: Route,
    pub shape: (usize, usize, usize),
    pub a: MatRef<'a, T>,
    pub b: MatRef<'a, T>,
    pub panels: Panels<'a, T>,
    pub c: *mut T,
    pub ldc: usize,
    pub accumulate: bool,
    pub epilogue: Epilogue<'a, T>,
}

impl<T: Float> Kernel<T> for Part<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { route, shape, a, b, panels, c, ldc, accumulate, epilogue } = self;
        let thin = Thin { shape, a, b, c, ldc, accumulate, epilogue };
        // SAFETY: `gemm` and `gemm_batch` checked the whole, of which this is a block that no other chunk has.
        unsafe {
            match route {
                Route::Rows => s.call(Rows::new(thin)),
                Route::Dots => s.call(Dots::new(thin)),
                _ => gemm_block(s, shape, a, panels, c, ldc, accumulate, epilogue),
            }
        }
    }
}
