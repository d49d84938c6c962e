//! Many products of one size: threads share the products, not the blocks of each.

use super::{Epilogue, MatRef, Panels, gemm_serial, pack_b, packed_len};
use crate::simd::{Float, Kernel, Simd, dispatch};
use crate::{Pool, SharedMut};

/// Multiplications and additions that one chunk carries out, about.
const CHUNK: usize = 1 << 20;

/// Elements of scratch memory that [`gemm_batch`] needs.
pub fn batch_scratch_len(batch: usize, (_, n, k): (usize, usize, usize), packed: bool) -> usize {
    if packed { batch * packed_len(k, n) } else { 0 }
}

/// C_i (m x n, one after the other) = activation(A_i B_i + bias), where `packed` says that B's are to be packed first:
/// those that are not row-major must be.
pub fn gemm_batch<'a, T: Float>(
    pool: &Pool,
    (m, n, k): (usize, usize, usize),
    a: impl Fn(usize) -> MatRef<'a, T> + Sync,
    b: impl Fn(usize) -> MatRef<'a, T> + Sync,
    packed: bool,
    c: &mut [T],
    epilogue: Epilogue<'_, T>,
    scratch: &mut [T],
) {
    let size = m * n;
    if size == 0 {
        return;
    }
    let panels = if packed { packed_len(k, n) } else { 0 };
    let per_chunk = (CHUNK / (size * k).max(1)).max(1);
    let scratch = SharedMut::new(scratch);
    pool.for_chunks_mut(c, per_chunk * size, |chunk, c| {
        for (i, c) in c.chunks_exact_mut(size).enumerate() {
            let i = chunk * per_chunk + i;
            // SAFETY: each product has panels of its own.
            let panels = unsafe { scratch.slice(i * panels, panels) };
            dispatch(One { size: (m, n, k), a: a(i), b: b(i), packed, c, epilogue, panels });
        }
    });
}

struct One<'a, T> {
    size: (usize, usize, usize),
    a: MatRef<'a, T>,
    b: MatRef<'a, T>,
    packed: bool,
    c: &'a mut [T],
    epilogue: Epilogue<'a, T>,
    panels: &'a mut [T],
}

impl<T: Float> Kernel<T> for One<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (_, n, k) = self.size;
        let b = if self.packed {
            pack_b(s, k, n, self.b, self.panels);
            Panels::packed(self.panels, k)
        } else {
            assert!(self.b.col_stride == 1, "B in place is row-major");
            Panels::row_major(self.b.data, self.b.row_stride)
        };
        gemm_serial(s, self.size, self.a, b, self.c, n, false, self.epilogue);
    }
}
