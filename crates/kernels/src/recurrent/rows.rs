//! Moving rows between tensors and scratch matrices, by vectors: a library call for each short row would cost as much
//! as the step's arithmetic.

use crate::movement::transpose;
use crate::simd::{Float, Kernel, Simd};

use super::product::LINE;

/// Where rows lie: `n` elements from `start + r * row + step * s` on, for each row r of the batch and each step s.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub start: usize,
    pub row: usize,
    pub step: isize,
}

impl Place {
    /// Rows of one step.
    pub fn rows(start: usize, row: usize) -> Self {
        Self { start, row, step: 0 }
    }

    #[inline(always)]
    fn at(&self, r: usize, s: usize) -> usize {
        (self.start + r * self.row).wrapping_add_signed(s as isize * self.step)
    }

    /// Panics unless all rows are inside a slice of `len` elements.
    #[inline(always)]
    fn check(&self, (rows, steps): (usize, usize), n: usize, len: usize) {
        let ends = [self.at(0, 0), self.at(0, steps - 1)];
        let last = (rows - 1) * self.row + n;
        assert!(ends.into_iter().all(|end| end <= len && len - end >= last));
    }
}

/// Transposes a matrix.
pub(super) struct Transpose<'a, T> {
    pub rows: usize,
    pub columns: usize,
    pub from: &'a [T],
    pub from_row: usize,
    pub to: &'a mut [T],
    pub to_row: usize,
}

impl<T: Float> Kernel<T> for Transpose<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { rows, columns, from, from_row, to, to_row } = self;
        transpose(s, (rows, columns), from, from_row, to, to_row);
    }
}

/// Copies a block of steps row by row, so that the steps of a row, which are neighbours in a tensor, are met together;
/// times `scale[r][..n]` if there is one, plus what is there if `add`.
pub(super) struct CopyRows<'a, T> {
    pub rows: usize,
    pub steps: usize,
    pub n: usize,
    pub from: &'a [T],
    pub from_place: Place,
    pub to: &'a mut [T],
    pub to_place: Place,
    pub scale: Option<&'a [T]>,
    pub add: bool,
}

impl<'a, T> CopyRows<'a, T> {
    /// Of one step; the caller adds how many elements a row has.
    pub fn new(
        rows: usize,
        from: &'a [T],
        from_place: Place,
        to: &'a mut [T],
        to_place: Place,
    ) -> Self {
        Self { rows, steps: 1, n: 0, from, from_place, to, to_place, scale: None, add: false }
    }
}

impl<T: Float> Kernel<T> for CopyRows<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { rows, steps, n, .. } = self;
        if rows == 0 || steps == 0 || n == 0 {
            return;
        }
        self.from_place.check((rows, steps), n, self.from.len());
        self.to_place.check((rows, steps), n, self.to.len());
        assert!(self.scale.is_none_or(|scale| scale.len() >= rows * n));
        let (from, to) = (self.from_place, self.to_place);
        for r in 0..rows {
            let mut source = self.from.as_ptr().wrapping_add(from.at(r, 0));
            let mut target = self.to.as_mut_ptr().wrapping_add(to.at(r, 0));
            for _ in 0..steps {
                if steps > 1 {
                    // The next row, of another place in memory, where no prefetcher expects it.
                    s.prefetch(source.wrapping_add(from.row));
                    s.prefetch(source.wrapping_add(from.row + LINE));
                }
                // SAFETY: the checks above cover `n` elements of each row.
                unsafe {
                    match (self.scale, self.add) {
                        (None, false) => copy(s, n, source, target),
                        (scale, add) => {
                            let scale = scale.map(|scale| scale[r * n..].as_ptr());
                            copy_scaled(s, n, source, target, scale, add);
                        }
                    }
                }
                source = source.wrapping_offset(from.step);
                target = target.wrapping_offset(to.step);
            }
        }
    }
}

/// Copies `n` elements.
///
/// # Safety
/// There must be `n` elements at both places.
#[inline(always)]
unsafe fn copy<S: Simd>(s: S, n: usize, from: *const S::Scalar, to: *mut S::Scalar) {
    let full = n - n % S::LANES;
    let mut at = 0;
    // SAFETY: the caller's contract.
    unsafe {
        while at < full {
            s.store_ptr(to.add(at), s.load_ptr(from.add(at)));
            at += S::LANES;
        }
        if at < n {
            s.store_ptr_n(to.add(at), s.load_ptr_n(from.add(at), n - at), n - at);
        }
    }
}

/// Copies `n` elements, times those at `scale`, plus what is there if `add`.
///
/// # Safety
/// There must be `n` elements at all places.
#[inline(always)]
unsafe fn copy_scaled<S: Simd>(
    s: S,
    n: usize,
    from: *const S::Scalar,
    to: *mut S::Scalar,
    scale: Option<*const S::Scalar>,
    add: bool,
) {
    for (at, len) in vectors::<S>(n) {
        // SAFETY: the caller's contract.
        unsafe {
            let mut x = s.load_ptr_n(from.add(at), len);
            if let Some(scale) = scale {
                x = s.mul(x, s.load_ptr_n(scale.add(at), len));
            }
            if add {
                x = s.add(x, s.load_ptr_n(to.add(at), len));
            }
            s.store_ptr_n(to.add(at), x, len);
        }
    }
}

/// The `n` elements from `at` on, at most a vector of them.
#[inline(always)]
pub(super) fn get<S: Simd>(s: S, from: &[S::Scalar], (at, n): (usize, usize)) -> S::V {
    let from = &from[at..at + n];
    if n == S::LANES { s.load(from) } else { s.load_partial(from) }
}

/// Writes the `n` elements from `at` on, at most a vector of them. Whole vectors are written as such, for processors make
/// a load wait for a masked store to the same place.
#[inline(always)]
pub(super) fn put<S: Simd>(s: S, to: &mut [S::Scalar], (at, n): (usize, usize), v: S::V) {
    let to = &mut to[at..at + n];
    if n == S::LANES { s.store(to, v) } else { s.store_partial(to, v) }
}

/// Where the vectors of `n` elements start, and how many elements each has.
#[inline(always)]
pub(super) fn vectors<S: Simd>(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).step_by(S::LANES).map(move |at| (at, S::LANES.min(n - at)))
}

/// `to += from`, of equal length.
pub(super) struct Add<'a, T> {
    pub from: &'a [T],
    pub to: &'a mut [T],
}

impl<T: Float> Kernel<T> for Add<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for at in vectors::<S>(self.to.len()) {
            put(s, self.to, at, s.add(get(s, self.from, at), get(s, self.to, at)));
        }
    }
}
