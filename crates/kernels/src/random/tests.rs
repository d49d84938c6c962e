//! Random numbers: their moments, and that nothing but the seed decides them.

use super::*;
use crate::{Level, Pool, with_level};

const STREAM: Stream = Stream { seed: 7, step: 3, stream: 11 };

fn draw(pool: &Pool, distribution: Distribution, n: usize) -> Vec<f32> {
    let mut out = vec![0.0; n];
    fill(pool, STREAM, distribution, &mut out);
    out
}

fn moments(x: &[f32]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let square = x.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / n;
    (mean, square.sqrt())
}

#[test]
fn distributions_have_their_moments() {
    let n = 200_000;
    // Standard deviation of a normal distribution cut off beyond two.
    let truncated = 0.879_625_661_034_239_8;
    for (distribution, mean, deviation) in [
        (Distribution::Uniform { low: -1.0, high: 3.0 }, 1.0, 4.0 / 12.0_f64.sqrt()),
        (Distribution::Normal { mean: 0.5, deviation: 2.0 }, 0.5, 2.0),
        (Distribution::TruncatedNormal { mean: 0.0, deviation: 1.0 }, 0.0, truncated),
    ] {
        let (found_mean, found_deviation) = moments(&draw(Pool::global(), distribution, n));
        assert!((found_mean - mean).abs() < 0.02, "{distribution:?}: mean {found_mean}");
        assert!((found_deviation - deviation).abs() < 0.02, "{distribution:?}: {found_deviation}");
    }
}

#[test]
fn ranges_are_kept() {
    let uniform = draw(Pool::global(), Distribution::Uniform { low: 0.0, high: 1.0 }, 100_000);
    assert!(uniform.iter().all(|&x| (0.0..1.0).contains(&x)));
    let truncated =
        draw(Pool::global(), Distribution::TruncatedNormal { mean: 0.0, deviation: 1.0 }, 100_000);
    assert!(truncated.iter().all(|&x| x.abs() <= 2.0));
    let mut integers = vec![0; 1000];
    fill_integers(STREAM, -2, 3, &mut integers);
    for value in -2..3 {
        assert!(integers.contains(&value));
    }
    assert!(integers.iter().all(|&x| (-2..3).contains(&x)));
}

#[test]
fn threads_length_and_level_change_nothing() {
    let uniform = Distribution::Uniform { low: 0.0, high: 1.0 };
    let all = draw(&Pool::new(1), uniform, 50_001);
    assert_eq!(all, draw(&Pool::new(3), uniform, 50_001));
    assert_eq!(all[..67], draw(&Pool::new(2), uniform, 67));
    for level in Level::available() {
        let here = with_level(level, || draw(Pool::global(), uniform, 50_001)).unwrap();
        assert_eq!(all, here);
    }
}

#[test]
fn dropout_keeps_the_mean() {
    let x = vec![1.0_f32; 100_000];
    let mut out = vec![0.0; x.len()];
    dropout(Pool::global(), STREAM, 0.25, &x, &mut out);
    let zeros = out.iter().filter(|&&x| x == 0.0).count() as f64 / x.len() as f64;
    assert!((zeros - 0.25).abs() < 0.01);
    assert!(out.iter().all(|&x| x == 0.0 || (x - 4.0 / 3.0).abs() < 1e-6));
}
