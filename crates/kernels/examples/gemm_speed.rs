//! GEMM's share of the machine's FMA peak: `cargo run --release -p corten-kernels --example gemm_speed`.

use std::hint::black_box;
use std::time::Instant;

use corten_kernels::gemm::{Epilogue, MatRef, Panels, gemm_serial};
use corten_kernels::{Kernel, Simd, dispatch};

/// Twenty independent chains of multiply-adds in registers.
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

struct Serial<'a> {
    shape: (usize, usize, usize),
    a: MatRef<'a, f32>,
    b: Panels<'a, f32>,
    c: &'a mut [f32],
}

impl Kernel<f32> for Serial<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = f32>>(self, s: S) {
        gemm_serial(
            s,
            self.shape,
            self.a,
            self.b,
            self.c,
            self.shape.1,
            false,
            Epilogue::default(),
        );
    }
}

/// Best time of some windows, in seconds a call.
fn best(mut f: impl FnMut()) -> f64 {
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

fn main() {
    let mut flop = 0.0;
    let seconds = best(|| flop = dispatch(Peak(100_000)));
    let peak = flop / seconds / 1e9;
    println!("FMA peak {peak:.0} GFLOP/s");
    for (m, n, k) in [
        (50, 50, 50),
        (25, 50, 50),
        (50, 64, 64),
        (128, 128, 128),
        (512, 512, 512),
        (1024, 1024, 1024),
        (1, 128, 784),
        (50, 10, 30),
        (256, 128, 128),
    ] {
        let a = vec![0.5f32; m * k];
        let b = vec![0.25f32; k * n];
        let mut c = vec![0.0f32; m * n];
        let mut line = format!("{m:>5} x {n:>4} x {k:>4}:");
        for (name, am) in [("", MatRef::row_major(&a, k)), ("A^T", MatRef::transposed(&a, m))] {
            let seconds = best(|| {
                dispatch(Serial {
                    shape: (m, n, k),
                    a: am,
                    b: Panels::row_major(&b, n),
                    c: &mut c,
                });
            });
            let rate = (2 * m * n * k) as f64 / seconds / 1e9;
            line += &format!(
                "  {name} {:.2} us {rate:.0} GFLOP/s {:.0} %",
                seconds * 1e6,
                rate / peak * 100.0
            );
        }
        println!("{line}");
    }
}
