//! `y = max over the window`, with the tap where it was: of equal ones the first, as in TensorFlow; NaN if any is.

use super::{Unit, Windows, gather_block, load, scatter_block, store};
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// How a tap is stored: a byte where windows have at most 256.
pub trait TapIndex: Copy + Send + Sync {
    /// Stores a tap.
    fn from_float<T: Float>(tap: T) -> Self;
    /// Reads a tap.
    fn to_float<T: Float>(self) -> T;
}

macro_rules! tap_index {
    ($($t:ty),*) => {$(
        impl TapIndex for $t {
            #[inline(always)]
            fn from_float<T: Float>(tap: T) -> Self {
                tap.to_f64() as i32 as $t
            }
            #[inline(always)]
            fn to_float<T: Float>(self) -> T {
                T::from_f64(f64::from(self))
            }
        }
    )*};
}
tap_index!(u8, i32);

#[inline(always)]
fn write_taps<T: Float, I: TapIndex>(from: &[T], to: &mut [I]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = I::from_float(from);
    }
}

#[inline(always)]
fn read_taps<T: Float, I: TapIndex>(from: &[I], to: &mut [T]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from.to_float();
    }
}

/// Writes maxima to `y` and, unless it is empty, their taps to `taps`.
pub fn max_pool<T: Float, I: TapIndex>(
    pool: &Pool,
    windows: &Windows,
    x: &[T],
    y: &mut [T],
    taps: &mut [I],
    scratch: &mut [T],
) {
    let (y, taps) = (SharedMut::new(y), SharedMut::new(taps));
    windows.each_unit(pool, scratch, |unit| {
        let (start, len) = unit.extent(windows.positions_out());
        let (from, count) = unit.extent(windows.positions_in());
        // SAFETY: each unit has elements of its own.
        let (y, taps) = unsafe {
            let taps = if taps.is_empty() { &mut [] } else { taps.slice(start, len) };
            (y.slice(start, len), taps)
        };
        dispatch(Forward { x: &x[from..][..count], y, taps, unit });
    });
}

/// One unit.
struct Forward<'a, T, I> {
    unit: Unit<'a, T>,
    x: &'a [T],
    y: &'a mut [T],
    taps: &'a mut [I],
}

impl<T: Float, I: TapIndex> Kernel<T> for Forward<'_, T, I> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { unit: Unit { of, image, output, more, .. }, x, y, taps } = self;
        let windows = of.unit();
        if of.channels_first {
            let positions = of.positions_out();
            gather_block(s, x, of.positions_in(), image);
            maxima(s, &windows, image, output, |at, lanes, tap| store(s, more, at, lanes, tap));
            scatter_block(s, output, positions, y);
            if !taps.is_empty() {
                let taps_out = &mut output[..taps.len()];
                scatter_block(s, more, positions, taps_out);
                write_taps(taps_out, taps);
            }
        } else if taps.is_empty() {
            maxima(s, &windows, x, y, |_, _, _| ());
        } else {
            maxima(s, &windows, x, y, |at, lanes, tap| {
                let mut all = [T::ZERO; 16];
                s.store(&mut all, tap);
                write_taps(&all[..lanes], &mut taps[at..][..lanes]);
            });
        }
    }
}

/// Pools an image, channels last; `keep(position, lanes, taps)` gets the taps of each vector.
#[inline(always)]
fn maxima<S: Simd>(
    s: S,
    windows: &Windows,
    x: &[S::Scalar],
    y: &mut [S::Scalar],
    mut keep: impl FnMut(usize, usize, S::V),
) {
    let channels = windows.channels;
    windows.each_window(|window, at| {
        let mut c = 0;
        while c < channels {
            let lanes = S::LANES.min(channels - c);
            let mut best = s.splat(S::Scalar::NEG_INFINITY);
            let mut best_tap = s.splat(S::Scalar::from_usize(window.first_tap()));
            window.each(|from, tap| {
                let v = load(s, x, from + c, lanes);
                let take = s.or(s.gt(v, best), s.is_nan(v));
                best = s.select(take, v, best);
                best_tap = s.select(take, s.splat(S::Scalar::from_usize(tap)), best_tap);
            });
            store(s, y, at + c, lanes, best);
            keep(at + c, lanes, best_tap);
            c += S::LANES;
        }
    });
}

/// Calls `each(tap, position of the output, position of the input, lanes)` for the vectors of every window of an image.
#[inline(always)]
fn each_tap<S: Simd>(s: S, windows: &Windows, mut each: impl FnMut(S::V, usize, usize, usize)) {
    windows.each_window(|window, at| {
        window.each(|position, tap| {
            let tap = s.splat(S::Scalar::from_usize(tap));
            let mut c = 0;
            while c < windows.channels {
                let lanes = S::LANES.min(windows.channels - c);
                each(tap, at + c, position + c, lanes);
                c += S::LANES;
            }
        });
    });
}

/// The taps of the vector at `at`, as floats.
#[inline(always)]
fn load_taps<S: Simd, I: TapIndex>(s: S, taps: &[I], at: usize, lanes: usize) -> S::V {
    let mut all = [S::Scalar::ZERO; 16];
    read_taps(&taps[at..][..lanes], &mut all[..lanes]);
    s.load(&all)
}

/// The gradient by x: each element of `dy` added where its maximum was.
pub fn max_pool_grad<T: Float, I: TapIndex>(
    pool: &Pool,
    windows: &Windows,
    dy: &[T],
    taps: &[I],
    dx: &mut [T],
    scratch: &mut [T],
) {
    let dx = SharedMut::new(dx);
    windows.each_unit(pool, scratch, |unit| {
        let (start, len) = unit.extent(windows.positions_out());
        let (from, count) = unit.extent(windows.positions_in());
        // SAFETY: each unit has elements of its own.
        let dx = unsafe { dx.slice(from, count) };
        dispatch(Backward { unit, dy: &dy[start..][..len], taps: &taps[start..][..len], dx });
    });
}

/// The gradient of one unit.
struct Backward<'a, T, I> {
    unit: Unit<'a, T>,
    dy: &'a [T],
    taps: &'a [I],
    dx: &'a mut [T],
}

impl<T: Float, I: TapIndex> Kernel<T> for Backward<'_, T, I> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { unit: Unit { of, image, output, more, .. }, dy, taps, dx } = self;
        let windows = of.unit();
        if of.channels_first {
            let positions = of.positions_out();
            read_taps(taps, &mut output[..taps.len()]);
            gather_block(s, &output[..taps.len()], positions, more);
            gather_block(s, dy, positions, output);
            image.fill(T::ZERO);
            each_tap(s, &windows, |tap, at, to, lanes| {
                let (taps, dy) = (load(s, more, at, lanes), load(s, output, at, lanes));
                let here = s.select(s.eq(tap, taps), dy, s.zero());
                let sum = s.add(load(s, image, to, lanes), here);
                store(s, image, to, lanes, sum);
            });
            scatter_block(s, image, of.positions_in(), dx);
        } else {
            dx.fill(T::ZERO);
            each_tap(s, &windows, |tap, at, to, lanes| {
                let (taps, dy) = (load_taps(s, taps, at, lanes), load(s, dy, at, lanes));
                let here = s.select(s.eq(tap, taps), dy, s.zero());
                let sum = s.add(load(s, dx, to, lanes), here);
                store(s, dx, to, lanes, sum);
            });
        }
    }
}

/// The elements of `x` at `taps`: the transpose of [`max_pool_grad`].
pub fn max_pool_gather<T: Float, I: TapIndex>(
    pool: &Pool,
    windows: &Windows,
    x: &[T],
    taps: &[I],
    y: &mut [T],
    scratch: &mut [T],
) {
    let y = SharedMut::new(y);
    windows.each_unit(pool, scratch, |unit| {
        let (start, len) = unit.extent(windows.positions_out());
        let (from, count) = unit.extent(windows.positions_in());
        // SAFETY: each unit has elements of its own.
        let y = unsafe { y.slice(start, len) };
        dispatch(Gather { unit, x: &x[from..][..count], taps: &taps[start..][..len], y });
    });
}

/// The elements of one unit.
struct Gather<'a, T, I> {
    unit: Unit<'a, T>,
    x: &'a [T],
    taps: &'a [I],
    y: &'a mut [T],
}

impl<T: Float, I: TapIndex> Kernel<T> for Gather<'_, T, I> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { unit: Unit { of, image, output, more, .. }, x, taps, y } = self;
        let windows = of.unit();
        if of.channels_first {
            let positions = of.positions_out();
            read_taps(taps, &mut output[..taps.len()]);
            gather_block(s, &output[..taps.len()], positions, more);
            gather_block(s, x, of.positions_in(), image);
            output.fill(T::ZERO);
            each_tap(s, &windows, |tap, at, from, lanes| {
                let (taps, x) = (load(s, more, at, lanes), load(s, image, from, lanes));
                let v = s.select(s.eq(tap, taps), x, load(s, output, at, lanes));
                store(s, output, at, lanes, v);
            });
            scatter_block(s, output, positions, y);
        } else {
            y.fill(T::ZERO);
            each_tap(s, &windows, |tap, at, from, lanes| {
                let (taps, x) = (load_taps(s, taps, at, lanes), load(s, x, from, lanes));
                let v = s.select(s.eq(tap, taps), x, load(s, y, at, lanes));
                store(s, y, at, lanes, v);
            });
        }
    }
}
