//! Pooling: the maximum or the average of each window over one to three spatial axes, and the gradients.
//!
//! Channels last, vectors run over channels. Channels first, each channel is an image of its own with one channel.

mod average;
mod max;
#[cfg(test)]
mod tests;

pub use average::{avg_pool, avg_pool_grad};
pub use max::{TapIndex, max_pool, max_pool_gather, max_pool_grad};

/// Elements that a chunk reads, about.
const CHUNK: usize = 1 << 16;

/// Shapes of a pooling of tensors [images, spatial..., channels]; missing spatial axes in front have size 1.
///
/// Every window must contain an element of its image: pads are smaller than the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Images.
    pub images: usize,
    /// Spatial size of the input.
    pub input: [usize; 3],
    /// Spatial size of the output.
    pub output: [usize; 3],
    /// Channels, next to each other.
    pub channels: usize,
    /// Size of a window.
    pub size: [usize; 3],
    /// Inputs from one window to the next.
    pub strides: [usize; 3],
    /// Inputs by which the first window begins before the image.
    pub pads: [usize; 3],
}

/// Where a window overlaps its image along an axis: taps `from..to`, of which tap t is element `t + start - pad`.
#[derive(Clone, Copy)]
struct Overlap {
    from: usize,
    to: usize,
    first: usize,
}

impl Windows {
    /// Elements of an image.
    fn input_len(&self) -> usize {
        self.input.iter().product::<usize>() * self.channels
    }

    /// Elements of an image's output.
    fn output_len(&self) -> usize {
        self.output.iter().product::<usize>() * self.channels
    }

    /// The part of window `at` along `axis` that lies in the image; its first tap is element `first`.
    #[inline(always)]
    fn overlap(&self, axis: usize, at: usize) -> Overlap {
        let start = at * self.strides[axis];
        let from = self.pads[axis].saturating_sub(start);
        let first = (start + from) - self.pads[axis];
        let to = self.size[axis].min(from + self.input[axis].saturating_sub(first));
        Overlap { from, to, first }
    }

    /// The first of `taps` that lies outside its image, if one does.
    pub fn outside<I: TapIndex>(&self, taps: &[I]) -> Option<usize> {
        let mut found = None;
        for taps in taps.chunks_exact(self.output_len().max(1)) {
            self.each_window(|window, at| {
                let taps = taps[at..][..self.channels].iter().map(|tap| tap.tap());
                found = found.or(taps.into_iter().find(|&tap| !window.contains(tap)));
            });
        }
        found
    }

    /// Images of a chunk.
    fn images_per_chunk(&self) -> usize {
        (CHUNK / self.input_len().max(1)).max(1)
    }

    /// Calls `each(window's elements as (offset, tap), position of the output)` for the windows of an image.
    #[inline(always)]
    fn each_window(&self, mut each: impl FnMut(Window<'_>, usize)) {
        let [depth, height, width] = self.output;
        for z in 0..depth {
            let z_overlap = self.overlap(0, z);
            for y in 0..height {
                let y_overlap = self.overlap(1, y);
                for x in 0..width {
                    let overlaps = [z_overlap, y_overlap, self.overlap(2, x)];
                    let position = (z * height + y) * width + x;
                    each(Window { of: self, overlaps }, position * self.channels);
                }
            }
        }
    }
}

/// One window.
struct Window<'a> {
    of: &'a Windows,
    overlaps: [Overlap; 3],
}

impl Window<'_> {
    /// Calls `each(offset of the element, tap)` in the order of the taps.
    #[inline(always)]
    fn each(&self, mut each: impl FnMut(usize, usize)) {
        let [z, y, x] = self.overlaps;
        let (size, input, channels) = (self.of.size, self.of.input, self.of.channels);
        for (i, kz) in (z.from..z.to).enumerate() {
            for (j, ky) in (y.from..y.to).enumerate() {
                let row = ((z.first + i) * input[1] + y.first + j) * input[2] + x.first;
                let tap = (kz * size[1] + ky) * size[2];
                for (k, kx) in (x.from..x.to).enumerate() {
                    each((row + k) * channels, tap + kx);
                }
            }
        }
    }

    /// Elements of the image in it.
    fn count(&self) -> usize {
        self.overlaps.iter().map(|o| o.to - o.from).product()
    }

    /// Whether a tap lies in the image.
    fn contains(&self, tap: usize) -> bool {
        let size = self.of.size;
        let taps = [tap / (size[1] * size[2]), tap / size[2] % size[1], tap % size[2]];
        self.overlaps.iter().zip(taps).all(|(o, tap)| (o.from..o.to).contains(&tap))
    }

    /// Offset of the element that a tap is.
    #[inline(always)]
    fn offset(&self, tap: usize) -> usize {
        let (size, input) = (self.of.size, self.of.input);
        let taps = [tap / (size[1] * size[2]), tap / size[2] % size[1], tap % size[2]];
        let at = |i: usize| self.overlaps[i].first + taps[i] - self.overlaps[i].from;
        ((at(0) * input[1] + at(1)) * input[2] + at(2)) * self.of.channels
    }
}
