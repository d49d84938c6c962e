//! Householder's QR: reflections H₁ H₂ ... make R of a, and are multiplied to Q.

use super::{dot, subtract};

/// Numbers of scratch memory that [`qr`] needs for a matrix of that many rows and columns.
pub fn scratch(rows: usize, columns: usize) -> usize {
    rows * (rows.min(columns) + 1) + columns.max(rows)
}

/// Overwrites `a` [rows, columns] with R (zeros below the diagonal), and `q` [rows, width] with the first `width` columns
/// of Q. Each column of a is reflected to the side where nothing cancels, so that the signs are those of LAPACK.
pub fn qr(
    a: &mut [f64],
    rows: usize,
    columns: usize,
    q: &mut [f64],
    width: usize,
    scratch: &mut [f64],
) {
    let steps = rows.min(columns);
    // The unit vectors of the reflections, one a row of which the first entries are 0; and a row of products.
    let (vectors, products) = scratch.split_at_mut(rows * (steps + 1));
    for k in 0..steps {
        let v = &mut vectors[k * rows..][..rows];
        v.iter_mut()
            .enumerate()
            .for_each(|(i, v)| *v = if i < k { 0.0 } else { a[i * columns + k] });
        let norm = dot(v, v).sqrt();
        let norm = if v[k] > 0.0 { -norm } else { norm };
        v[k] -= norm;
        let length = dot(v, v).sqrt();
        if length > 0.0 {
            v.iter_mut().for_each(|v| *v /= length);
        }
        reflect(v, k, a, columns, products);
        a[k * columns + k] = norm;
        (k + 1..rows).for_each(|i| a[i * columns + k] = 0.0);
    }
    q.fill(0.0);
    (0..rows.min(width)).for_each(|i| q[i * width + i] = 1.0);
    for k in (0..steps).rev() {
        reflect(&vectors[k * rows..][..rows], k, q, width, products);
    }
}

/// m -= 2 v (vᵀ m), for the rows from `first` on, above which v is 0.
fn reflect(v: &[f64], first: usize, m: &mut [f64], columns: usize, products: &mut [f64]) {
    let products = &mut products[..columns];
    products.fill(0.0);
    for (v, row) in v.iter().zip(m.chunks_exact(columns)).skip(first) {
        subtract(products, -v, row);
    }
    for (v, row) in v.iter().zip(m.chunks_exact_mut(columns)).skip(first) {
        subtract(row, 2.0 * v, products);
    }
}
