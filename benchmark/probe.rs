//! The machine's speed right now: GFLOP/s of fused multiply-adds on every core, for 40 ms. Compiled by `npm run bench`
//! with `-C target-cpu=native`; each timing is bracketed by it, so that a slow minute can be told from slow code.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Enough independent sums to hide the latency of an FMA, few enough to stay in registers at any vector width.
const LANES: usize = 128;
const ROUNDS: usize = 4096;

/// Multiply-adds a second on one thread.
fn fma_rate(time: Duration) -> f64 {
    let (scale, shift) = (black_box(0.999_f32), black_box(0.001_f32));
    let mut sums = [0.5_f32; LANES];
    let start = Instant::now();
    let mut rounds = 0_usize;
    while start.elapsed() < time {
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = sum.mul_add(scale, shift);
            }
        }
        rounds += ROUNDS;
    }
    black_box(sums);
    (rounds * LANES) as f64 / start.elapsed().as_secs_f64()
}

fn main() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let workers: Vec<_> =
        (0..threads).map(|_| std::thread::spawn(|| fma_rate(Duration::from_millis(40)))).collect();
    let rate: f64 = workers.into_iter().filter_map(|worker| worker.join().ok()).sum();
    println!("{:.1}", 2.0 * rate / 1e9);
}
