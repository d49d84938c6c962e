//! Factorizations and solutions of linear equations, one matrix at a time, row-major and in float64: whatever the type of
//! the tensor, so that rounding hardly shows in float32.

mod cholesky;
mod lu;
mod qr;
#[cfg(test)]
mod tests;
mod triangular;

pub use cholesky::cholesky;
pub use lu::{determinant, solve};
pub use qr::{qr, scratch as qr_scratch};
pub use triangular::solve_triangular;

/// Partial sums of a dot product that are independent of each other.
const WAYS: usize = 8;

/// Σ x y, in a fixed order.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; WAYS];
    let (xs, ys) = (x.chunks_exact(WAYS), y.chunks_exact(WAYS));
    let tail: f64 = xs.remainder().iter().zip(ys.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in xs.zip(ys) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + tail
}

/// y -= factor x
fn subtract(y: &mut [f64], factor: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y -= factor * x;
    }
}

/// Rows `above` and `below` of a matrix, where `above < below`.
fn two_rows(
    matrix: &mut [f64],
    columns: usize,
    above: usize,
    below: usize,
) -> (&mut [f64], &mut [f64]) {
    let (head, tail) = matrix.split_at_mut(below * columns);
    (&mut head[above * columns..][..columns], &mut tail[..columns])
}
