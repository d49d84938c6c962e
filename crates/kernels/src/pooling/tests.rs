//! Pooling against the definition, at every level.

use super::*;
use crate::Pool;
use crate::simd::{Level, with_level};

fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i * 7919 % 1009) as f32 / 504.5 - 1.0).collect()
}

/// Index of an element of a tensor of these spatial sizes.
fn index(w: &Windows, spatial: [usize; 3], image: usize, position: usize, c: usize) -> usize {
    let positions: usize = spatial.iter().product();
    if w.channels_first {
        (image * w.channels + c) * positions + position
    } else {
        (image * positions + position) * w.channels + c
    }
}

/// For each output, the indices and taps of its window, by the definition.
fn windows_of(w: &Windows) -> Vec<Vec<(usize, usize)>> {
    let coordinates = |i: usize, [_, h, v]: [usize; 3]| [i / (h * v), i / v % h, i % v];
    let mut all = vec![Vec::new(); w.images * w.positions_out() * w.channels];
    for image in 0..w.images {
        for position in 0..w.positions_out() {
            let o = coordinates(position, w.output);
            for tap in 0..w.size.iter().product() {
                let t = coordinates(tap, w.size);
                let at = [0, 1, 2].map(|i| (o[i] * w.strides[i] + t[i]).wrapping_sub(w.pads[i]));
                if (0..3).all(|i| at[i] < w.input[i]) {
                    let from = (at[0] * w.input[1] + at[1]) * w.input[2] + at[2];
                    for c in 0..w.channels {
                        let from = index(w, w.input, image, from, c);
                        all[index(w, w.output, image, position, c)].push((from, tap));
                    }
                }
            }
        }
    }
    all
}

#[test]
fn maxima_and_averages_of_clipped_windows() {
    for channels in [1, 3, 16, 37] {
        for (size, strides, pads) in [
            ([1, 2, 2], [1, 2, 2], [0, 0, 0]),
            ([1, 3, 3], [1, 2, 2], [0, 1, 1]),
            ([2, 3, 2], [1, 1, 2], [1, 1, 0]),
        ] {
            let input = [3, 7, 9];
            let output = [0, 1, 2].map(|i| (input[i] + 2 * pads[i] - size[i]) / strides[i] + 1);
            for channels_first in [false, true] {
                check(&Windows {
                    images: 3,
                    input,
                    output,
                    channels,
                    size,
                    strides,
                    pads,
                    channels_first,
                });
            }
        }
    }
}

fn check(w: &Windows) {
    let x = numbers(w.images * w.positions_in() * w.channels);
    let mut scratch = vec![f32::NAN; w.scratch_len()];
    let windows = windows_of(w);
    let dy: Vec<f32> = numbers(windows.len());
    let pool = Pool::global();
    for level in Level::available() {
        with_level(level, || {
            let (mut y, mut taps) = (vec![f32::NAN; dy.len()], vec![0_u8; dy.len()]);
            max_pool(pool, w, &x, &mut y, &mut taps, &mut scratch);
            let mut expected = vec![0.0; x.len()];
            for (i, window) in windows.iter().enumerate() {
                let max = window.iter().map(|&(at, _)| x[at]).fold(f32::NEG_INFINITY, f32::max);
                let &(at, tap) = window.iter().find(|&&(at, _)| x[at] == max).unwrap();
                assert_eq!((y[i], usize::from(taps[i])), (max, tap), "output {i} of {w:?}");
                expected[at] += dy[i];
            }
            let mut dx = vec![f32::NAN; x.len()];
            max_pool_grad(pool, w, &dy, &taps, &mut dx, &mut scratch);
            assert_eq!(dx, expected);
            let mut picked = vec![f32::NAN; dy.len()];
            max_pool_gather(pool, w, &x, &taps, &mut picked, &mut scratch);
            assert_eq!(picked, y);

            avg_pool(pool, w, &x, &mut y, &mut scratch);
            let mut expected = vec![0.0; x.len()];
            for (i, window) in windows.iter().enumerate() {
                let mean = window.iter().map(|&(at, _)| x[at]).sum::<f32>() / window.len() as f32;
                assert!((y[i] - mean).abs() < 1e-6, "output {i} of {w:?}");
                window.iter().for_each(|&(at, _)| expected[at] += dy[i] / window.len() as f32);
            }
            avg_pool_grad(pool, w, &dy, &mut dx, &mut scratch);
            assert!(dx.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-5), "{w:?}");
        })
        .unwrap();
    }
}

#[test]
fn of_equal_maxima_the_first_counts_and_nan_wins() {
    let w = Windows {
        images: 1,
        input: [1, 1, 4],
        output: [1, 1, 2],
        channels: 1,
        size: [1, 1, 2],
        strides: [1, 1, 2],
        pads: [0; 3],
        channels_first: false,
    };
    let (mut y, mut taps) = ([0.0; 2], [9_u8; 2]);
    max_pool(Pool::global(), &w, &[5.0_f32, 5.0, f32::NAN, 1.0], &mut y, &mut taps, &mut []);
    assert_eq!((y[0], taps[0]), (5.0, 0));
    assert!(y[1].is_nan() && taps[1] == 0);
}
