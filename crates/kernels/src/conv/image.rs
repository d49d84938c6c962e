//! Padded images: one image's channels of one group, channels last, zeros around and (for gradients) between.

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
        let [depth, height, width] = padding.size;
        let image = self.image(n);
        let positions = self.spatial.iter().product::<usize>();
        let row_len = width * count;
        for (i, row) in out[..depth * height * row_len].chunks_exact_mut(row_len).enumerate() {
            let z = padding.source(0, i / height, self.spatial[0]);
            let y = padding.source(1, i % height, self.spatial[1]);
            let (Some(z), Some(y)) = (z, y) else {
                row.fill(T::ZERO);
                continue;
            };
            let at = (z * self.spatial[1] + y) * self.spatial[2];
            let (start, end) = padding.extent(self.spatial[2]);
            let (before, spread) = (padding.before[2], padding.spread[2]);
            if spread > 1 || start == end {
                row.fill(T::ZERO);
            } else {
                row[..(start as isize + before) as usize * count].fill(T::ZERO);
                row[(end as isize + before) as usize * count..].fill(T::ZERO);
            }
            for x in start..end {
                if spread == 1 && !self.channels_first && count == self.channels {
                    let to = &mut row[(start as isize + before) as usize * count..];
                    let from = &image[(at + start) * count..(at + end) * count];
                    to[..from.len()].copy_from_slice(from);
                    break;
                }
                let to = &mut row[((x * spread) as isize + before) as usize * count..][..count];
                if self.channels_first {
                    for (c, to) in to.iter_mut().enumerate() {
                        *to = image[(first + c) * positions + at + x];
                    }
                } else {
                    to.copy_from_slice(&image[(at + x) * self.channels + first..][..count]);
                }
            }
        }
        let _ = s;
    }
}

impl Padding {
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

/// Writes `positions` rows of `channels` to channels `first..` of an image that keeps each channel in one piece.
#[inline(always)]
pub(super) fn scatter_channels<S: Simd>(
    s: S,
    rows: &[S::Scalar],
    channels: usize,
    out: &mut [S::Scalar],
    channel_stride: usize,
) {
    let positions = rows.len() / channels.max(1);
    let (whole_p, whole_c) = (positions / S::LANES * S::LANES, channels / S::LANES * S::LANES);
    let whole_p = if whole_c == 0 { 0 } else { whole_p };
    for c in (0..whole_c).step_by(S::LANES) {
        for p in (0..whole_p).step_by(S::LANES) {
            let from = &rows[p * channels + c..][..(S::LANES - 1) * channels + S::LANES];
            let to =
                &mut out[c * channel_stride + p..][..(S::LANES - 1) * channel_stride + S::LANES];
            // SAFETY: the slices hold a block each.
            unsafe { s.transpose(from.as_ptr(), channels, to.as_mut_ptr(), channel_stride) };
        }
    }
    for c in 0..channels {
        let done = if c < whole_c { whole_p } else { 0 };
        for p in done..positions {
            out[c * channel_stride + p] = rows[p * channels + c];
        }
    }
}
