//! `y = mean over the window`, padding not counted.

use super::Windows;
use crate::pool::Pool;
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Writes averages to `y`.
pub fn avg_pool<T: Float>(pool: &Pool, windows: &Windows, x: &[T], y: &mut [T]) {
    let (input, output) = (windows.input_len(), windows.output_len());
    let images = windows.images_per_chunk();
    pool.for_chunks_mut(y, images * output.max(1), |chunk, y| {
        for (i, y) in y.chunks_exact_mut(output).enumerate() {
            let image = chunk * images + i;
            dispatch(Forward { windows, x: &x[image * input..][..input], y });
        }
    });
}

/// One image.
struct Forward<'a, T> {
    windows: &'a Windows,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Float> Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { windows, x, y } = self;
        let channels = windows.channels;
        windows.each_window(|window, at| {
            let share = T::ONE / T::from_usize(window.count());
            if channels == 1 {
                let mut sum = T::ZERO;
                window.each(|from, _| sum += x[from]);
                y[at] = sum * share;
                return;
            }
            for c in (0..channels).step_by(S::LANES) {
                let lanes = S::LANES.min(channels - c);
                let mut sum = s.zero();
                window.each(|from, _| sum = s.add(sum, s.load_partial(&x[from + c..][..lanes])));
                s.store_partial(&mut y[at + c..][..lanes], s.mul(sum, s.splat(share)));
            }
        });
    }
}

/// The gradient by x: each element of `dy` shared out over its window.
pub fn avg_pool_grad<T: Float>(pool: &Pool, windows: &Windows, dy: &[T], dx: &mut [T]) {
    let (input, output) = (windows.input_len(), windows.output_len());
    let images = windows.images_per_chunk();
    pool.for_chunks_mut(dx, images * input.max(1), |chunk, dx| {
        dx.fill(T::ZERO);
        for (i, dx) in dx.chunks_exact_mut(input).enumerate() {
            let dy = &dy[(chunk * images + i) * output..][..output];
            windows.each_window(|window, at| {
                let share = T::ONE / T::from_usize(window.count());
                window.each(|to, _| {
                    let (to, from) =
                        (&mut dx[to..][..windows.channels], &dy[at..][..windows.channels]);
                    for (dx, &dy) in to.iter_mut().zip(from) {
                        *dx += dy * share;
                    }
                });
            });
        }
    });
}
