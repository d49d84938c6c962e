//! Many products of one shape: large ones one after the other on all threads, small ones side by side.

use super::block::check;
use super::pack::pack_b;
use super::parallel::{CHUNK, MAX_CHUNKS, Part, Route, route};
use super::{Epilogue, Gemm, MatRef, Panels, gemm, packed_len, scratch_len};
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Products of one chunk: a function of shapes alone. `None` if each is large enough to be shared out itself.
fn items_per_chunk(count: usize, (m, n, k): (usize, usize, usize)) -> Option<usize> {
    let work = (m.max(6) * n * k).max(1);
    if count == 1 || (work > 2 * CHUNK && count < MAX_CHUNKS) {
        return None;
    }
    Some((CHUNK / work).max(count.div_ceil(MAX_CHUNKS)).max(1))
}

/// Elements of scratch that [`gemm_batch`] needs; `b_row_major` says that the columns of every B are 1 apart.
pub fn batch_scratch_len(count: usize, shape: (usize, usize, usize), b_row_major: bool) -> usize {
    let one = scratch_len(shape, b_row_major);
    items_per_chunk(count, shape).map_or(one, |items| one * count.div_ceil(items))
}

/// C_i (m x n, one after the other) = activation(A_i B_i + bias), as [`Gemm`] has it; operands may be shared, and the
/// strides of all A, and of all B, must be the same.
pub fn gemm_batch<'a, T: Float>(
    pool: &Pool,
    shape: (usize, usize, usize),
    a: impl Fn(usize) -> MatRef<'a, T> + Sync,
    b: impl Fn(usize) -> MatRef<'a, T> + Sync,
    c: &mut [T],
    accumulate: bool,
    epilogue: Epilogue<'_, T>,
    scratch: &mut [T],
) {
    let (m, n, k) = shape;
    if m * n == 0 || c.is_empty() {
        return;
    }
    let count = c.len() / (m * n);
    let Some(items) = items_per_chunk(count, shape) else {
        for (i, c) in c.chunks_exact_mut(m * n).enumerate() {
            let (a, b) = (a(i), b(i));
            gemm(pool, Gemm { m, n, k, a, b, c, ldc: n, accumulate, epilogue }, scratch);
        }
        return;
    };
    let route = route(shape, a(0), b(0));
    let room = if route == Route::Packed { packed_len(k, n) } else { 0 };
    let scratch = SharedMut::new(scratch);
    pool.for_chunks_mut(c, items * m * n, |chunk, c| {
        // SAFETY: each chunk has its own room.
        let room = unsafe { scratch.slice(chunk * room, room) };
        let mut packed = None;
        for (i, c) in c.chunks_exact_mut(m * n).enumerate() {
            let i = chunk * items + i;
            let (a, b) = (a(i), b(i));
            check(shape, a, c.len(), n, epilogue);
            b.check(k, n);
            // Products that share B share its packed copy.
            let pack = route == Route::Packed && packed != Some(b.data.as_ptr());
            packed = Some(b.data.as_ptr());
            dispatch(Item { route, pack, shape, a, b, c, accumulate, epilogue, room });
        }
    });
}

/// One product on one thread.
struct Item<'a, T> {
    route: Route,
    pack: bool,
    shape: (usize, usize, usize),
    a: MatRef<'a, T>,
    b: MatRef<'a, T>,
    c: &'a mut [T],
    accumulate: bool,
    epilogue: Epilogue<'a, T>,
    room: &'a mut [T],
}

impl<T: Float> Kernel<T> for Item<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { route, pack, shape, a, b, c, accumulate, epilogue, room } = self;
        let (_, n, k) = shape;
        if pack {
            pack_b(s, k, n, b, room);
        }
        let panels = if route == Route::Packed {
            Panels::packed(room, k)
        } else {
            Panels::row_major(b.data, b.row_stride)
        };
        let c = c.as_mut_ptr();
        s.call(Part { route, shape, a, b, panels, c, ldc: n, accumulate, epilogue });
    }
}
