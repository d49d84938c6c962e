//! Forward and backward substitution.

use super::{subtract, two_rows};

/// Overwrites `b` [n, columns] with the solution x of t x = b, or tᵀ x = b if `transposed`, where t is the lower or the
/// upper triangle of `a` [n, n]; None where its diagonal has a 0.
pub fn solve_triangular(
    a: &[f64],
    n: usize,
    lower: bool,
    transposed: bool,
    b: &mut [f64],
    columns: usize,
) -> Option<()> {
    // Each row of the solution, once found, is taken out of those that come after it.
    let forward = lower != transposed;
    for step in 0..n {
        let i = if forward { step } else { n - 1 - step };
        let diagonal = a[i * n + i];
        if diagonal == 0.0 {
            return None;
        }
        b[i * columns..][..columns].iter_mut().for_each(|x| *x /= diagonal);
        let others = if forward { i + 1..n } else { 0..i };
        for k in others {
            let factor = if transposed { a[i * n + k] } else { a[k * n + i] };
            if factor == 0.0 {
                continue;
            }
            let (above, below) = two_rows(b, columns, i.min(k), i.max(k));
            let (solved, row) = if forward { (above, below) } else { (below, above) };
            subtract(row, factor, solved);
        }
    }
    Some(())
}
