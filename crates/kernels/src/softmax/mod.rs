//! Softmax, its logarithm, and the cross-entropy of both, each row in three passes over cached numbers.

mod cross_entropy;
mod rows;

pub use cross_entropy::{Labels, cross_entropy, cross_entropy_gradient};
pub use rows::softmax;

use crate::{Float, Simd, math};

/// Elements that a chunk of rows has, about 20 us of exponentials.
const CHUNK: usize = 1 << 15;

/// Rows of a chunk.
fn rows_of_chunk(classes: usize) -> usize {
    (CHUNK / classes.max(1)).max(1)
}

/// The tail of a row, `fill` in the lanes past its end.
#[inline(always)]
fn load_tail<S: Simd>(s: S, tail: &[S::Scalar], fill: S::V) -> S::V {
    let place: [S::Scalar; 16] = std::array::from_fn(S::Scalar::from_usize);
    let inside = s.lt(s.load(&place), s.splat(S::Scalar::from_usize(tail.len())));
    s.select(inside, s.load_partial(tail), fill)
}

/// The greatest element; NaN if any is.
#[inline(always)]
fn greatest<S: Simd>(s: S, x: &[S::Scalar]) -> S::Scalar {
    let mut max = s.splat(S::Scalar::NEG_INFINITY);
    let mut blocks = x.chunks_exact(S::LANES);
    for block in &mut blocks {
        max = s.select(s.is_nan(max), max, s.max(max, s.load(block)));
    }
    if !blocks.remainder().is_empty() {
        let tail = load_tail(s, blocks.remainder(), s.splat(S::Scalar::NEG_INFINITY));
        max = s.select(s.is_nan(max), max, s.max(max, tail));
    }
    if s.any(s.is_nan(max)) { S::Scalar::NAN } else { s.reduce_max(max) }
}

/// Σ e^(x - shift); the terms go to `out` if it is there.
#[inline(always)]
fn sum_of_exponentials<S: Simd>(
    s: S,
    x: &[S::Scalar],
    shift: S::Scalar,
    mut out: Option<&mut [S::Scalar]>,
) -> S::Scalar {
    let shift = s.splat(shift);
    let mut sum = s.zero();
    let whole = x.len() - x.len() % S::LANES;
    for i in (0..whole).step_by(S::LANES) {
        let term = math::exp(s, s.sub(s.load(&x[i..]), shift));
        sum = s.add(sum, term);
        if let Some(out) = &mut out {
            s.store(&mut out[i..], term);
        }
    }
    if whole < x.len() {
        let tail = load_tail(s, &x[whole..], s.splat(S::Scalar::NEG_INFINITY));
        let term = math::exp(s, s.sub(tail, shift));
        sum = s.add(sum, term);
        if let Some(out) = out {
            s.store_partial(&mut out[whole..], term);
        }
    }
    s.reduce_add(sum)
}
