//! The strided copy: what transpose, slice, pad, concat, reverse, tile and broadcast all are.

use super::layout::{Axis, Layout, MAX_AXES, Walk};
use crate::{Pool, SharedMut};

/// Bytes of destination that one chunk writes, about: less is not worth a fork.
const CHUNK_BYTES: usize = 256 * 1024;
/// Side of the squares that a transposition moves: a row of one is a cache line of f32.
const TILE: usize = 16;

/// Copies the elements of `layout` from `src` to `dst`; elements of `dst` outside it stay as they are.
///
/// # Panics
/// Where the layout leaves either slice, or its destination axes overlap or are out of order.
pub fn strided_copy<T: Copy + Send + Sync>(pool: &Pool, layout: &Layout, src: &[T], dst: &mut [T]) {
    if layout.is_empty() {
        return;
    }
    assert!(layout.fits(src.len(), dst.len()), "{layout:?} leaves {} -> {}", src.len(), dst.len());
    let axes = layout.axes();
    let Some((inner, outer)) = axes.split_last() else {
        dst[layout.dst] = src[layout.src];
        return;
    };
    let dst = SharedMut::new(dst);
    let contiguous = outer.iter().position(|axis| axis.src == 1);
    match contiguous {
        Some(row) if inner.dst == 1 && inner.src > 1 => {
            transpose(pool, layout, outer, row, *inner, src, dst);
        }
        _ => copy_runs(pool, layout, outer, *inner, src, dst),
    }
}

/// Chunks of `units` boxes of `elements` each.
fn units_per_chunk<T>(elements: usize) -> usize {
    (CHUNK_BYTES / (elements * size_of::<T>())).max(1)
}

/// One run along the inner axis for each position of the outer ones.
fn copy_runs<T: Copy + Send + Sync>(
    pool: &Pool,
    layout: &Layout,
    outer: &[Axis],
    inner: Axis,
    src: &[T],
    dst: SharedMut<'_, T>,
) {
    let runs: usize = outer.iter().map(|axis| axis.size).product();
    let per_chunk = units_per_chunk::<T>(inner.size);
    pool.for_chunks(runs.div_ceil(per_chunk), |chunk| {
        let start = chunk * per_chunk;
        let mut walk = Walk::new(layout, outer, start);
        for _ in start..runs.min(start + per_chunk) {
            let span = (inner.size - 1) * inner.dst as usize + 1;
            // SAFETY: `fits` has shown that every outer axis steps over the whole span of a run, so spans are disjoint.
            let out = unsafe { dst.slice(walk.dst as usize, span) };
            copy_run(src, walk.src, inner, out);
            walk.advance();
        }
    });
}

fn copy_run<T: Copy>(src: &[T], start: isize, axis: Axis, out: &mut [T]) {
    let first = start as usize;
    match (axis.src, axis.dst) {
        (1, 1) => out.copy_from_slice(&src[first..first + axis.size]),
        (0, 1) => out.fill(src[first]),
        (step, apart) => {
            let mut at = start;
            for out in out.iter_mut().step_by(apart as usize) {
                *out = src[at as usize];
                at += step;
            }
        }
    }
}

/// Runs along the inner axis are strided in the source, but those of outer axis `row` are contiguous there: moves
/// squares, so that each cache line of either side is used whole.
fn transpose<T: Copy + Send + Sync>(
    pool: &Pool,
    layout: &Layout,
    outer: &[Axis],
    row: usize,
    inner: Axis,
    src: &[T],
    dst: SharedMut<'_, T>,
) {
    let Axis { size: rows, dst: apart, .. } = outer[row];
    let mut others = [Axis::default(); MAX_AXES];
    others[..row].copy_from_slice(&outer[..row]);
    others[row..outer.len() - 1].copy_from_slice(&outer[row + 1..]);
    let others = &others[..outer.len() - 1];
    let blocks = rows.div_ceil(TILE);
    let units = others.iter().map(|axis| axis.size).product::<usize>() * blocks;
    let per_chunk = units_per_chunk::<T>(TILE * inner.size);
    let step = inner.src as usize;
    pool.for_chunks(units.div_ceil(per_chunk), |chunk| {
        for unit in chunk * per_chunk..units.min((chunk + 1) * per_chunk) {
            let walk = Walk::new(layout, others, unit / blocks);
            let first = unit % blocks * TILE;
            let height = TILE.min(rows - first);
            let from = &src[walk.src as usize + first..];
            let to = walk.dst as usize + first * apart as usize;
            for column in (0..inner.size).step_by(TILE) {
                let width = TILE.min(inner.size - column);
                let from = &from[column * step..];
                let to = |i: usize| {
                    // SAFETY: `fits` has shown that runs along the inner axis are disjoint; this is a part of one.
                    unsafe { dst.slice(to + i * apart as usize + column, width) }
                };
                if (height, width) == (TILE, TILE) {
                    square(from, step, to);
                } else {
                    for i in 0..height {
                        for (j, out) in to(i).iter_mut().enumerate() {
                            *out = from[j * step + i];
                        }
                    }
                }
            }
        }
    });
}

#[inline(always)]
fn square<'a, T: Copy + 'a>(from: &[T], step: usize, to: impl Fn(usize) -> &'a mut [T]) {
    let mut tile = [[from[0]; TILE]; TILE];
    for (j, line) in tile.iter_mut().enumerate() {
        line.copy_from_slice(&from[j * step..j * step + TILE]);
    }
    for i in 0..TILE {
        for (out, line) in to(i).iter_mut().zip(&tile) {
            *out = line[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Copies [planes, a, b] to [planes, b, a] and compares with the definition.
    fn check_transposition(planes: usize, a: usize, b: usize) {
        let src: Vec<u32> = (0..(planes * a * b) as u32).collect();
        let mut dst = vec![u32::MAX; src.len()];
        let layout = Layout::new(0, 0)
            .axis(planes, (a * b) as isize, (a * b) as isize)
            .axis(b, 1, a as isize)
            .axis(a, b as isize, 1);
        strided_copy(Pool::global(), &layout, &src, &mut dst);
        for p in 0..planes {
            for i in 0..a {
                for j in 0..b {
                    assert_eq!(
                        dst[(p * b + j) * a + i],
                        src[(p * a + i) * b + j],
                        "{planes} {a} {b}"
                    );
                }
            }
        }
    }

    #[test]
    fn transpositions_of_every_tail_are_exact() {
        for a in 0..35 {
            for b in [0, 1, 2, 15, 16, 17, 48, 67] {
                check_transposition(3, a, b);
            }
        }
        check_transposition(2, 500, 400);
    }

    #[test]
    fn steps_reversals_and_repetitions_are_strides() {
        let src: Vec<u8> = (0..6).collect();
        let mut dst = [9; 12];
        // Columns 2 and 0 of [2, 3], in that order, into the odd positions.
        let layout = Layout::new(2, 1).axis(2, 3, 4).axis(2, -2, 2);
        strided_copy(Pool::global(), &layout, &src, &mut dst);
        assert_eq!(dst, [9, 2, 9, 0, 9, 5, 9, 3, 9, 9, 9, 9]);
        let layout = Layout::new(0, 0).axis(3, 1, 4).axis(4, 0, 1);
        strided_copy(Pool::global(), &layout, &src, &mut dst);
        assert_eq!(dst, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    }

    #[test]
    fn contiguous_axes_merge_into_one_run() {
        let layout = Layout::new(0, 0).axis(4, 15, 30).axis(1, 7, 7).axis(5, 3, 3).axis(3, 1, 1);
        assert_eq!(layout.axes().len(), 2);
    }

    #[test]
    #[should_panic(expected = "leaves")]
    fn a_layout_outside_its_slices_is_refused() {
        strided_copy(Pool::global(), &Layout::new(1, 0).axis(4, 1, 1), &[0_u8; 4], &mut [0; 4]);
    }
}
