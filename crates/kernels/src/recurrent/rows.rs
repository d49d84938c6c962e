//! Moving rows between tensors and scratch matrices, by vectors: a library call for each short row would cost as much
//! as the step's arithmetic.

use crate::simd::{Float, Kernel, Simd};

/// `to[r][..n] = from[r][..n]`, times `scale[r][..n]` if there is one.
pub(super) struct CopyRows<'a, T> {
    pub rows: usize,
    pub n: usize,
    pub from: &'a [T],
    pub from_row: usize,
    pub scale: Option<&'a [T]>,
    pub to: &'a mut [T],
    pub to_row: usize,
}

impl<T: Float> Kernel<T> for CopyRows<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for r in 0..self.rows {
            let from = &self.from[r * self.from_row..][..self.n];
            let to = &mut self.to[r * self.to_row..][..self.n];
            if let Some(scale) = self.scale {
                let scale = &scale[r * self.n..][..self.n];
                let all = to.chunks_mut(S::LANES).zip(from.chunks(S::LANES));
                for ((to, from), scale) in all.zip(scale.chunks(S::LANES)) {
                    s.store_partial(to, s.mul(s.load_partial(from), s.load_partial(scale)));
                }
            } else {
                for (to, from) in to.chunks_mut(S::LANES).zip(from.chunks(S::LANES)) {
                    s.store_partial(to, s.load_partial(from));
                }
            }
        }
    }
}

/// `to[..] += scale[..] * from[..]`, scale 1 if there is none.
pub(super) struct AddRow<'a, T> {
    pub from: &'a [T],
    pub scale: Option<&'a [T]>,
    pub to: &'a mut [T],
}

impl<T: Float> Kernel<T> for AddRow<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let all = self.to.chunks_mut(S::LANES).zip(self.from.chunks(S::LANES));
        for (i, (to, from)) in all.enumerate() {
            let (sum, x) = (s.load_partial(to), s.load_partial(from));
            let sum = match self.scale {
                Some(scale) => s.fma(x, s.load_partial(&scale[i * S::LANES..]), sum),
                None => s.add(x, sum),
            };
            s.store_partial(to, sum);
        }
    }
}

/// The `n` elements from `at` on, at most a vector of them.
#[inline(always)]
pub(super) fn get<S: Simd>(s: S, from: &[S::Scalar], (at, n): (usize, usize)) -> S::V {
    s.load_partial(&from[at..at + n])
}

/// Writes the `n` elements from `at` on, at most a vector of them.
#[inline(always)]
pub(super) fn put<S: Simd>(s: S, to: &mut [S::Scalar], (at, n): (usize, usize), v: S::V) {
    s.store_partial(&mut to[at..at + n], v);
}

/// Where the vectors of `n` elements start, and how many elements each has.
#[inline(always)]
pub(super) fn vectors<S: Simd>(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).step_by(S::LANES).map(move |at| (at, S::LANES.min(n - at)))
}
