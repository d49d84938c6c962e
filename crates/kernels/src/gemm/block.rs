//! One thread's product: loops over blocks that fit the caches, around the micro-kernel.

use super::tile::{Operands, Tiles, partial_sums};
use super::{Epilogue, MatRef, PANEL, Panels};
use crate::activation::{Activation, Apply};
use crate::simd::Simd;

/// Rows of a panel of B that are worth keeping in the first-level cache (32 KiB of f32).
const K_BLOCK: usize = 256;
/// Rows of A whose `K_BLOCK` columns stay in the second-level cache (256 KiB of f32).
const M_BLOCK: usize = 252;

/// C (m x n, rows `ldc` apart) = A B, or C + A B if `accumulate`, plus bias, through the activation.
///
/// Runs on this thread, with nothing allocated: for use inside other kernels, with B packed once by [`super::pack_b`]
/// or row-major and read in place. The sums over k are split into fixed blocks, combined in order.
#[inline(always)]
pub fn gemm_serial<S: Simd>(
    s: S,
    shape: (usize, usize, usize),
    a: MatRef<S::Scalar>,
    b: Panels<S::Scalar>,
    c: &mut [S::Scalar],
    ldc: usize,
    accumulate: bool,
    epilogue: Epilogue<S::Scalar>,
) {
    check(shape, a, c.len(), ldc, epilogue);
    // SAFETY: A, C and bias were just checked, and C is borrowed mutably.
    unsafe { gemm_block(s, shape, a, b, c.as_mut_ptr(), ldc, accumulate, epilogue) };
}

/// Panics unless A, C and bias hold what the product reaches.
pub(super) fn check<T>(
    (m, n, k): (usize, usize, usize),
    a: MatRef<T>,
    c_len: usize,
    ldc: usize,
    epilogue: Epilogue<T>,
) {
    a.check(m, k);
    let rows = m.saturating_sub(1) * ldc;
    assert!(m == 0 || (ldc >= n && c_len >= rows + n), "C holds fewer than {m} x {n}");
    assert!(epilogue.bias.is_none_or(|bias| bias.len() >= n), "bias holds fewer than {n}");
}

/// As [`gemm_serial`], into a C of which other threads may write other columns.
///
/// # Safety
/// A must hold m x k, bias n, and `c` must be valid for reading and writing m rows of n elements, `ldc` apart.
#[inline(always)]
pub(super) unsafe fn gemm_block<S: Simd>(
    s: S,
    (m, n, k): (usize, usize, usize),
    a: MatRef<S::Scalar>,
    b: Panels<S::Scalar>,
    c: *mut S::Scalar,
    ldc: usize,
    accumulate: bool,
    epilogue: Epilogue<S::Scalar>,
) {
    if m == 0 || n == 0 {
        return;
    }
    assert!(b.data.len() >= b.reach(k, n), "B holds fewer than {k} x {n}");
    let k_blocks = k.div_ceil(K_BLOCK + K_BLOCK / 2).max(1);
    for block in 0..k_blocks {
        let (k0, k1) = (k * block / k_blocks, k * (block + 1) / k_blocks);
        let last_block = block + 1 == k_blocks;
        let activation = if last_block { epilogue.activation } else { Activation::Linear };
        let base = Operands {
            tiles: 0,
            k: k1 - k0,
            a: a.data.as_ptr().wrapping_add(k0 * a.col_stride),
            a_row: a.row_stride,
            a_col: a.col_stride,
            b: b.data.as_ptr().wrapping_add(k0 * b.row_stride),
            b_row: b.row_stride,
            segments: 1,
            a_segment: 0,
            b_segment: 0,
            c,
            ldc,
            last: S::LANES,
            load_c: accumulate || block > 0,
            bias: match epilogue.bias {
                Some(bias) if last_block => bias.as_ptr(),
                _ => std::ptr::null(),
            },
        };
        let m_blocks = m.div_ceil(M_BLOCK + M_BLOCK / 2);
        for rows in 0..m_blocks {
            let (m0, m1) = (m * rows / m_blocks, m * (rows + 1) / m_blocks);
            // SAFETY: the operands reach no further than the caller and the check above allow.
            unsafe { row_block(s, base, m0, m1, n, b.panel_stride, activation) };
        }
    }
}

/// Rows m0..m1 of C, one strip of columns after the other.
///
/// # Safety
/// As `Tiles::new`, for the whole product.
#[inline(always)]
pub(super) unsafe fn row_block<S: Simd>(
    s: S,
    base: Operands<S::Scalar>,
    m0: usize,
    m1: usize,
    n: usize,
    panel_stride: usize,
    activation: Activation,
) {
    let full = S::TILE.1 * S::LANES;
    // Rows are shared out evenly, 15 as 8 and 7, not 14 and 1: `tall` tiles of one row more, then the others.
    let rows = m1 - m0;
    let tiles = rows.div_ceil(S::TILE.0);
    let (low, tall) = (rows / tiles, rows % tiles);
    let mut j = 0;
    while j < n {
        let left = n - j;
        let whole = left >= full;
        // A strip is a full tile wide, or what is left, if that needs as many vectors, or one vector.
        let wide = left > full - S::LANES;
        let width = left.min(if wide { full } else { S::LANES });
        let strip = Operands {
            b: base.b.wrapping_add(j / PANEL * panel_stride + j % PANEL),
            c: base.c.wrapping_add(j),
            bias: if base.bias.is_null() { base.bias } else { base.bias.wrapping_add(j) },
            last: (width - 1) % S::LANES + 1,
            ..base
        };
        let upper = Operands {
            tiles: tall,
            a: base.a.wrapping_add(m0 * base.a_row),
            c: strip.c.wrapping_add(m0 * base.ldc),
            ..strip
        };
        let lower = Operands {
            tiles: tiles - tall,
            a: upper.a.wrapping_add(tall * (low + 1) * base.a_row),
            c: upper.c.wrapping_add(tall * (low + 1) * base.ldc),
            ..strip
        };
        // SAFETY: rows and width are inside the product.
        unsafe {
            run_tiles(s, &upper, low + 1, wide, whole);
            run_tiles(s, &lower, low, wide, whole);
        }
        if activation != Activation::Linear {
            let written = (0..rows).map(|i| {
                let row = upper.c.wrapping_add(i * base.ldc);
                // SAFETY: the tiles have just written these elements, and nobody else has them.
                unsafe { std::slice::from_raw_parts_mut(row, width) }
            });
            s.call(Apply { activation, rows: written });
        }
        j += width;
    }
}

/// Runs the micro-kernel of a shape known only now.
///
/// # Safety
/// As `Tiles::new`.
#[inline(always)]
unsafe fn run_tiles<S: Simd>(
    s: S,
    operands: &Operands<S::Scalar>,
    rows: usize,
    wide: bool,
    whole: bool,
) {
    macro_rules! tile {
        ($rows:literal, $vectors:literal, $tail:literal) => {{
            const KU: usize = partial_sums($rows, $vectors);
            // SAFETY: the caller's contract.
            s.call(unsafe { Tiles::<S::Scalar, $rows, $vectors, KU, $tail>::new(operands) })
        }};
    }
    macro_rules! by_width {
        ($rows:literal) => {
            if $rows <= S::TILE.0 {
                match (wide, S::TILE.1) {
                    (false, _) => tile!($rows, 1, true),
                    (true, 2) if whole => tile!($rows, 2, false),
                    (true, 2) => tile!($rows, 2, true),
                    (true, 4) => tile!($rows, 4, false),
                    _ => unreachable!("a tile is 2 or 4 vectors wide"),
                }
            }
        };
    }
    if operands.tiles == 0 {
        return;
    }
    match rows {
        1 => by_width!(1),
        2 => by_width!(2),
        3 => by_width!(3),
        4 => by_width!(4),
        5 => by_width!(5),
        6 => by_width!(6),
        7 => by_width!(7),
        8 => by_width!(8),
        9 => by_width!(9),
        10 => by_width!(10),
        11 => by_width!(11),
        12 => by_width!(12),
        13 => by_width!(13),
        14 => by_width!(14),
        _ => unreachable!("a tile has 1 to 14 rows"),
    }
}
