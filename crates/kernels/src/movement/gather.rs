//! Gather of slices by index, and its adjoint: a scatter that adds duplicates in the order of the indices.

use std::ops::{AddAssign, Range};

use crate::{Pool, SharedMut};

/// A tensor [batch, outer, size, inner] with indices [batch, count] into its `size` axis: the other tensor is [batch,
/// outer, count, inner].
#[derive(Debug, Clone, Copy)]
pub struct Indexed {
    /// Axes that tensor and indices share.
    pub batch: usize,
    /// Axes before the one that is indexed.
    pub outer: usize,
    /// Length of the axis that is indexed.
    pub size: usize,
    /// Indices a batch.
    pub count: usize,
    /// Axes after the one that is indexed: what moves as one piece.
    pub inner: usize,
}

/// Elements that one chunk moves, about.
const CHUNK: usize = 64 * 1024;

/// The first index that is not in `0..size`, with its position.
pub fn first_outside(indices: &[i32], size: usize) -> Option<(usize, i32)> {
    let outside = |&index: &i32| index < 0 || index as usize >= size;
    indices.iter().position(outside).map(|at| (at, indices[at]))
}

/// out[b, o, k, :] = src[b, o, indices[b, k], :].
///
/// # Panics
/// Where an index is outside: callers check with [`first_outside`].
pub fn gather<T: Copy + Send + Sync>(
    pool: &Pool,
    shape: Indexed,
    src: &[T],
    indices: &[i32],
    dst: &mut [T],
) {
    let Indexed { outer, size, count, inner, .. } = shape;
    if dst.is_empty() {
        return;
    }
    let per_chunk = (CHUNK / inner).max(1);
    pool.for_chunks_mut(dst, per_chunk * inner, |chunk, dst| {
        for (piece, out) in dst.chunks_exact_mut(inner).enumerate() {
            let piece = chunk * per_chunk + piece;
            let (plane, k) = (piece / count, piece % count);
            let row = plane * size + indices[plane / outer * count + k] as usize;
            out.copy_from_slice(&src[row * inner..(row + 1) * inner]);
        }
    });
}

/// out = 0, then out[b, o, indices[b, k], :] += src[b, o, k, :] in the order of k, so that the bits don't depend on
/// the cut.
///
/// # Panics
/// Where an index is outside: callers check with [`first_outside`].
pub fn scatter_add<T: Copy + Default + AddAssign + Send + Sync>(
    pool: &Pool,
    shape: Indexed,
    src: &[T],
    indices: &[i32],
    dst: &mut [T],
) {
    let Indexed { batch, outer, size, inner, .. } = shape;
    let planes = batch * outer;
    if planes * size * inner == 0 {
        return;
    }
    let work = src.len() + dst.len();
    let parts = if work < CHUNK { 1 } else { (8 / planes).max(1) };
    // Columns in whole cache lines where pieces are wide; otherwise each part takes a range of rows and skips the rest.
    let by_columns = inner >= 16 * parts;
    let dst = SharedMut::new(dst);
    let planes_per_chunk = if parts > 1 { 1 } else { (CHUNK * planes).div_ceil(work).max(1) };
    pool.for_chunks(planes.div_ceil(planes_per_chunk) * parts, |chunk| {
        let first = chunk / parts * planes_per_chunk;
        for plane in first..planes.min(first + planes_per_chunk) {
            let cut = |total: usize, unit: usize| {
                let step = total.div_ceil(unit).div_ceil(parts) * unit;
                let start = (chunk % parts * step).min(total);
                start..total.min(start + step)
            };
            let (rows, columns) =
                if by_columns { (0..size, cut(inner, 16)) } else { (cut(size, 1), 0..inner) };
            add_part(shape, src, indices, dst, plane, rows, columns);
        }
    });
}

/// The part of one plane in these rows and columns.
fn add_part<T: Copy + Default + AddAssign>(
    Indexed { outer, size, count, inner, .. }: Indexed,
    src: &[T],
    indices: &[i32],
    dst: SharedMut<'_, T>,
    plane: usize,
    rows: Range<usize>,
    columns: Range<usize>,
) {
    let row = |row: usize| {
        let start = (plane * size + row) * inner + columns.start;
        // SAFETY: parts of one plane differ in rows or in columns, so no other chunk has this piece; one is used at a time.
        unsafe { dst.slice(start, columns.len()) }
    };
    for at in rows.clone() {
        row(at).fill(T::default());
    }
    for (k, &index) in indices[plane / outer * count..][..count].iter().enumerate() {
        let index = index as usize;
        assert!(index < size, "index {index} of {size}");
        if rows.contains(&index) {
            let piece = &src[(plane * count + k) * inner..][columns.clone()];
            for (out, &x) in row(index).iter_mut().zip(piece) {
                *out += x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: Indexed) {
        let Indexed { batch, outer, size, count, inner } = shape;
        let x: Vec<i64> = (0..(batch * outer * size * inner) as i64).collect();
        let indices: Vec<i32> =
            (0..batch * count).map(|i| (i * i + i / 3) as i32 % size as i32).collect();
        let mut y = vec![-1; batch * outer * count * inner];
        gather(Pool::global(), shape, &x, &indices, &mut y);
        let mut back = vec![-1; x.len()];
        scatter_add(Pool::global(), shape, &y, &indices, &mut back);
        let mut sums = vec![0; x.len()];
        for plane in 0..batch * outer {
            for k in 0..count {
                let row = plane * size + indices[plane / outer * count + k] as usize;
                for i in 0..inner {
                    let moved = y[(plane * count + k) * inner + i];
                    assert_eq!(moved, x[row * inner + i]);
                    sums[row * inner + i] += moved;
                }
            }
        }
        assert_eq!(back, sums);
    }

    #[test]
    fn gather_and_its_adjoint_agree_with_the_definition() {
        check(Indexed { batch: 1, outer: 1, size: 7, count: 20, inner: 5 });
        check(Indexed { batch: 3, outer: 2, size: 4, count: 9, inner: 1 });
        check(Indexed { batch: 1, outer: 1, size: 50, count: 3000, inner: 33 });
        check(Indexed { batch: 1, outer: 1, size: 50, count: 600, inner: 200 });
        check(Indexed { batch: 1, outer: 300, size: 5, count: 7, inner: 40 });
        check(Indexed { batch: 2, outer: 1, size: 5, count: 0, inner: 3 });
    }
}
