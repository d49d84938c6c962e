//! Times data movement against a plain copy in the same run: `cargo run --release --example movement_speed`.

use std::hint::black_box;
use std::time::Instant;

use corten_kernels::Pool;
use corten_kernels::movement::{Indexed, Layout, gather, scatter_add, strided_copy};

/// Best time of a call, in microseconds.
fn time(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..30 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64() * 1e6);
    }
    best
}

fn report(name: &str, elements: usize, microseconds: f64) {
    let rate = (elements * 8) as f64 / microseconds / 1e3;
    println!("{name:42} {microseconds:9.1} us {rate:7.1} GB/s read and written");
}

fn main() {
    let pool = Pool::global();
    for (rows, columns) in [(50, 50), (128, 512), (2000, 2000)] {
        let n = rows * columns;
        let src: Vec<f32> = (0..n).map(|i| i as f32).collect();
        let mut dst = vec![0.0_f32; n];
        let copy = time(|| black_box(&mut dst).copy_from_slice(black_box(&src)));
        report(&format!("copy_from_slice {rows} x {columns}"), n, copy);
        let layout =
            Layout::new(0, 0).axis(columns, 1, rows as isize).axis(rows, columns as isize, 1);
        let turned = time(|| strided_copy(pool, &layout, black_box(&src), black_box(&mut dst)));
        report(&format!("transpose {rows} x {columns}"), n, turned);
        let layout = Layout::new(columns - 1, 0).axis(rows, columns as isize, columns as isize);
        let layout = layout.axis(columns, -1, 1);
        let reversed = time(|| strided_copy(pool, &layout, black_box(&src), black_box(&mut dst)));
        report(&format!("reverse rows {rows} x {columns}"), n, reversed);
    }
    let (batch, height, channels) = (32, 28 * 28, 3);
    let n = batch * height * channels;
    let src = vec![1.0_f32; n];
    let mut dst = vec![0.0_f32; n];
    let plane = (height * channels) as isize;
    let layout = Layout::new(0, 0)
        .axis(batch, plane, plane)
        .axis(channels, 1, height as isize)
        .axis(height, channels as isize, 1);
    report("NHWC to NCHW, 3 channels", n, time(|| strided_copy(pool, &layout, &src, &mut dst)));
    let layout = Layout::new(0, 0)
        .axis(batch, plane, plane)
        .axis(height, 1, channels as isize)
        .axis(channels, height as isize, 1);
    report("NCHW to NHWC, 3 channels", n, time(|| strided_copy(pool, &layout, &src, &mut dst)));
    for inner in [32, 128] {
        let shape = Indexed { batch: 1, outer: 1, size: 10_000, count: 128 * 500, inner };
        let indices: Vec<i32> = (0..shape.count).map(|i| (i * i % 9973) as i32).collect();
        let mut table = vec![1.0_f32; shape.size * inner];
        let mut rows = vec![0.0_f32; shape.count * inner];
        let n = shape.count * inner;
        report(
            &format!("gather 64,000 of {inner}"),
            n,
            time(|| gather(pool, shape, &table, &indices, &mut rows)),
        );
        report(
            &format!("scatter 64,000 of {inner}"),
            n,
            time(|| scatter_add(pool, shape, &rows, &indices, &mut table)),
        );
    }
}
