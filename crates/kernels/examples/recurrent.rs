//! Times the recurrent layers' kernels, forward and backward, as milliseconds and as a share of the FMA peak:
//! `cargo run --release -p corten-kernels --example recurrent [threads]`.

use std::time::Instant;

use corten_kernels::recurrent::{
    Cell, InputGradients, Inputs, Kept, Lstm, Outputs, Sequence, SimpleRnn, backward,
    backward_scratch, forward, forward_scratch, kept_operands,
};
use corten_kernels::{Activation, Kernel, Pool, Simd, dispatch};

/// Independent multiply-adds in registers.
struct Peak;

impl Kernel<f32> for Peak {
    type Output = (f32, usize);

    #[inline(always)]
    fn run<S: Simd<Scalar = f32>>(self, s: S) -> Self::Output {
        const REPEATS: usize = 20_000;
        let x = s.splat(std::hint::black_box(0.999));
        let mut sums = [s.splat(0.5); 12];
        for _ in 0..REPEATS {
            for sum in &mut sums {
                *sum = s.fma(x, *sum, x);
            }
        }
        let total = sums.iter().fold(s.zero(), |a, &b| s.add(a, b));
        (s.reduce_add(total), REPEATS * sums.len() * S::LANES * 2)
    }
}

/// Seconds of the fastest of several windows.
fn best(mut run: impl FnMut()) -> f64 {
    let mut fastest = f64::MAX;
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < 0.5 {
        let window = Instant::now();
        run();
        fastest = fastest.min(window.elapsed().as_secs_f64());
    }
    fastest
}

fn numbers(n: usize, scale: f32) -> Vec<f32> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..n).map(|_| next() * scale).collect()
}

/// One workload: name, cell, sizes, and whether x needs a gradient.
fn time<C: Cell<f32>>(
    pool: &Pool,
    peak: f64,
    name: &str,
    cell: &C,
    sizes: [usize; 4],
    needs_dx: bool,
) {
    let [batch, steps, features, units] = sizes;
    let sequence =
        Sequence { batch, steps, features, units, reverse: false, zero_output_for_mask: false };
    let gates = <C as Cell<f32>>::KERNEL_GATES * units;
    let saved_units = <C as Cell<f32>>::SAVED * units;
    let x = numbers(batch * steps * features, 1.0);
    let states = vec![0.0; batch * units];
    let (kernel, recurrent_kernel) = (numbers(features * gates, 0.1), numbers(units * gates, 0.1));
    // Only the GRU whose reset gate comes after the product has a second bias.
    let bias = numbers(if name == "gru" { 2 * gates } else { gates }, 0.1);
    let inputs = Inputs {
        x: &x,
        states: [&states, &states],
        kernel: &kernel,
        recurrent_kernel: &recurrent_kernel,
        bias: Some(&bias),
        mask: None,
        dropout: None,
    };
    let mut scratch = vec![0.0; forward_scratch::<f32, C>(cell, sequence) + 16];
    let (mut h, mut c) = (vec![0.0; batch * units], vec![0.0; batch * units]);
    let operands = kept_operands::<f32, C>(cell, sequence).map(|shape| shape.iter().product());
    let mut operands = vec![0.0; operands.unwrap_or(0) + 16];
    let skip = operands.as_ptr().align_offset(64);
    let len = operands.len() - 16;
    let operands = &mut operands[skip..][..len];
    let mut kept = vec![0.0; if operands.is_empty() { batch * steps * units } else { 0 }];
    let mut saved = vec![0.0; batch * steps * saved_units];
    let forward_time = best(|| {
        let outputs = Outputs {
            sequence: &mut [],
            last: &mut [],
            states: [&mut h, &mut c],
            kept: &mut kept,
            operands: &mut *operands,
            saved: &mut saved,
        };
        let skip = scratch.as_ptr().align_offset(64);
        forward(cell, pool, sequence, &inputs, outputs, &mut scratch[skip..]);
    });

    let d_h = numbers(batch * units, 1.0);
    let (mut dx, mut dh, mut dc) = (
        vec![0.0; if needs_dx { x.len() } else { 0 }],
        vec![0.0; batch * units],
        vec![0.0; batch * units],
    );
    let (mut dk, mut dr, mut db) = (kernel.clone(), recurrent_kernel.clone(), bias.clone());
    let len = backward_scratch::<f32, C>(cell, sequence, !operands.is_empty());
    let mut scratch = vec![0.0; len + 16];
    let backward_time = best(|| {
        let kept = Kept {
            h: &kept,
            operands,
            saved: &saved,
            d_sequence: &[],
            d_last: &d_h,
            d_states: [&[], &[]],
        };
        let gradients = InputGradients {
            x: &mut dx,
            states: [&mut dh, &mut dc],
            kernel: &mut dk,
            recurrent_kernel: &mut dr,
            bias: &mut db,
        };
        let skip = scratch.as_ptr().align_offset(64);
        backward(cell, pool, sequence, &inputs, &kept, gradients, &mut scratch[skip..]);
    });
    let unit = 2e-9 * (batch * steps * gates) as f64;
    let forward_flop = unit * (features + units) as f64;
    let backward_flop = forward_flop + unit * (units + if needs_dx { features } else { 0 }) as f64;
    let share = |flop: f64, seconds: f64| 100.0 * flop / seconds / peak;
    println!(
        "{name:5} forward {:8.3} ms {:5.1} %   backward {:8.3} ms {:5.1} %   both {:8.3} ms {:5.1} %",
        forward_time * 1e3,
        share(forward_flop, forward_time),
        backward_time * 1e3,
        share(backward_flop, backward_time),
        (forward_time + backward_time) * 1e3,
        share(forward_flop + backward_flop, forward_time + backward_time),
    );
}

fn main() {
    let threads = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1);
    let pool = Pool::new(threads);
    let mut flop = 0;
    let seconds = best(|| {
        let counts = std::sync::Mutex::new(0);
        pool.for_chunks(threads, |_| {
            *counts.lock().unwrap() += std::hint::black_box(dispatch(Peak)).1
        });
        flop = counts.into_inner().unwrap();
    });
    let peak = flop as f64 * 1e-9 / seconds;
    println!("{threads} threads, FMA peak {peak:.0} GFLOP/s");
    let tanh = SimpleRnn { activation: Activation::Tanh };
    time(&pool, peak, "rnn", &tanh, [50, 28, 28, 50], false);
    time(&pool, peak, "imdb", &tanh, [128, 500, 32, 32], true);
    let lstm = Lstm { activation: Activation::Tanh, recurrent_activation: Activation::Sigmoid };
    time(&pool, peak, "lstm", &lstm, [100, 28, 128, 128], true);
    time(&pool, peak, "reg", &tanh, [50, 20, 1, 20], false);
}
