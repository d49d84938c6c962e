//! GEMM's share of the machine's FMA peak: `cargo run --release -p corten-kernels --example gemm_speed`.

mod support;

use corten_kernels::gemm::{Epilogue, Gemm, MatRef, Panels, gemm, gemm_serial, scratch_len};
use corten_kernels::{Kernel, Pool, Simd, dispatch};
use support::{best, peak};

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

fn main() {
    let peak = peak();
    println!("one thread's FMA peak {peak:.0} GFLOP/s; us and share of it:");
    println!("    m    n    k   serial A B   serial A^T B   gemm A B     gemm A B^T");
    let shapes = [
        (50, 50, 50),
        (25, 50, 50),
        (50, 64, 64),
        (50, 10, 30),
        (128, 128, 128),
        (256, 256, 256),
        (512, 512, 512),
        (1024, 1024, 1024),
        (100, 1024, 3136),
        (1, 128, 784),
        (1, 1024, 1024),
    ];
    let pool = Pool::global();
    for (m, n, k) in shapes {
        let a = vec![0.5f32; m * k];
        let b = vec![0.25f32; k * n];
        let mut c = vec![0.0f32; m * n];
        let mut line = format!("{m:>5}{n:>5}{k:>5}");
        let mut report = |seconds: f64| {
            let share = (2 * m * n * k) as f64 / seconds / 1e9 / peak;
            line += &format!("  {:>8.2} {:>3.0} %", seconds * 1e6, share * 100.0);
        };
        let shape = (m, n, k);
        for a in [MatRef::row_major(&a, k), MatRef::transposed(&a, m)] {
            let b = Panels::row_major(&b, n);
            report(best(|| dispatch(Serial { shape, a, b, c: &mut c })));
        }
        for b in [MatRef::row_major(&b, n), MatRef::transposed(&b, k)] {
            let a = MatRef::row_major(&a, k);
            let mut scratch = vec![0.0; scratch_len(shape, b.col_stride == 1)];
            report(best(|| {
                let epilogue = Epilogue::default();
                let g = Gemm { m, n, k, a, b, c: &mut c, ldc: n, accumulate: false, epilogue };
                gemm(pool, g, &mut scratch);
            }));
        }
        println!("{line}");
    }
}
