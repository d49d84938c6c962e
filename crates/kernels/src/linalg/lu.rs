//! Gaussian elimination with partial pivoting: solutions of a x = b, and determinants.

use super::{subtract, two_rows};

/// Brings `a` [n, n] to upper triangular form, with the same operations on the rows of `b` [n, columns]; the sign of the
/// permutation, or None where a pivot is 0.
fn eliminate(a: &mut [f64], n: usize, b: &mut [f64], columns: usize) -> Option<f64> {
    let mut sign = 1.0;
    for k in 0..n {
        let size = |i: usize| a[i * n + k].abs();
        let pivot = (k..n).fold(k, |best, i| if size(i) > size(best) { i } else { best });
        if a[pivot * n + k] == 0.0 {
            return None;
        }
        if pivot != k {
            let (x, y) = two_rows(a, n, k, pivot);
            x.swap_with_slice(y);
            let (x, y) = two_rows(b, columns, k, pivot);
            x.swap_with_slice(y);
            sign = -sign;
        }
        for i in k + 1..n {
            let (above, row) = two_rows(a, n, k, i);
            let factor = row[k] / above[k];
            row[k] = 0.0;
            if factor != 0.0 {
                subtract(&mut row[k + 1..], factor, &above[k + 1..]);
                let (above, row) = two_rows(b, columns, k, i);
                subtract(row, factor, above);
            }
        }
    }
    Some(sign)
}

/// Overwrites `b` [n, columns] with the solution x of a x = b, and `a` [n, n] with its triangular form; None where a is
/// singular.
pub fn solve(a: &mut [f64], n: usize, b: &mut [f64], columns: usize) -> Option<()> {
    eliminate(a, n, b, columns)?;
    super::solve_triangular(a, n, false, false, b, columns)
}

/// The determinant of `a` [n, n], which is overwritten.
pub fn determinant(a: &mut [f64], n: usize) -> f64 {
    let sign = eliminate(a, n, &mut [], 0);
    sign.map_or(0.0, |sign| (0..n).fold(sign, |product, i| product * a[i * n + i]))
}
