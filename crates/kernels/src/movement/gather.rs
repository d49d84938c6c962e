//! Gather of slices by index, and its adjoint: a scatter that adds duplicates in the order of the indices.

use std::ops::AddAssign;

use crate::Pool;

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

/// out = 0, then out[b, o, indices[b, k], :] += src[b, o, k, :] in the order of k.
///
/// Planes [size, inner] are shared out, never a plane: what reads one in one direction keeps up with the memory, and
/// threads that skip each other's rows or columns don't.
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
    let Indexed { outer, size, count, inner, .. } = shape;
    let plane = size * inner;
    if dst.is_empty() {
        return;
    }
    let per_chunk = (CHUNK / (plane + count * inner)).max(1);
    pool.for_chunks_mut(dst, per_chunk * plane, |chunk, dst| {
        for (i, out) in dst.chunks_exact_mut(plane).enumerate() {
            let i = chunk * per_chunk + i;
            out.fill(T::default());
            let pieces = src[i * count * inner..][..count * inner].chunks_exact(inner);
            for (piece, &index) in pieces.zip(&indices[i / outer * count..][..count]) {
                let row = &mut out[index as usize * inner..][..inner];
                for (out, &x) in row.iter_mut().zip(piece) {
                    *out += x;
                }
            }
        }
    });
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
        check(Indexed { batch: 1, outer: 1, size: 3, count: 900, inner: 150 });
        check(Indexed { batch: 2, outer: 1, size: 5, count: 0, inner: 3 });
    }
}
