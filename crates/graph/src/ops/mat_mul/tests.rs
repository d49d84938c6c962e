//! Products against the definition, over transpositions and broadcast batches, and what does not fit.

use crate::testing::eager;
use crate::{Array, Error, Sample};

/// Σ_p a[i, p] b[p, j], of one item of each batch.
fn definition(
    a: &[f64],
    b: &[f64],
    (m, n, k): (usize, usize, usize),
    ta: bool,
    tb: bool,
) -> Vec<f64> {
    let at =
        |x: &[f64], i, j, rows, columns, t| if t { x[j * rows + i] } else { x[i * columns + j] };
    let sum = |i, j| (0..k).map(|p| at(a, i, p, m, k, ta) * at(b, p, j, k, n, tb)).sum();
    (0..m * n).map(|c| sum(c / n, c % n)).collect()
}

fn to_f32(x: &Array) -> Array {
    let values: Vec<f32> = x.view().slice::<f64>().iter().map(|&x| x as f32).collect();
    Array::from_slice(&x.ty().shape, &values)
}

/// a has the batch [2, 1], b the batch [3] or none: item (i, j) of the output multiplies a[i] and b[j].
fn check((m, n, k): (usize, usize, usize), ta: bool, tb: bool, b_items: usize) {
    let pair = |rows, columns, t| if t { [columns, rows] } else { [rows, columns] };
    let a = Sample::numbers(&[&[2, 1], &pair(m, k, ta)[..]].concat());
    let b_batch: &[usize] = if b_items == 1 { &[] } else { &[3] };
    let b = Sample::numbers(&[b_batch, &pair(k, n, tb)[..]].concat());
    let mut want = Vec::new();
    for i in 0..2 {
        for j in 0..b_items {
            let a = &a.view().slice()[i * m * k..(i + 1) * m * k];
            let b = &b.view().slice()[j * k * n..(j + 1) * k * n];
            want.extend(definition(a, b, (m, n, k), ta, tb));
        }
    }
    let attributes = format!(r#"{{"transposeA":{ta},"transposeB":{tb}}}"#);
    let found = eager("matMul", &attributes, &[a.clone(), b.clone()]).unwrap();
    assert_eq!(found[0].ty().shape, [2, b_items, m, n]);
    for (found, want) in found[0].view().slice::<f64>().iter().zip(&want) {
        assert!((found - want).abs() < 1e-12, "{m} {n} {k} {attributes}: {found}, not {want}");
    }
    let found = eager("matMul", &attributes, &[to_f32(&a), to_f32(&b)]).unwrap();
    for (found, want) in found[0].view().slice::<f32>().iter().zip(&want) {
        assert!((f64::from(*found) - want).abs() <= 1e-5 * k as f64, "{m} {n} {k} {attributes}");
    }
}

#[test]
fn products_are_sums_over_broadcast_batches() {
    for size in [(1, 1, 1), (2, 5, 3), (17, 33, 40), (3, 4, 0), (70, 66, 129)] {
        for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
            check(size, ta, tb, 3);
            check(size, ta, tb, 1);
        }
    }
}

#[test]
fn bias_and_activation_follow_the_sum() {
    let a = Array::from_slice(&[1, 2], &[1.0_f32, 2.0]);
    let b = Array::from_slice(&[2, 2], &[1.0_f32, -1.0, 2.0, -2.0]);
    let bias = Array::from_slice(&[2], &[0.5_f32, 1.0]);
    let found = eager("fusedMatMul", r#"{"activation":"relu"}"#, &[a, b, bias]).unwrap();
    assert_eq!(found[0].view().slice::<f32>(), [5.5, 0.0]);
}

#[test]
fn what_does_not_fit_is_named() {
    let matrix = |shape: &[usize]| Array::from_slice(shape, &vec![0.0_f32; shape.iter().product()]);
    let error = eager("matMul", r#"{"transposeB":true}"#, &[matrix(&[2, 3]), matrix(&[3, 4])]);
    let expected = "as many columns of a as rows of b transposed";
    let received = "3 and 4, of float32[2, 3] and float32[3, 4]";
    assert_eq!(error.unwrap_err(), Error::shape("matMul", expected, received));
    let error = eager("matMul", "", &[matrix(&[3]), matrix(&[3, 4])]).unwrap_err();
    assert!(error.to_string().contains("rank 2 or more"), "{error}");
    let ints = Array::from_slice(&[1, 1], &[1_i32]);
    let error = eager("matMul", "", &[ints.clone(), ints]).unwrap_err();
    assert!(matches!(error, Error::DType { .. }), "{error}");
}
