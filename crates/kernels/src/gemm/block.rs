//! One thread's product: loops over blocks that fit the caches, around the micro-kernel.

use super::tile::{Operands, Tile, partial_sums};
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
    (m, n, k): (usize, usize, usize),
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
    a.check(m, k);
    assert!(b.data.len() >= b.reach(k, n), "B holds fewer than {k} x {n}");
    assert!(ldc >= n && c.len() >= (m - 1) * ldc + n, "C holds fewer than {m} x {n}");
    assert!(epilogue.bias.is_none_or(|bias| bias.len() >= n), "bias holds fewer than {n}");
    let k_blocks = k.div_ceil(K_BLOCK + K_BLOCK / 2).max(1);
    for block in 0..k_blocks {
        let (k0, k1) = (k * block / k_blocks, k * (block + 1) / k_blocks);
        let final_block = block + 1 == k_blocks;
        let base = Operands {
            k: k1 - k0,
            a: a.data.as_ptr().wrapping_add(k0 * a.col_stride),
            a_row: a.row_stride,
            a_col: a.col_stride,
            b: b.data.as_ptr().wrapping_add(k0 * b.row_stride),
            b_row: b.row_stride,
            c: c.as_mut_ptr(),
            ldc,
            last: S::LANES,
            load_c: accumulate || block > 0,
            bias: match epilogue.bias {
                Some(bias) if final_block => bias.as_ptr(),
                _ => std::ptr::null(),
            },
            activation: if final_block { epilogue.activation } else { Activation::Linear },
        };
        let m_blocks = m.div_ceil(M_BLOCK + M_BLOCK / 2);
        for rows in 0..m_blocks {
            let (m0, m1) = (m * rows / m_blocks, m * (rows + 1) / m_blocks);
            // SAFETY: the operands reach no further than the checks above allow.
            unsafe { row_block(s, base, m0, m1, n, b.panel_stride) };
        }
    }
}

/// Rows m0..m1 of C, one strip of columns after the other.
///
/// # Safety
/// As `Tile::new`, for the whole product.
#[inline(always)]
unsafe fn row_block<S: Simd>(
    s: S,
    base: Operands<S::Scalar>,
    m0: usize,
    m1: usize,
    n: usize,
    panel_stride: usize,
) {
    let full = S::TILE.1 * S::LANES;
    let tiles = (m1 - m0).div_ceil(S::TILE.0);
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
        for tile in 0..tiles {
            // Rows are shared out evenly: 15 are 8 and 7, not 14 and 1.
            let i0 = m0 + (m1 - m0) * tile / tiles;
            let rows = m0 + (m1 - m0) * (tile + 1) / tiles - i0;
            let operands = Operands {
                a: strip.a.wrapping_add(i0 * strip.a_row),
                c: strip.c.wrapping_add(i0 * strip.ldc),
                ..strip
            };
            // SAFETY: rows and width are inside the product.
            unsafe { run_tile(s, operands, rows, wide, whole) };
            if operands.activation != Activation::Linear {
                for i in 0..rows {
                    let row = operands.c.wrapping_add(i * operands.ldc);
                    // SAFETY: the tile has just written these elements.
                    let data = unsafe { std::slice::from_raw_parts_mut(row, width) };
                    s.call(Apply { activation: operands.activation, data });
                }
            }
        }
        j += width;
    }
}

/// Runs the micro-kernel of a shape known only now.
///
/// # Safety
/// As `Tile::new`.
#[inline(always)]
unsafe fn run_tile<S: Simd>(
    s: S,
    operands: Operands<S::Scalar>,
    rows: usize,
    wide: bool,
    whole: bool,
) {
    macro_rules! tile {
        ($rows:literal, $vectors:literal, $tail:literal) => {{
            const KU: usize = partial_sums($rows, $vectors);
            // SAFETY: the caller's contract.
            s.call(unsafe { Tile::<S::Scalar, $rows, $vectors, KU, $tail>::new(operands) })
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
