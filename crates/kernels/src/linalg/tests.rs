//! Factors and solutions against the products that they stand for.

use super::*;

/// Numbers in -1..1, in no order.
fn matrix(rows: usize, columns: usize) -> Vec<f64> {
    (1..=rows * columns).map(|i| 2.0 * (i as f64 * 0.618_033_988_749_895).fract() - 1.0).collect()
}

fn product(a: &[f64], b: &[f64], inner: usize) -> Vec<f64> {
    let (rows, columns) = (a.len() / inner, b.len() / inner);
    let element = |i: usize| {
        (0..inner).map(|k| a[i / columns * inner + k] * b[k * columns + i % columns]).sum()
    };
    (0..rows * columns).map(element).collect()
}

fn transposed(a: &[f64], columns: usize) -> Vec<f64> {
    let rows = a.len() / columns;
    (0..a.len()).map(|i| a[i % rows * columns + i / rows]).collect()
}

#[track_caller]
fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-9, "{a} and {b}");
    }
}

const SIZES: [usize; 5] = [1, 2, 3, 9, 33];

#[test]
fn l_times_its_transpose_is_the_matrix() {
    for n in SIZES {
        let m = matrix(n, n);
        let mut a = product(&m, &transposed(&m, n), n);
        (0..n).for_each(|i| a[i * n + i] += 1.0);
        let mut l = a.clone();
        cholesky(&mut l, n).unwrap();
        close(&product(&l, &transposed(&l, n), n), &a);
    }
    assert!(cholesky(&mut [1.0, 2.0, 2.0, 1.0], 2).is_none());
    assert!(cholesky(&mut [f64::NAN], 1).is_none());
}

#[test]
fn solutions_solve_and_singular_matrices_have_none() {
    for n in SIZES {
        let (mut a, x) = (matrix(n, n), matrix(n, 3));
        // Large numbers beside the diagonal, so that rows change places.
        (0..n).for_each(|i| a[i * n + (i + 1) % n] += 3.0);
        let mut b = product(&a, &x, n);
        solve(&mut a.clone(), n, &mut b, 3).unwrap();
        close(&b, &x);
    }
    assert!(solve(&mut [1.0, 2.0, 2.0, 4.0], 2, &mut [1.0, 1.0], 1).is_none());
    assert_eq!(determinant(&mut [0.0, 2.0, 3.0, 4.0], 2), -6.0);
    assert_eq!(determinant(&mut [1.0, 2.0, 2.0, 4.0], 2), 0.0);
}

#[test]
fn either_triangle_is_solved_as_it_is_and_transposed() {
    for n in SIZES {
        let x = matrix(n, 2);
        for lower in [false, true] {
            let mut t = matrix(n, n);
            for (i, t) in t.iter_mut().enumerate() {
                let (row, column) = (i / n, i % n);
                *t = if row == column { 2.0 } else { *t / n as f64 };
                if row != column && lower == (column > row) {
                    *t = 0.0;
                }
            }
            for flip in [false, true] {
                let m = if flip { transposed(&t, n) } else { t.clone() };
                let mut b = product(&m, &x, n);
                solve_triangular(&t, n, lower, flip, &mut b, 2).unwrap();
                close(&b, &x);
            }
        }
    }
}

#[test]
fn q_times_r_is_the_matrix_and_q_is_orthonormal() {
    for (rows, columns) in [(1, 1), (3, 3), (5, 2), (2, 5), (33, 17)] {
        for width in [rows, rows.min(columns)] {
            let a = matrix(rows, columns);
            let (mut r, mut q) = (a.clone(), vec![0.0; rows * width]);
            qr(&mut r, rows, columns, &mut q, width, &mut vec![0.0; qr_scratch(rows, columns)]);
            close(&product(&q, &r[..width * columns], width), &a);
            let unit: Vec<f64> =
                (0..width * width).map(|i| f64::from(u8::from(i / width == i % width))).collect();
            close(&product(&transposed(&q, width), &q, rows), &unit);
        }
    }
}
