//! Convolution and its gradients against the definition, in every format.

use super::*;
use crate::gemm::Epilogue;
use crate::simd::{Level, with_level};
use crate::{Activation, Pool};

fn numbers(len: usize, seed: usize) -> Vec<f64> {
    (0..len).map(|i| ((i * 7919 + seed * 104_729) % 1009) as f64 / 504.5 - 1.0).collect()
}

/// Index of an element of an image tensor.
fn at(
    g: &Geometry,
    spatial: [usize; 3],
    channels: usize,
    n: usize,
    p: [usize; 3],
    c: usize,
) -> usize {
    let position = (p[0] * spatial[1] + p[1]) * spatial[2] + p[2];
    if g.channels_first {
        (n * channels + c) * size(spatial) + position
    } else {
        (n * size(spatial) + position) * channels + c
    }
}

fn positions(spatial: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    let [_, height, width] = spatial;
    (0..size(spatial)).map(move |i| [i / width / height, i / width % height, i % width])
}

/// Calls `f(x index, filter index, y index)` for every product of the definition.
fn each_product(g: &Geometry, mut f: impl FnMut(usize, usize, usize)) {
    let (channels, filters) = (g.channels / g.groups, g.filters / g.groups);
    for n in 0..g.batch {
        for o in positions(g.output) {
            for (tap, k) in positions(g.kernel).enumerate() {
                let from = [0, 1, 2]
                    .map(|i| (o[i] * g.strides[i] + k[i] * g.dilations[i]).checked_sub(g.pads[i]));
                let [Some(z), Some(y), Some(x)] = from else { continue };
                if z >= g.input[0] || y >= g.input[1] || x >= g.input[2] {
                    continue;
                }
                for co in 0..g.filters {
                    for ci in 0..channels {
                        let input =
                            at(g, g.input, g.channels, n, [z, y, x], co / filters * channels + ci);
                        f(
                            input,
                            (tap * channels + ci) * g.filters + co,
                            at(g, g.output, g.filters, n, o, co),
                        );
                    }
                }
            }
        }
    }
}

fn close(found: &[f32], expected: &[f64], what: &str) {
    let scale = expected.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(*found) - expected).abs();
        assert!(error <= 1e-5 * scale, "{what}[{i}]: {found} instead of {expected}");
    }
}

fn check(g: &Geometry) {
    let xs = numbers(g.batch * size(g.input) * g.channels, 1);
    let filters = numbers(g.taps() * g.channels / g.groups * g.filters, 2);
    let ys = numbers(g.batch * size(g.output) * g.filters, 3);
    let bias = numbers(g.filters, 4);
    let mut y = vec![0.0; ys.len()];
    let (mut dx, mut df) = (vec![0.0; xs.len()], vec![0.0; filters.len()]);
    each_product(g, |i, k, o| {
        y[o] += xs[i] * filters[k];
        dx[i] += ys[o] * filters[k];
        df[k] += ys[o] * xs[i];
    });
    for n in 0..g.batch {
        for o in positions(g.output) {
            for c in 0..g.filters {
                let y = &mut y[at(g, g.output, g.filters, n, o, c)];
                *y = (*y + bias[c]).max(0.0);
            }
        }
    }
    let narrow = |v: &[f64]| v.iter().map(|&x| x as f32).collect::<Vec<_>>();
    let (x32, f32s, y32, bias) = (narrow(&xs), narrow(&filters), narrow(&ys), narrow(&bias));
    let pool = Pool::global();
    for level in Level::available() {
        with_level(level, || {
            let what = |name| format!("{name} at {} of {g:?}", level.name());
            let mut found = vec![f32::NAN; y32.len()];
            let mut scratch = vec![f32::NAN; scratch_len(g)];
            let epilogue = Epilogue { bias: Some(&bias), activation: Activation::Relu };
            conv(pool, g, &x32, &f32s, epilogue, &mut found, &mut scratch);
            close(&found, &y, &what("y"));
            let mut found = vec![f32::NAN; x32.len()];
            let mut scratch = vec![f32::NAN; grad_input_scratch_len(g)];
            conv_grad_input(pool, g, &y32, &f32s, &mut found, &mut scratch);
            close(&found, &dx, &what("dx"));
            let mut found = vec![f32::NAN; f32s.len()];
            let mut scratch = vec![f32::NAN; grad_filter_scratch_len(g)];
            conv_grad_filter(pool, g, &x32, &y32, &mut found, &mut scratch);
            close(&found, &df, &what("df"));
        })
        .unwrap();
    }
}

/// A two-dimensional convolution, padded by `pads` on either side, in both formats.
fn check_2d(
    batch: usize,
    input: [usize; 2],
    channels: usize,
    filters: usize,
    kernel: [usize; 2],
    strides: [usize; 2],
    dilations: [usize; 2],
    pads: [usize; 2],
    groups: usize,
) {
    let output =
        |i: usize| (input[i] + 2 * pads[i] - (kernel[i] - 1) * dilations[i] - 1) / strides[i] + 1;
    for channels_first in [false, true] {
        check(&Geometry {
            batch,
            input: [1, input[0], input[1]],
            channels,
            output: [1, output(0), output(1)],
            filters,
            kernel: [1, kernel[0], kernel[1]],
            strides: [1, strides[0], strides[1]],
            dilations: [1, dilations[0], dilations[1]],
            pads: [0, pads[0], pads[1]],
            groups,
            channels_first,
        });
    }
}

#[test]
fn sizes_and_tails() {
    for (channels, filters) in [(1, 32), (1, 5), (3, 17), (32, 64), (16, 16), (19, 1)] {
        check_2d(3, [14, 14], channels, filters, [5, 5], [1, 1], [1, 1], [2, 2], 1);
        check_2d(2, [7, 9], channels, filters, [3, 2], [1, 1], [1, 1], [1, 0], 1);
    }
    check_2d(1, [40, 33], 8, 24, [3, 3], [1, 1], [1, 1], [1, 1], 1);
}

#[test]
fn strides_dilations_and_groups() {
    check_2d(2, [11, 12], 4, 6, [3, 3], [2, 3], [1, 1], [1, 1], 1);
    check_2d(2, [11, 12], 4, 6, [3, 3], [1, 1], [2, 3], [2, 3], 1);
    check_2d(2, [9, 9], 4, 6, [3, 3], [2, 1], [1, 2], [1, 1], 2);
    check_2d(2, [9, 8], 6, 12, [3, 3], [1, 1], [1, 1], [1, 1], 6);
    check_2d(2, [8, 8], 5, 7, [1, 1], [1, 1], [1, 1], [0, 0], 1);
    check_2d(2, [8, 8], 5, 7, [1, 1], [3, 3], [1, 1], [0, 0], 1);
    // More padding than the filter reaches.
    check_2d(1, [3, 3], 2, 2, [2, 2], [1, 1], [1, 1], [3, 2], 1);
}

#[test]
fn three_dimensions() {
    for channels_first in [false, true] {
        check(&Geometry {
            batch: 2,
            input: [4, 5, 6],
            channels: 3,
            output: [2, 5, 5],
            filters: 4,
            kernel: [3, 3, 2],
            strides: [2, 1, 1],
            dilations: [1, 1, 1],
            pads: [1, 1, 0],
            groups: 1,
            channels_first,
        });
    }
}
