//! A sum of products of equal shape whose operands lie at fixed distances: what a convolution is of its image.

use super::block::{check, row_block};
use super::tile::Operands;
use super::{Epilogue, MatRef, Panels};
use crate::simd::Simd;

/// Products of a sum, and how far apart their operands are.
#[derive(Clone, Copy, Debug)]
pub struct Segments {
    /// How many products.
    pub count: usize,
    /// Elements from one A to the next.
    pub a: usize,
    /// Elements from one B to the next.
    pub b: usize,
}

/// C (m x n, rows `ldc` apart) = A_0 B_0 + A_1 B_1 + ..., or C + that if `accumulate`, plus bias, through the
/// activation. Sums stay in registers throughout, so k times the segments should not be thousands.
#[inline(always)]
pub fn gemm_segments<S: Simd>(
    s: S,
    (m, n, k): (usize, usize, usize),
    segments: Segments,
    a: MatRef<S::Scalar>,
    b: Panels<S::Scalar>,
    c: &mut [S::Scalar],
    ldc: usize,
    accumulate: bool,
    epilogue: Epilogue<S::Scalar>,
) {
    if m == 0 || n == 0 {
        return;
    }
    let last = segments.count.saturating_sub(1);
    if segments.count > 0 && k > 0 {
        check((m, n, k), a.offset(last * segments.a), c.len(), ldc, epilogue);
        assert!(b.data.len() >= last * segments.b + b.reach(k, n), "B holds fewer than {k} x {n}");
    } else {
        check((m, n, 0), a, c.len(), ldc, epilogue);
    }
    let base = Operands {
        tiles: 0,
        k,
        a: a.data.as_ptr(),
        a_row: a.row_stride,
        a_col: a.col_stride,
        b: b.data.as_ptr(),
        b_row: b.row_stride,
        segments: segments.count,
        a_segment: segments.a,
        b_segment: segments.b,
        c: c.as_mut_ptr(),
        ldc,
        last: S::LANES,
        load_c: accumulate,
        bias: epilogue.bias.map_or(std::ptr::null(), <[S::Scalar]>::as_ptr),
    };
    // SAFETY: the last segment's operands were just checked, those before it reach less far, and C is borrowed mutably.
    unsafe { row_block(s, base, 0, m, n, b.panel_stride, epilogue.activation) };
}
