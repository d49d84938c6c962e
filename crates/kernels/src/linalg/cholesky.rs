//! Cholesky: L with a = L Lᵀ, row by row.

use super::{dot, two_rows};

/// Turns the symmetric positive definite `a` [n, n], of which the lower triangle is read, into L with zeros above.
/// None where it is not positive definite.
pub fn cholesky(a: &mut [f64], n: usize) -> Option<()> {
    for i in 0..n {
        for j in 0..i {
            let (before, row) = two_rows(a, n, j, i);
            row[j] = (row[j] - dot(&row[..j], &before[..j])) / before[j];
        }
        let row = &mut a[i * n..][..n];
        let square = row[i] - dot(&row[..i], &row[..i]);
        // Written so that NaN is refused too.
        if !(square > 0.0 && square.is_finite()) {
            return None;
        }
        row[i] = square.sqrt();
        row[i + 1..].fill(0.0);
    }
    Some(())
}
