//! Padded images: one image's channels of one group, channels last, zeros around and (for gradients) between.

use crate::movement::transpose;
use crate::simd::{Float, Simd};

/// A tensor [batch, spatial..., channels] or [batch, channels, spatial...].
#[derive(Clone, Copy)]
pub(super) struct Images<'a, T> {
    pub data: &'a [T],
    pub spatial: [usize; 3],
    pub channels: usize,
    pub channels_first: bool,
}

/// Where an image lies in its padded copy.
#[derive(Clone, Copy)]
pub(super) struct Padding {
    /// Spatial size of the copy.
    pub size: [usize; 3],
    /// Position of the image's first element; negative if the copy starts within the image.
    pub before: [isize; 3],
    /// Distance between neighbours of the image: 1 unless zeros are put between.
    pub spread: [usize; 3],
}

impl<'a, T: Float> Images<'a, T> {
    /// Image `n`.
    pub fn image(&self, n: usize) -> &'a [T] {
        let len = self.spatial.iter().product::<usize>() * self.channels;
        &self.data[n * len..][..len]
    }

    /// Writes channels `first..first + count` of image `n`, padded, channels last.
    #[inline(always)]
    pub fn pad<S: Simd<Scalar = T>>(
        &self,
        s: S,
        n: usize,
        (first, count): (usize, usize),
        padding: &Padding,
        out: &mut [T],
    ) {
        let image = self.image(n);
        let positions = self.spatial.iter().product::<usize>();
        let [depth, height, width] = padding.size;
        if padding.is_none(self.spatial) {
            let row = Run { at: 0, len: positions, spread: 1 };
            self.copy(s, image, (first, count), row, &mut out[..positions * count]);
            return;
        }
        let row_len = width * count;
        let (start, end) = padding.extent(self.spatial[2]);
        let (before, spread) = (padding.before[2], padding.spread[2]);
        let left = ((start * spread) as isize + before) as usize * count;
        let right = left + (end - start) * spread * count;
        for (i, row) in out[..depth * height * row_len].chunks_exact_mut(row_len).enumerate() {
            let z = padding.source(0, i / height, self.spatial[0]);
            let y = padding.source(1, i % height, self.spatial[1]);
            let (Some(z), Some(y), true) = (z, y, start < end) else {
                row.fill(T::ZERO);
                continue;
            };
            if spread == 1 {
                row[..left].fill(T::ZERO);
                row[right..].fill(T::ZERO);
            } else {
                row.fill(T::ZERO);
            }
            let at = (z * self.spatial[1] + y) * self.spatial[2] + start;
            let run = Run { at, len: end - start, spread };
            self.copy(s, image, (first, count), run, &mut row[left..]);
        }
    }

    /// Copies some channels of neighbouring positions.
    #[inline(always)]
    fn copy<S: Simd<Scalar = T>>(
        &self,
        s: S,
        image: &[T],
        (first, count): (usize, usize),
        run: Run,
        out: &mut [T],
    ) {
        let Run { at, len, spread } = run;
        let apart = spread * count;
        if self.channels_first && self.channels > 1 {
            let positions = self.spatial.iter().product::<usize>();
            let from = &image[first * positions + at..];
            transpose(s, (count, len), from, positions, out, apart);
        } else if spread == 1 && count == self.channels {
            out[..len * count].copy_from_slice(&image[at * count..][..len * count]);
        } else {
            let from = image[at * self.channels..].chunks(self.channels);
            for (to, from) in out.chunks_mut(apart).zip(from).take(len) {
                to[..count].copy_from_slice(&from[first..][..count]);
            }
        }
    }
}

/// Positions of an image, and how far apart they are to lie.
#[derive(Clone, Copy)]
struct Run {
    at: usize,
    len: usize,
    spread: usize,
}

impl Padding {
    /// Whether the copy is the image.
    fn is_none(&self, spatial: [usize; 3]) -> bool {
        self.size == spatial && self.before == [0; 3] && self.spread == [1; 3]
    }

    /// The index within the image of position `at` in the copy, if it is one.
    fn source(&self, axis: usize, at: usize, size: usize) -> Option<usize> {
        let from = usize::try_from(at as isize - self.before[axis]).ok()?;
        let (index, rest) = (from / self.spread[axis], from % self.spread[axis]);
        (rest == 0 && index < size).then_some(index)
    }

    /// Which of an image's `size` columns the copy holds.
    fn extent(&self, size: usize) -> (usize, usize) {
        let (before, spread) = (self.before[2], self.spread[2]);
        let start = (-before).max(0) as usize;
        let start = start.div_ceil(spread).min(size);
        let end = (self.size[2] as isize - before).max(0) as usize;
        (start, end.div_ceil(spread).min(size).max(start))
    }
}
