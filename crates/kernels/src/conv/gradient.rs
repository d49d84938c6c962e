//! `df[k] = sum over images and outputs o of x[o * stride + k * dilation - pad] dy[o]`: groups of images side by side,
//! each summing into its own filter, and those added up in order.

use super::image::{Images, Padding};
use super::{Geometry, size};
use crate::gemm::{Epilogue, MatRef, Panels, Segments, gemm_segments};
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Most groups of images.
const MAX_CHUNKS: usize = 16;
/// Elements that all partial sums may have together.
const MAX_PARTIAL: usize = 1 << 22;
/// Multiply-adds of a chunk: about 40 us, for adding up costs something too.
const CHUNK: usize = 1 << 22;
/// Elements of the sum of partial sums in a chunk.
const SUM_CHUNK: usize = 1 << 14;

impl Geometry {
    fn filter_len(&self) -> usize {
        self.taps() * (self.channels / self.groups) * self.filters
    }

    /// Groups of images.
    fn image_groups(&self) -> usize {
        let by_work = (self.batch * self.work()).div_ceil(CHUNK);
        let by_memory = MAX_PARTIAL / self.filter_len().max(1);
        by_work.min(by_memory).min(self.batch).clamp(1, MAX_CHUNKS)
    }

    fn padded_input(&self) -> Padding {
        let span = |i: usize| self.output[i].saturating_sub(1) * self.strides[i] + self.span(i);
        Padding {
            size: [span(0), span(1), span(2)],
            before: self.pads.map(|pad| pad as isize),
            spread: [1; 3],
        }
    }

    /// The output's gradient as rows of channels.
    fn output_rows(&self) -> Padding {
        Padding { size: self.output, before: [0; 3], spread: [1; 3] }
    }

    /// Elements of room of a chunk: a padded image, the output's gradient if it is not channels last, a filter.
    fn gradient_room(&self) -> (usize, usize, usize) {
        let image = size(self.padded_input().size) * (self.channels / self.groups);
        let rows = if self.channels_first { size(self.output) * self.filters } else { 0 };
        let partial = if self.image_groups() > 1 { self.filter_len() } else { 0 };
        (image, rows, partial)
    }
}

/// Elements of scratch that [`conv_grad_filter`] needs.
pub fn grad_filter_scratch_len(geometry: &Geometry) -> usize {
    let (image, rows, partial) = geometry.gradient_room();
    geometry.image_groups() * (image + rows + partial)
}

/// The gradient by the filter, from x and `dy`, the gradient by y.
pub fn conv_grad_filter<T: Float>(
    pool: &Pool,
    geometry: &Geometry,
    x: &[T],
    dy: &[T],
    df: &mut [T],
    scratch: &mut [T],
) {
    let g = geometry;
    if g.batch * size(g.output) == 0 || df.is_empty() {
        df.fill(T::ZERO);
        return;
    }
    let chunks = g.image_groups();
    let (image_len, rows_len, partial_len) = g.gradient_room();
    let (partials, rooms) = scratch.split_at_mut(chunks * partial_len);
    let sums = SharedMut::new(if chunks == 1 { &mut *df } else { &mut *partials });
    let rooms = SharedMut::new(rooms);
    let images = |data, spatial, channels| Images {
        data,
        spatial,
        channels,
        channels_first: g.channels_first,
    };
    let (x, dy) = (images(x, g.input, g.channels), images(dy, g.output, g.filters));
    pool.for_chunks(chunks, |chunk| {
        let room = image_len + rows_len;
        // SAFETY: each chunk has its own room and its own sum.
        let (room, sum) = unsafe {
            (rooms.slice(chunk * room, room), sums.slice(chunk * partial_len, g.filter_len()))
        };
        let (image, rows) = room.split_at_mut(image_len);
        let first = g.batch * chunk / chunks;
        for n in first..g.batch * (chunk + 1) / chunks {
            dispatch(Image { geometry: g, n, x, dy, image, rows, sum, accumulate: n > first });
        }
    });
    if chunks > 1 {
        let partials = &*partials;
        pool.for_chunks_mut(df, SUM_CHUNK, |i, df| {
            df.copy_from_slice(&partials[i * SUM_CHUNK..][..df.len()]);
            for partial in partials.chunks_exact(partial_len).skip(1) {
                for (df, &more) in df.iter_mut().zip(&partial[i * SUM_CHUNK..]) {
                    *df += more;
                }
            }
        });
    }
}

/// What one image adds.
struct Image<'a, T> {
    geometry: &'a Geometry,
    n: usize,
    x: Images<'a, T>,
    dy: Images<'a, T>,
    image: &'a mut [T],
    rows: &'a mut [T],
    sum: &'a mut [T],
    accumulate: bool,
}

impl<T: Float> Kernel<T> for Image<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { geometry: g, n, x, dy, image, rows, sum, accumulate } = self;
        let (channels, filters) = (g.channels / g.groups, g.filters / g.groups);
        let padding = g.padded_input();
        let dy = if g.channels_first {
            dy.pad(s, n, (0, g.filters), &g.output_rows(), rows);
            &*rows
        } else {
            dy.image(n)
        };
        let [depth, height, width] = g.output;
        let [kernel_depth, kernel_height, kernel_width] = g.kernel;
        let (runs, taps) = if g.dilations[2] == 1 { (1, kernel_width) } else { (kernel_width, 1) };
        let row_len = padding.size[2] * channels;
        let plane_len = padding.size[1] * row_len;
        let segments = Segments { count: height, a: g.strides[1] * row_len, b: width * g.filters };
        for group in 0..g.groups {
            x.pad(s, n, (group * channels, channels), &padding, image);
            // A product for each filter row: rows of A are its columns and channels, k runs over an output row.
            for tap in 0..kernel_depth * kernel_height * runs {
                let (kz, ky, run) =
                    (tap / runs / kernel_height, tap / runs % kernel_height, tap % runs);
                let from = kz * g.dilations[0] * plane_len
                    + ky * g.dilations[1] * row_len
                    + run * g.dilations[2] * channels;
                let to = tap * taps * channels * g.filters + group * filters;
                for z in 0..depth {
                    let a = MatRef {
                        data: &image[from + z * g.strides[0] * plane_len..],
                        row_stride: 1,
                        col_stride: g.strides[2] * channels,
                    };
                    let b = &dy[z * height * width * g.filters + group * filters..];
                    gemm_segments(
                        s,
                        (taps * channels, filters, width),
                        segments,
                        a,
                        Panels::row_major(b, g.filters),
                        &mut sum[to..],
                        g.filters,
                        accumulate || z > 0,
                        Epilogue::default(),
                    );
                }
            }
        }
    }
}
