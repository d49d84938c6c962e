//! Reductions of integers and truth values, exact; sums and products wrap around.

use super::{Extent, Reduction};
use crate::elementwise::Integer;

/// `out[o, i]` combines `x[o, .., i]`. Of truth values, `Max` is "any" and `Min` is "all". Where nothing
/// is reduced, the result is `neutral`.
pub fn reduce_integers<I: Integer>(
    reduction: Reduction,
    extent: Extent,
    neutral: I,
    x: &[I],
    out: &mut [I],
) {
    let Extent { reduced, inner, .. } = extent;
    let step: fn(i64, i64) -> i64 = match reduction {
        Reduction::Sum => i64::wrapping_add,
        Reduction::Prod => i64::wrapping_mul,
        Reduction::Max => i64::max,
        Reduction::Min => i64::min,
    };
    out.fill(neutral);
    if reduced * inner == 0 {
        return;
    }
    for (x, out) in x.chunks_exact(reduced * inner).zip(out.chunks_exact_mut(inner)) {
        for row in x.chunks_exact(inner) {
            for (out, x) in out.iter_mut().zip(row) {
                *out = I::narrow(step(out.widen(), x.widen()));
            }
        }
    }
}
