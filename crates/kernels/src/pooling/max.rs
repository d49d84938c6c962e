//! `y = max over the window`, with the tap where it was: of equal ones the first, as in TensorFlow; NaN if any is.

use super::Windows;
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// How a tap is stored: a byte where windows have at most 256.
pub trait TapIndex: Copy + Send + Sync {
    /// Stores a tap.
    fn from_tap(tap: usize) -> Self;
    /// Reads a tap.
    fn tap(self) -> usize;
}

macro_rules! tap_index {
    ($($t:ty),*) => {$(
        impl TapIndex for $t {
            #[inline(always)]
            fn from_tap(tap: usize) -> Self {
                tap as $t
            }
            #[inline(always)]
            fn tap(self) -> usize {
                self as usize
            }
        }
    )*};
}
tap_index!(u8, i32);

/// Writes maxima to `y` and, unless it is empty, their taps to `taps`.
pub fn max_pool<T: Float, I: TapIndex>(
    pool: &Pool,
    windows: &Windows,
    x: &[T],
    y: &mut [T],
    taps: &mut [I],
) {
    let (input, output) = (windows.input_len(), windows.output_len());
    let images = windows.images_per_chunk();
    let with_taps = !taps.is_empty();
    let taps = SharedMut::new(taps);
    pool.for_chunks_mut(y, images * output.max(1), |chunk, y| {
        for (i, y) in y.chunks_exact_mut(output).enumerate() {
            let image = chunk * images + i;
            let len = if with_taps { output } else { 0 };
            // SAFETY: each image has taps of its own.
            let taps = unsafe { taps.slice(image * len, len) };
            dispatch(Forward { windows, x: &x[image * input..][..input], y, taps });
        }
    });
}

/// One image.
struct Forward<'a, T, I> {
    windows: &'a Windows,
    x: &'a [T],
    y: &'a mut [T],
    taps: &'a mut [I],
}

impl<T: Float, I: TapIndex> Kernel<T> for Forward<'_, T, I> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { windows, x, y, taps } = self;
        let channels = windows.channels;
        windows.each_window(|window, at| {
            if channels == 1 {
                let (mut best, mut best_tap) = (T::NEG_INFINITY, usize::MAX);
                window.each(|from, tap| {
                    let v = x[from];
                    if v > best || v.is_nan() || best_tap == usize::MAX {
                        (best, best_tap) = (v, tap);
                    }
                });
                y[at] = best;
                if !taps.is_empty() {
                    taps[at] = I::from_tap(best_tap);
                }
                return;
            }
            for c in (0..channels).step_by(S::LANES) {
                let lanes = S::LANES.min(channels - c);
                let mut best = s.splat(T::NEG_INFINITY);
                let mut best_tap = s.c(-1.0);
                window.each(|from, tap| {
                    let v = s.load_partial(&x[from + c..][..lanes]);
                    let first = s.lt(best_tap, s.zero());
                    let take = s.or(s.or(s.gt(v, best), s.is_nan(v)), first);
                    best = s.select(take, v, best);
                    best_tap = s.select(take, s.splat(T::from_usize(tap)), best_tap);
                });
                s.store_partial(&mut y[at + c..][..lanes], best);
                if !taps.is_empty() {
                    let mut all = [T::ZERO; 64];
                    s.store(&mut all, best_tap);
                    for (to, from) in taps[at + c..][..lanes].iter_mut().zip(all) {
                        *to = I::from_tap(from.to_f64() as usize);
                    }
                }
            }
        });
    }
}

/// The gradient by x: each element of `dy` added where its maximum was.
pub fn max_pool_grad<T: Float, I: TapIndex>(
    pool: &Pool,
    windows: &Windows,
    dy: &[T],
    taps: &[I],
    dx: &mut [T],
) {
    let (input, output) = (windows.input_len(), windows.output_len());
    let images = windows.images_per_chunk();
    pool.for_chunks_mut(dx, images * input.max(1), |chunk, dx| {
        dx.fill(T::ZERO);
        for (i, dx) in dx.chunks_exact_mut(input).enumerate() {
            let start = (chunk * images + i) * output;
            let (dy, taps) = (&dy[start..][..output], &taps[start..][..output]);
            windows.each_window(|window, at| {
                for c in 0..windows.channels {
                    dx[window.offset(taps[at + c].tap()) + c] += dy[at + c];
                }
            });
        }
    });
}

/// The elements of `x` at `taps`: the transpose of [`max_pool_grad`].
pub fn max_pool_gather<T: Float, I: TapIndex>(
    pool: &Pool,
    windows: &Windows,
    x: &[T],
    taps: &[I],
    y: &mut [T],
) {
    let (input, output) = (windows.input_len(), windows.output_len());
    let images = windows.images_per_chunk();
    pool.for_chunks_mut(y, images * output.max(1), |chunk, y| {
        for (i, y) in y.chunks_exact_mut(output).enumerate() {
            let image = chunk * images + i;
            let (x, taps) = (&x[image * input..][..input], &taps[image * output..][..output]);
            windows.each_window(|window, at| {
                for c in 0..windows.channels {
                    y[at + c] = x[window.offset(taps[at + c].tap()) + c];
                }
            });
        }
    });
}
