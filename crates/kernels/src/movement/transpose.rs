//! The transposition of a matrix inside other kernels: blocks in registers, those of a narrow matrix through a small
//! buffer.

use crate::simd::{Float, Simd};

/// Most lanes of a register.
const MAX_LANES: usize = 16;

/// `out[j * out_stride + i] = x[i * x_stride + j]` for i < rows, j < columns. Panics where either leaves its slice.
#[inline(always)]
pub fn transpose<S: Simd>(
    s: S,
    (rows, columns): (usize, usize),
    x: &[S::Scalar],
    x_stride: usize,
    out: &mut [S::Scalar],
    out_stride: usize,
) {
    if rows > 0 && columns > 0 {
        assert!((columns - 1) * out_stride + rows <= out.len());
        // SAFETY: the last element of the last row is inside, by the check above.
        unsafe { transpose_to(s, (rows, columns), x, x_stride, out.as_mut_ptr(), out_stride) };
    }
}

/// The same, to rows between which others may write.
///
/// # Safety
/// `out` must be valid for writing `columns` rows of `rows` elements, `out_stride` apart, that nobody else uses.
#[inline(always)]
pub unsafe fn transpose_to<S: Simd>(
    s: S,
    (rows, columns): (usize, usize),
    x: &[S::Scalar],
    x_stride: usize,
    out: *mut S::Scalar,
    out_stride: usize,
) {
    if rows == 0 || columns == 0 {
        return;
    }
    assert!((rows - 1) * x_stride + columns <= x.len());
    let (height, width) = (rows.min(S::LANES), columns.min(S::LANES));
    // The last block reaches back over what the one before it has done.
    for i in (0..rows).step_by(S::LANES).map(|i| i.min(rows - height)) {
        for j in (0..columns).step_by(S::LANES).map(|j| j.min(columns - width)) {
            // SAFETY: the block is inside both matrices, by the loops' bounds.
            let (from, to) =
                unsafe { (x.as_ptr().add(i * x_stride + j), out.add(j * out_stride + i)) };
            if height == S::LANES && width == S::LANES {
                // SAFETY: the whole block is inside both matrices, which are different memory.
                unsafe { s.transpose(from, x_stride, to, out_stride) };
            } else {
                // SAFETY: as above, for a block of this size.
                unsafe { partial(s, (height, width), from, x_stride, to, out_stride) };
            }
        }
    }
}

/// A block of fewer than `LANES` rows or columns.
///
/// # Safety
/// `from` must be valid for reading, and `to` for writing, a block of this size with these strides.
#[inline(always)]
unsafe fn partial<S: Simd>(
    s: S,
    (rows, columns): (usize, usize),
    from: *const S::Scalar,
    from_stride: usize,
    to: *mut S::Scalar,
    to_stride: usize,
) {
    let mut block = [S::Scalar::ZERO; MAX_LANES * MAX_LANES];
    let mut turned = [S::Scalar::ZERO; MAX_LANES * MAX_LANES];
    for (i, row) in block.chunks_exact_mut(MAX_LANES).take(rows).enumerate() {
        // SAFETY: row i of the block.
        s.store(row, unsafe { s.load_ptr_n(from.add(i * from_stride), columns) });
    }
    // SAFETY: both arrays hold a block of rows `MAX_LANES` apart.
    unsafe { s.transpose(block.as_ptr(), MAX_LANES, turned.as_mut_ptr(), MAX_LANES) };
    for (j, row) in turned.chunks_exact(MAX_LANES).take(columns).enumerate() {
        // SAFETY: row j of the transposed block.
        unsafe { s.store_ptr_n(to.add(j * to_stride), s.load(row), rows) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Kernel, Level, dispatch_at};

    struct Turn<'a, T> {
        size: (usize, usize),
        x: &'a [T],
        out: &'a mut [T],
    }

    impl<T: Float> Kernel<T> for Turn<'_, T> {
        type Output = ();

        fn run<S: Simd<Scalar = T>>(self, s: S) {
            let (rows, columns) = self.size;
            transpose(s, self.size, self.x, columns + 1, self.out, rows + 2);
        }
    }

    fn every_size<T: Float>() {
        for level in Level::available() {
            for (rows, columns) in (0..36).flat_map(|rows| (0..36).map(move |n| (rows, n))) {
                let x: Vec<T> = (0..rows * (columns + 1)).map(T::from_usize).collect();
                let untouched = T::from_f64(-1.0);
                let mut out = vec![untouched; columns * (rows + 2)];
                let turn = Turn { size: (rows, columns), x: &x, out: &mut out };
                assert_eq!(dispatch_at(level, turn), Ok(()));
                for (j, row) in out.chunks_exact(rows + 2).enumerate() {
                    let turned = (0..rows).map(|i| x[i * (columns + 1) + j]);
                    assert!(row[..rows].iter().copied().eq(turned), "{level:?} {rows} {columns}");
                    assert!(row[rows..].iter().all(|&gap| gap == untouched));
                }
            }
        }
    }

    #[test]
    fn every_element_finds_its_place_and_none_leaves_the_rows() {
        every_size::<f32>();
        every_size::<f64>();
    }
}
