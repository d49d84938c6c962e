//! Softmax along an axis: y = e^(x - max) / Σ e^(x - max), or its logarithm x - max - ln Σ.

use super::{greatest, rows_of_chunk, sum_of_exponentials};
use crate::reduce::Extent;
use crate::{Float, Kernel, Pool, SharedMut, Simd, dispatch, math};

/// `out` is the softmax of x[outer, reduced, inner] along the axis `reduced`, or its logarithm.
pub fn softmax<T: Float>(pool: &Pool, logarithm: bool, extent: Extent, x: &[T], out: &mut [T]) {
    let Extent { outer, reduced, inner } = extent;
    assert!(x.len() == outer * reduced * inner && out.len() == x.len());
    let size = reduced * inner;
    if size == 0 {
        return;
    }
    let group = rows_of_chunk(size);
    let out = SharedMut::new(out);
    pool.for_chunks(outer.div_ceil(group), |i| {
        let rows = group.min(outer - i * group);
        // SAFETY: chunks are disjoint ranges of rows.
        let out = unsafe { out.slice(i * group * size, rows * size) };
        let x = &x[i * group * size..][..rows * size];
        dispatch(Rows { logarithm, reduced, inner, x, out });
    });
}

struct Rows<'a, T> {
    logarithm: bool,
    reduced: usize,
    inner: usize,
    x: &'a [T],
    out: &'a mut [T],
}

impl<T: Float> Kernel<T> for Rows<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let size = self.reduced * self.inner;
        for (x, out) in self.x.chunks_exact(size).zip(self.out.chunks_exact_mut(size)) {
            if self.inner == 1 {
                along(s, self.logarithm, x, out);
            } else {
                for column in (0..self.inner).step_by(S::LANES) {
                    across(s, self.logarithm, self.inner, column, x, out);
                }
            }
        }
    }
}

/// The softmax of one row.
#[inline(always)]
fn along<S: Simd>(s: S, logarithm: bool, x: &[S::Scalar], out: &mut [S::Scalar]) {
    let top = greatest(s, x);
    if logarithm {
        let shift = s.splat(top + sum_of_exponentials(s, x, top, None).ln());
        for (x, out) in x.chunks(S::LANES).zip(out.chunks_mut(S::LANES)) {
            s.store_partial(out, s.sub(s.load_partial(x), shift));
        }
    } else {
        let scale = s.splat(S::Scalar::ONE / sum_of_exponentials(s, x, top, Some(out)));
        for out in out.chunks_mut(S::LANES) {
            s.store_partial(out, s.mul(s.load_partial(out), scale));
        }
    }
}

/// The softmax of `LANES` neighbouring columns from `column` on.
#[inline(always)]
fn across<S: Simd>(
    s: S,
    logarithm: bool,
    inner: usize,
    column: usize,
    x: &[S::Scalar],
    out: &mut [S::Scalar],
) {
    let end = inner.min(column + S::LANES);
    let mut top = s.splat(S::Scalar::NEG_INFINITY);
    for row in x.chunks_exact(inner) {
        top = s.select(s.is_nan(top), top, s.max(top, s.load_partial(&row[column..end])));
    }
    let mut sum = s.zero();
    for row in x.chunks_exact(inner) {
        sum = s.add(sum, math::exp(s, s.sub(s.load_partial(&row[column..end]), top)));
    }
    let shift = if logarithm { s.add(top, math::ln(s, sum)) } else { top };
    for (row, out) in x.chunks_exact(inner).zip(out.chunks_exact_mut(inner)) {
        let shifted = s.sub(s.load_partial(&row[column..end]), shift);
        let y = if logarithm { shifted } else { s.div(math::exp(s, shifted), sum) };
        s.store_partial(&mut out[column..end], y);
    }
}
