//! Pooling: the maximum or the average of each window over one to three spatial axes, and the gradients.
//!
//! Vectors run over channels, which are neighbours if they come last; if they come first, sixteen channels at a time are
//! transposed in scratch memory, on the way in and on the way out.

mod average;
mod max;
#[cfg(test)]
mod tests;

pub use average::{avg_pool, avg_pool_grad};
pub use max::{TapIndex, max_pool, max_pool_gather, max_pool_grad};

use crate::movement::transpose;
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Simd};

/// Elements that a chunk reads, about.
const CHUNK: usize = 1 << 16;
/// Most chunks.
const MAX_CHUNKS: usize = 32;
/// Channels that are transposed together.
const BLOCK: usize = 16;
/// Elements of scratch memory, about.
const ROOM: usize = 1 << 22;

/// Shapes of a pooling; missing spatial axes in front have size 1.
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
    /// Channels of an image.
    pub channels: usize,
    /// Size of a window.
    pub size: [usize; 3],
    /// Inputs from one window to the next.
    pub strides: [usize; 3],
    /// Inputs by which the first window begins before the image.
    pub pads: [usize; 3],
    /// Whether tensors are [images, channels, spatial...], not [images, spatial..., channels].
    pub channels_first: bool,
}

/// Where a window overlaps its image along an axis: taps `from..to`, of which tap t is element `t + start - pad`.
#[derive(Clone, Copy)]
struct Overlap {
    from: usize,
    to: usize,
    first: usize,
}

impl Windows {
    fn positions_in(&self) -> usize {
        self.input.iter().product()
    }

    fn positions_out(&self) -> usize {
        self.output.iter().product()
    }

    /// What is pooled at once: an image, or a block of channels. How many there are, and positions' stride in them.
    fn units(&self) -> (usize, usize) {
        if self.channels_first {
            ((self.images * self.channels).div_ceil(BLOCK), BLOCK)
        } else {
            (self.images, self.channels)
        }
    }

    /// Elements of a block's input, output and taps.
    fn room(&self) -> usize {
        if self.channels_first {
            (self.positions_in() + 2 * self.positions_out()) * BLOCK
        } else {
            0
        }
    }

    fn chunks(&self) -> usize {
        let (units, stride) = self.units();
        let most = (ROOM / self.room().max(1)).clamp(1, MAX_CHUNKS);
        (units * stride * self.positions_in()).div_ceil(CHUNK).min(most).min(units)
    }

    /// Elements of scratch memory that every function here needs.
    pub fn scratch_len(&self) -> usize {
        self.chunks() * self.room()
    }

    /// The same windows over channels that lie `channels` apart and last.
    fn unit(&self) -> Self {
        Self { images: 1, channels: self.units().1, channels_first: false, ..*self }
    }

    /// Calls `run(unit, room)` for every unit, chunks of them side by side.
    fn each_unit<T: Float>(
        &self,
        pool: &Pool,
        scratch: &mut [T],
        run: impl Fn(Unit<'_, T>) + Sync,
    ) {
        let (units, _) = self.units();
        let (chunks, room) = (self.chunks(), self.room());
        let scratch = SharedMut::new(scratch);
        pool.for_chunks(chunks, |chunk| {
            // SAFETY: each chunk has its own room.
            let room = unsafe { scratch.slice(chunk * room, room) };
            for index in units * chunk / chunks..units * (chunk + 1) / chunks {
                let (image, rest) = room
                    .split_at_mut(room.len() / self.room().max(1) * self.positions_in() * BLOCK);
                let (output, more) = rest.split_at_mut(rest.len() / 2);
                run(Unit { of: self, index, image, output, more });
            }
        });
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

    /// The first tap that lies in the image.
    fn first_tap(&self) -> usize {
        let [z, y, x] = self.overlaps;
        (z.from * self.of.size[1] + y.from) * self.of.size[2] + x.from
    }
}

/// An image, or a block of channels, and a chunk's room.
struct Unit<'a, T> {
    of: &'a Windows,
    index: usize,
    image: &'a mut [T],
    output: &'a mut [T],
    more: &'a mut [T],
}

impl<T: Float> Unit<'_, T> {
    /// Where the unit's elements begin in a tensor of so many positions, and how many they are.
    fn extent(&self, positions: usize) -> (usize, usize) {
        if self.of.channels_first {
            let planes = BLOCK.min(self.of.images * self.of.channels - self.index * BLOCK);
            (self.index * BLOCK * positions, planes * positions)
        } else {
            let len = positions * self.of.channels;
            (self.index * len, len)
        }
    }
}

/// Channels next to each other, from planes of `positions` one after the other.
#[inline(always)]
fn gather_block<S: Simd>(s: S, planes: &[S::Scalar], positions: usize, block: &mut [S::Scalar]) {
    transpose(s, (planes.len() / positions.max(1), positions), planes, positions, block, BLOCK);
}

/// Planes one after the other, from channels next to each other.
#[inline(always)]
fn scatter_block<S: Simd>(s: S, block: &[S::Scalar], positions: usize, planes: &mut [S::Scalar]) {
    let count = planes.len() / positions.max(1);
    transpose(s, (positions, count), block, BLOCK, planes, positions);
}

/// A vector of the elements that exist.
#[inline(always)]
fn load<S: Simd>(s: S, x: &[S::Scalar], at: usize, lanes: usize) -> S::V {
    if lanes == S::LANES { s.load(&x[at..]) } else { s.load_partial(&x[at..][..lanes]) }
}

/// Writes a vector's elements that exist.
#[inline(always)]
fn store<S: Simd>(s: S, x: &mut [S::Scalar], at: usize, lanes: usize, v: S::V) {
    if lanes == S::LANES {
        s.store(&mut x[at..], v)
    } else {
        s.store_partial(&mut x[at..][..lanes], v)
    }
}
