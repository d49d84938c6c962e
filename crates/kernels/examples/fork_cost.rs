//! What a fork costs beyond its work: `CORTEN_THREADS=2 cargo run --release -p corten-kernels --example fork_cost`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use corten_kernels::Pool;

/// Work that no optimiser removes and no memory slows.
fn work(rounds: usize) {
    let mut x = 1u64;
    for _ in 0..rounds {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
}

/// Median and least microseconds of `f`, each time after a rest.
fn measure(rest: Duration, mut f: impl FnMut()) -> (f64, f64) {
    let mut times: Vec<f64> = (0..if rest.is_zero() { 20_000 } else { 1000 })
        .map(|_| {
            if !rest.is_zero() {
                std::thread::sleep(rest);
            }
            let start = Instant::now();
            f();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[0])
}

fn main() {
    let pool = Pool::global();
    let rayon = rayon::ThreadPoolBuilder::new().num_threads(pool.threads()).build();
    let Ok(rayon) = rayon else { return };
    println!("{} threads; median (least) us of two chunks", pool.threads());
    println!(
        "chunk rounds    serial            hot              parked            rayon, from outside"
    );
    for rounds in [1, 1000, 10_000, 30_000] {
        let serial = measure(Duration::ZERO, || (0..2).for_each(|_| work(rounds)));
        let hot = measure(Duration::ZERO, || pool.for_chunks(2, |_| work(rounds)));
        let parked = measure(Duration::from_millis(1), || pool.for_chunks(2, |_| work(rounds)));
        let rayon = measure(Duration::ZERO, || {
            rayon.install(|| rayon::join(|| work(rounds), || work(rounds)));
        });
        print!("{rounds:>12}");
        for (median, least) in [serial, hot, parked, rayon] {
            print!("   {median:>6.2} ({least:>6.2})");
        }
        println!();
    }
    pool.shutdown();
}
