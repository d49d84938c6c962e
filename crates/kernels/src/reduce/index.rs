//! Where the greatest or smallest element is, and running sums and products along an axis.

use super::Extent;

/// Which element [`arg`] looks for; the first of equals wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extremum {
    /// The greatest.
    Max,
    /// The smallest.
    Min,
}

/// `out[o, i]` is the place of the extremum among `x[o, .., i]`.
pub fn arg<E: Copy + PartialOrd>(extremum: Extremum, extent: Extent, x: &[E], out: &mut [i32]) {
    let Extent { reduced, inner, .. } = extent;
    if reduced * inner == 0 {
        return;
    }
    for (x, out) in x.chunks_exact(reduced * inner).zip(out.chunks_exact_mut(inner)) {
        for (i, out) in out.iter_mut().enumerate() {
            let (mut best, mut place) = (x[i], 0);
            for (r, &value) in x[i..].iter().step_by(inner).enumerate() {
                let better = match extremum {
                    Extremum::Max => value > best,
                    Extremum::Min => value < best,
                };
                if better {
                    (best, place) = (value, r as i32);
                }
            }
            *out = place;
        }
    }
}

/// `out[o, r, i]` is `x[o, 0..=r, i]` combined; with `exclusive` without x[o, r, i] itself, with
/// `reverse` from the end.
pub fn cumulate<E: Copy>(
    extent: Extent,
    (exclusive, reverse): (bool, bool),
    neutral: E,
    step: impl Fn(E, E) -> E,
    x: &[E],
    out: &mut [E],
) {
    let Extent { reduced, inner, .. } = extent;
    if reduced * inner == 0 {
        return;
    }
    for (x, out) in x.chunks_exact(reduced * inner).zip(out.chunks_exact_mut(reduced * inner)) {
        for i in 0..inner {
            let mut sum = neutral;
            for r in 0..reduced {
                let at = if reverse { reduced - 1 - r } else { r } * inner + i;
                let next = step(sum, x[at]);
                out[at] = if exclusive { sum } else { next };
                sum = next;
            }
        }
    }
}
