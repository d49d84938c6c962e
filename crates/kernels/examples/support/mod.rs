//! What the speed examples share: a timer, and the machine's FMA peak to compare with.

use std::hint::black_box;
use std::time::Instant;

use corten_kernels::{Kernel, Simd, dispatch};

/// One thread's FMA peak, in GFLOP/s.
pub fn peak() -> f64 {
    let mut flop = 0.0;
    let seconds = best(|| flop = dispatch(Peak(100_000)));
    flop / seconds / 1e9
}

/// Twelve independent chains of multiply-adds in registers.
struct Peak(usize);

impl Kernel<f32> for Peak {
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd<Scalar = f32>>(self, s: S) -> f64 {
        let mut sums = [s.zero(); 12];
        let (a, b) = (s.splat(black_box(0.5)), s.splat(black_box(0.25)));
        for _ in 0..self.0 {
            for sum in &mut sums {
                *sum = s.fma(*sum, a, b);
            }
        }
        let total = sums.into_iter().map(|v| s.reduce_add(v)).sum::<f32>();
        black_box(total);
        (self.0 * 12 * S::LANES * 2) as f64
    }
}

/// Best time of some windows, in seconds a call.
pub fn best(mut f: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    let mut calls = 1;
    for _ in 0..12 {
        let start = Instant::now();
        for _ in 0..calls {
            f();
        }
        let seconds = start.elapsed().as_secs_f64();
        best = best.min(seconds / calls as f64);
        if seconds < 2e-3 {
            calls = (calls as f64 * (3e-3 / seconds)).ceil() as usize;
        }
    }
    best
}
