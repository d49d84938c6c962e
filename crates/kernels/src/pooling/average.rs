//! `y = mean over the window`, padding not counted.

use super::{Unit, Windows, gather_block, load, scatter_block, store};
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Writes averages to `y`.
pub fn avg_pool<T: Float>(pool: &Pool, windows: &Windows, x: &[T], y: &mut [T], scratch: &mut [T]) {
    let y = SharedMut::new(y);
    windows.each_unit(pool, scratch, |unit| {
        let (start, len) = unit.extent(windows.positions_out());
        let (from, count) = unit.extent(windows.positions_in());
        // SAFETY: each unit has elements of its own.
        let y = unsafe { y.slice(start, len) };
        dispatch(Forward { unit, x: &x[from..][..count], y });
    });
}

/// One unit.
struct Forward<'a, T> {
    unit: Unit<'a, T>,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Float> Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { unit: Unit { of, image, output, .. }, x, y } = self;
        if of.channels_first {
            gather_block(s, x, of.positions_in(), image);
            means(s, &of.unit(), image, output);
            scatter_block(s, output, of.positions_out(), y);
        } else {
            means(s, of, x, y);
        }
    }
}

/// Pools an image, channels last.
#[inline(always)]
fn means<S: Simd>(s: S, windows: &Windows, x: &[S::Scalar], y: &mut [S::Scalar]) {
    windows.each_window(|window, at| {
        let share = s.splat(S::Scalar::ONE / S::Scalar::from_usize(window.count()));
        let mut c = 0;
        while c < windows.channels {
            let lanes = S::LANES.min(windows.channels - c);
            let mut sum = s.zero();
            window.each(|from, _| sum = s.add(sum, load(s, x, from + c, lanes)));
            store(s, y, at + c, lanes, s.mul(sum, share));
            c += S::LANES;
        }
    });
}

/// The gradient by x: each element of `dy` shared out over its window.
pub fn avg_pool_grad<T: Float>(
    pool: &Pool,
    windows: &Windows,
    dy: &[T],
    dx: &mut [T],
    scratch: &mut [T],
) {
    let dx = SharedMut::new(dx);
    windows.each_unit(pool, scratch, |unit| {
        let (start, len) = unit.extent(windows.positions_out());
        let (from, count) = unit.extent(windows.positions_in());
        // SAFETY: each unit has elements of its own.
        let dx = unsafe { dx.slice(from, count) };
        dispatch(Backward { unit, dy: &dy[start..][..len], dx });
    });
}

/// The gradient of one unit.
struct Backward<'a, T> {
    unit: Unit<'a, T>,
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Float> Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { unit: Unit { of, image, output, .. }, dy, dx } = self;
        if of.channels_first {
            gather_block(s, dy, of.positions_out(), output);
            share_out(s, &of.unit(), output, image);
            scatter_block(s, image, of.positions_in(), dx);
        } else {
            share_out(s, of, dy, dx);
        }
    }
}

/// Fills an image's gradient, channels last.
#[inline(always)]
fn share_out<S: Simd>(s: S, windows: &Windows, dy: &[S::Scalar], dx: &mut [S::Scalar]) {
    dx.fill(S::Scalar::ZERO);
    windows.each_window(|window, at| {
        let share = s.splat(S::Scalar::ONE / S::Scalar::from_usize(window.count()));
        window.each(|to, _| {
            let mut c = 0;
            while c < windows.channels {
                let lanes = S::LANES.min(windows.channels - c);
                let sum = s.fma(load(s, dy, at + c, lanes), share, load(s, dx, to + c, lanes));
                store(s, dx, to + c, lanes, sum);
                c += S::LANES;
            }
        });
    });
}
