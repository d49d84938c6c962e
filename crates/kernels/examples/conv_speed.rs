//! Convolutions' and poolings' share of the machine's FMA peak: `cargo run --release -p corten-kernels --example conv_speed`.

mod support;

use corten_kernels::conv::{
    Geometry, conv, conv_grad_filter, conv_grad_input, grad_filter_scratch_len,
    grad_input_scratch_len, scratch_len,
};
use corten_kernels::gemm::Epilogue;
use corten_kernels::pooling::{Windows, max_pool, max_pool_grad};
use corten_kernels::{Level, Pool};
use support::{best, peak};

/// A square image, convolved by a square kernel, the output as large.
fn same(batch: usize, side: usize, channels: usize, filters: usize, kernel: usize) -> Geometry {
    Geometry {
        batch,
        input: [1, side, side],
        channels,
        output: [1, side, side],
        filters,
        kernel: [1, kernel, kernel],
        strides: [1; 3],
        dilations: [1; 3],
        pads: [0, kernel / 2, kernel / 2],
        groups: 1,
        channels_first: false,
    }
}

fn main() {
    let pool = Pool::global();
    let peak = peak();
    println!(
        "{}, one thread's FMA peak {peak:.0} GFLOP/s, {} threads",
        Level::current().name(),
        pool.threads()
    );
    println!(
        "us, and share of one thread's peak:     forward           by x             by filter"
    );
    let shapes = [
        ("conv1 of the cnn", same(32, 28, 1, 32, 5)),
        ("conv2 of the cnn", same(32, 14, 32, 64, 5)),
        ("one image of conv2", same(1, 14, 32, 64, 5)),
        ("3x3, 64 to 64", same(8, 32, 64, 64, 3)),
        ("3x3, 256 to 256", same(8, 8, 256, 256, 3)),
        ("1x1, 128 to 128", same(8, 16, 128, 128, 1)),
    ];
    for (name, mut g) in shapes {
        for channels_first in [false, true] {
            g.channels_first = channels_first;
            let positions = g.batch * g.input.iter().product::<usize>();
            let taps = g.kernel.iter().product::<usize>();
            let mut x = vec![0.5_f32; positions * g.channels];
            let mut filter = vec![0.25_f32; taps * g.channels * g.filters];
            let mut y = vec![0.0_f32; positions * g.filters];
            let room =
                scratch_len(&g).max(grad_input_scratch_len(&g)).max(grad_filter_scratch_len(&g));
            let mut scratch = vec![0.0_f32; room];
            let flop = 2.0 * (positions * filter.len()) as f64;
            let format = if channels_first { "first" } else { "last" };
            let mut line = format!("{name:>20} channels {format:<6}");
            let mut report = |seconds: f64| {
                line += &format!("  {:>8.0} {:>4.0} %", seconds * 1e6, flop / seconds / 1e7 / peak);
            };
            report(best(|| conv(pool, &g, &x, &filter, Epilogue::default(), &mut y, &mut scratch)));
            report(best(|| conv_grad_input(pool, &g, &y, &filter, &mut x, &mut scratch)));
            y.fill(0.0);
            report(best(|| conv_grad_filter(pool, &g, &x, &y, &mut filter, &mut scratch)));
            println!("{line}");
        }
    }
    println!("us of 2x2 max pooling:                   forward    backward");
    for (images, side, channels) in [(32, 28, 32), (32, 14, 64), (32 * 32, 28, 1), (32 * 64, 14, 1)]
    {
        for channels_first in [false, true] {
            let w = Windows {
                images,
                input: [1, side, side],
                output: [1, side / 2, side / 2],
                channels,
                size: [1, 2, 2],
                strides: [1, 2, 2],
                pads: [0; 3],
                channels_first,
            };
            let len = images * side * side * channels;
            let mut x: Vec<f32> = (0..len).map(|i| (i * 7919 % 1009) as f32).collect();
            let mut y = vec![0.0_f32; len / 4];
            let mut taps = vec![0_u8; len / 4];
            let mut scratch = vec![0.0; w.scratch_len()];
            let forward = best(|| max_pool(pool, &w, &x, &mut y, &mut taps, &mut scratch));
            let backward = best(|| max_pool_grad(pool, &w, &y, &taps, &mut x, &mut scratch));
            println!(
                "{:>36}  {:>8.0}  {:>8.0}",
                format!(
                    "{side} x {side}, {channels} channels {}",
                    if channels_first { "first" } else { "last" }
                ),
                forward * 1e6,
                backward * 1e6
            );
        }
    }
}
