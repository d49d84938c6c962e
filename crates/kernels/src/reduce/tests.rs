//! Reductions of every pattern and length, at every level, against plain loops in f64.

use super::*;
use crate::{Level, Pool, with_level};

fn numbers(n: usize) -> Vec<f32> {
    (0..n).map(|i| ((i * 7919 % 1013) as f32 - 300.0) / 512.0).collect()
}

fn plain(reduction: Reduction, e: Extent, x: &[f32]) -> Vec<f64> {
    let at = |o: usize, r: usize, i: usize| f64::from(x[(o * e.reduced + r) * e.inner + i]);
    let mut out = Vec::new();
    for o in 0..e.outer {
        for i in 0..e.inner {
            let row = (0..e.reduced).map(|r| at(o, r, i));
            out.push(match reduction {
                Reduction::Sum => row.sum(),
                Reduction::Prod => row.product(),
                Reduction::Max => row.fold(f64::NEG_INFINITY, f64::max),
                Reduction::Min => row.fold(f64::INFINITY, f64::min),
            });
        }
    }
    out
}

fn check(reduction: Reduction, extent: Extent) {
    let x = numbers(extent.outer * extent.reduced * extent.inner);
    let mut out = vec![0.0; extent.outer * extent.inner];
    let mut room = vec![0.0; scratch(extent)];
    reduce(Pool::global(), reduction, extent, 1.0, &x, &mut out, &mut room);
    let size: f64 = x.iter().map(|&x| f64::from(x).abs()).sum::<f64>().max(1.0);
    for (want, got) in plain(reduction, extent, &x).into_iter().zip(out) {
        let error = (want - f64::from(got)).abs();
        assert!(error <= 1e-6 * size, "{reduction:?} {extent:?}: {want} but {got}");
    }
}

#[test]
fn every_pattern_at_every_level() {
    for level in Level::available() {
        with_level(level, || {
            for n in 1..=67 {
                for reduction in [Reduction::Sum, Reduction::Prod, Reduction::Max, Reduction::Min] {
                    check(reduction, Extent { outer: 3, reduced: n, inner: 1 });
                    check(reduction, Extent { outer: 2, reduced: 5, inner: n });
                    check(reduction, Extent { outer: 1, reduced: n, inner: 7 });
                }
            }
            check(Reduction::Sum, Extent { outer: 1, reduced: 300_001, inner: 1 });
            check(Reduction::Sum, Extent { outer: 2, reduced: 20_003, inner: 37 });
            check(Reduction::Sum, Extent { outer: 5000, reduced: 65, inner: 1 });
            check(Reduction::Max, Extent { outer: 40, reduced: 131, inner: 70 });
        })
        .unwrap();
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let extent = Extent { outer: 2, reduced: 50_003, inner: 9 };
    let x = numbers(extent.outer * extent.reduced * extent.inner);
    let sums = [1, 2, 5].map(|threads| {
        let mut out = vec![0.0; 18];
        let mut room = vec![0.0; scratch(extent)];
        reduce(&Pool::new(threads), Reduction::Sum, extent, 0.1, &x, &mut out, &mut room);
        out
    });
    assert_eq!(sums[0], sums[1]);
    assert_eq!(sums[0], sums[2]);
}

#[test]
fn nan_reaches_the_result() {
    for place in 0..40 {
        let mut x = numbers(40);
        x[place] = f32::NAN;
        for reduction in [Reduction::Max, Reduction::Min, Reduction::Sum] {
            let mut out = [0.0];
            let extent = Extent { outer: 1, reduced: 40, inner: 1 };
            reduce(Pool::global(), reduction, extent, 1.0, &x, &mut out, &mut []);
            assert!(out[0].is_nan());
        }
    }
}

#[test]
fn running_sums() {
    let extent = Extent { outer: 1, reduced: 3, inner: 2 };
    let x = [1, 10, 2, 20, 3, 30];
    let run = |exclusive, reverse| {
        let mut out = [0; 6];
        cumulate(extent, (exclusive, reverse), 0, |a, b| a + b, &x, &mut out);
        out
    };
    assert_eq!(run(false, false), [1, 10, 3, 30, 6, 60]);
    assert_eq!(run(true, false), [0, 0, 1, 10, 3, 30]);
    assert_eq!(run(false, true), [6, 60, 5, 50, 3, 30]);
    assert_eq!(run(true, true), [5, 50, 3, 30, 0, 0]);
}
