//! `y[o] = sum over taps k of x[o * stride + k * dilation - pad] filter[k]`, and the same backwards for the input's
//! gradient: bands of output rows side by side, each from its own padded piece of an image.

use super::filter::pack_filter;
use super::image::{Images, Padding};
use super::{Geometry, size};
use crate::gemm::{Epilogue, MatRef, Panels, Segments, gemm_segments, packed_len};
use crate::movement::transpose_to;
use crate::pool::{Pool, SharedMut};
use crate::simd::{Float, Kernel, Simd, dispatch};

/// Multiply-adds of a chunk: about 20 us.
const CHUNK: usize = 1 << 21;
/// Most chunks.
const MAX_CHUNKS: usize = 32;

/// A correlation of padded images: what convolution and the gradient by its input both are.
#[derive(Clone, Copy)]
struct Correlation {
    geometry: Geometry,
    /// The images that are read: of how many channels a group.
    spatial_in: [usize; 3],
    channels_in: usize,
    spatial_out: [usize; 3],
    channels_out: usize,
    strides: [usize; 3],
    /// Position of the image in its padded copy, and the distance between its elements there.
    before: [isize; 3],
    spread: [usize; 3],
}

impl Correlation {
    fn forward(geometry: &Geometry) -> Self {
        Self {
            geometry: *geometry,
            spatial_in: geometry.input,
            channels_in: geometry.channels / geometry.groups,
            spatial_out: geometry.output,
            channels_out: geometry.filters / geometry.groups,
            strides: geometry.strides,
            before: geometry.pads.map(|pad| pad as isize),
            spread: [1; 3],
        }
    }

    fn backward(geometry: &Geometry) -> Self {
        let before = |axis| geometry.span(axis) as isize - 1 - geometry.pads[axis] as isize;
        Self {
            geometry: *geometry,
            spatial_in: geometry.output,
            channels_in: geometry.filters / geometry.groups,
            spatial_out: geometry.input,
            channels_out: geometry.channels / geometry.groups,
            strides: [1; 3],
            before: [before(0), before(1), before(2)],
            spread: geometry.strides,
        }
    }

    /// The axis along which an image is cut into bands.
    fn band_axis(&self) -> usize {
        usize::from(self.spatial_out[0] == 1)
    }

    /// Bands of an image, and chunks of all bands.
    fn cuts(&self) -> (usize, usize) {
        let batch = self.geometry.batch;
        let wanted = (batch * self.geometry.work()).div_ceil(CHUNK).clamp(1, MAX_CHUNKS);
        let bands =
            wanted.div_ceil(batch.max(1)).clamp(1, self.spatial_out[self.band_axis()].max(1));
        (bands, wanted.min(batch * bands))
    }

    /// Rows first..end along the band axis.
    fn band(&self, band: usize, bands: usize) -> (usize, usize) {
        let rows = self.spatial_out[self.band_axis()];
        (rows * band / bands, rows * (band + 1) / bands)
    }

    /// The output's size in a band, and the padded image that it reads.
    fn piece(&self, (from, to): (usize, usize)) -> ([usize; 3], Padding) {
        let axis = self.band_axis();
        let mut output = self.spatial_out;
        output[axis] = to - from;
        let mut before = self.before;
        before[axis] -= (from * self.strides[axis]) as isize;
        let span = |i: usize| output[i].saturating_sub(1) * self.strides[i] + self.geometry.span(i);
        let size = [span(0), span(1), span(2)];
        (output, Padding { size, before, spread: self.spread })
    }

    fn filter_len(&self) -> usize {
        packed_len(self.geometry.taps() * self.channels_in, self.channels_out)
    }

    /// Elements of room of a chunk: a padded image, and rows of an output that is not channels last.
    fn room(&self) -> (usize, usize) {
        let (bands, _) = self.cuts();
        let longest = self.spatial_out[self.band_axis()].div_ceil(bands);
        let (output, padding) = self.piece((0, longest));
        let rows = if self.geometry.channels_first { size(output) * self.channels_out } else { 0 };
        (size(padding.size) * self.channels_in, rows)
    }

    fn scratch_len(&self) -> usize {
        let (image, rows) = self.room();
        self.geometry.groups * self.filter_len() + self.cuts().1 * (image + rows)
    }

    /// All images; the filter is packed, group after group.
    fn run<T: Float>(
        &self,
        pool: &Pool,
        input: &[T],
        filter: &[T],
        epilogue: Epilogue<'_, T>,
        output: &mut [T],
        rooms: &mut [T],
    ) {
        let g = &self.geometry;
        let images = Images {
            data: input,
            spatial: self.spatial_in,
            channels: self.channels_in * g.groups,
            channels_first: g.channels_first,
        };
        let (bands, chunks) = self.cuts();
        let (image_room, rows_room) = self.room();
        let room = image_room + rows_room;
        let units = g.batch * bands;
        let output = SharedMut::new(output);
        let rooms = SharedMut::new(rooms);
        pool.for_chunks(chunks, |chunk| {
            // SAFETY: each chunk has its own room.
            let (image, rows) = unsafe { rooms.slice(chunk * room, room) }.split_at_mut(image_room);
            for unit in units * chunk / chunks..units * (chunk + 1) / chunks {
                let (n, band) = (unit / bands, self.band(unit % bands, bands));
                dispatch(Band { of: self, n, band, images, filter, epilogue, output, image, rows });
            }
        });
    }
}

/// A band of rows of one image.
struct Band<'a, T> {
    of: &'a Correlation,
    n: usize,
    band: (usize, usize),
    images: Images<'a, T>,
    filter: &'a [T],
    epilogue: Epilogue<'a, T>,
    output: SharedMut<'a, T>,
    image: &'a mut [T],
    rows: &'a mut [T],
}

impl<T: Float> Kernel<T> for Band<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { of, n, band, images, filter, epilogue, output, image, rows } = self;
        let (groups, channels, filters) = (of.geometry.groups, of.channels_in, of.channels_out);
        let (shape, padding) = of.piece(band);
        let whole = size(of.spatial_out);
        let axis = of.band_axis();
        let first = band.0 * of.spatial_out[axis + 1..].iter().product::<usize>();
        let start = n * whole * filters * groups;
        for group in 0..groups {
            images.pad(s, n, (group * channels, channels), &padding, image);
            let bias = epilogue.bias.map(|bias| &bias[group * filters..]);
            let product = Rows {
                shape,
                padded: padding.size,
                channels,
                filters,
                kernel: of.geometry.kernel,
                strides: of.strides,
                dilations: of.geometry.dilations,
                epilogue: Epilogue { bias, ..epilogue },
            };
            let filter = &filter[group * of.filter_len()..][..of.filter_len()];
            if of.geometry.channels_first {
                product.run(s, image, filter, rows, filters);
                let from = start + group * filters * whole + first;
                let extent = (size(shape), filters);
                assert!(from + (filters - 1) * whole + extent.0 <= output.len());
                let to = output.as_mut_ptr().wrapping_add(from);
                // SAFETY: inside the output, and these rows of these channels of this image are this band's.
                unsafe { transpose_to(s, extent, rows, filters, to, whole) };
            } else {
                let ld = filters * groups;
                // SAFETY: these rows of this image are this band's.
                let rows = unsafe { output.slice(start + first * ld, size(shape) * ld) };
                product.run(s, image, filter, &mut rows[group * filters..], ld);
            }
        }
    }
}

/// Output rows of one group from a padded image.
struct Rows<'a, T> {
    shape: [usize; 3],
    padded: [usize; 3],
    channels: usize,
    filters: usize,
    kernel: [usize; 3],
    strides: [usize; 3],
    dilations: [usize; 3],
    epilogue: Epilogue<'a, T>,
}

impl<T: Float> Rows<'_, T> {
    /// One product for each row of outputs: its k runs over a filter row, its segments over the rows of the filter.
    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(&self, s: S, image: &[T], filter: &[T], out: &mut [T], ld: usize) {
        let [depth, height, width] = self.shape;
        let [kernel_depth, kernel_height, kernel_width] = self.kernel;
        let c = self.channels;
        // Neighbours in a filter row are neighbours in the image, unless dilated.
        let (runs, taps) =
            if self.dilations[2] == 1 { (1, kernel_width) } else { (kernel_width, 1) };
        let k = taps * c;
        let row_len = self.padded[2] * c;
        let plane_len = self.padded[1] * row_len;
        let panel_rows = kernel_depth * kernel_height * kernel_width * c;
        let panels = Panels::packed(filter, panel_rows);
        let segments = Segments {
            count: kernel_height,
            a: self.dilations[1] * row_len,
            b: panels.rows(kernel_width * c),
        };
        let sums = kernel_depth * runs;
        for z in 0..depth {
            for y in 0..height {
                let at = (z * height + y) * width * ld;
                let out = &mut out[at..];
                let from = z * self.strides[0] * plane_len + y * self.strides[1] * row_len;
                for sum in 0..sums {
                    let (kz, run) = (sum / runs, sum % runs);
                    let a = MatRef {
                        data: &image[from
                            + kz * self.dilations[0] * plane_len
                            + run * self.dilations[2] * c..],
                        row_stride: self.strides[2] * c,
                        col_stride: 1,
                    };
                    let b = panels.at_row((kz * kernel_height * kernel_width + run) * c);
                    let epilogue =
                        if sum + 1 == sums { self.epilogue } else { Epilogue::default() };
                    gemm_segments(
                        s,
                        (width, self.filters, k),
                        segments,
                        a,
                        b,
                        out,
                        ld,
                        sum > 0,
                        epilogue,
                    );
                }
            }
        }
    }
}

/// Elements of scratch that [`conv`] needs.
pub fn scratch_len(geometry: &Geometry) -> usize {
    Correlation::forward(geometry).scratch_len()
}

/// `y = activation(x * filter + bias)`.
pub fn conv<T: Float>(
    pool: &Pool,
    geometry: &Geometry,
    x: &[T],
    filter: &[T],
    epilogue: Epilogue<'_, T>,
    y: &mut [T],
    scratch: &mut [T],
) {
    let correlation = Correlation::forward(geometry);
    let (rows, columns) = (correlation.channels_in, correlation.channels_out);
    let (packed, rooms) = scratch.split_at_mut(geometry.groups * correlation.filter_len());
    if y.is_empty() {
        return;
    }
    for (group, packed) in packed.chunks_exact_mut(correlation.filter_len()).enumerate() {
        let tap = |tap: usize| {
            let start = tap * rows * geometry.filters + group * columns;
            MatRef::row_major(&filter[start..], geometry.filters)
        };
        pack_filter(pool, geometry.taps(), (rows, columns), tap, packed);
    }
    correlation.run(pool, x, packed, epilogue, y, rooms);
}

/// Elements of scratch that [`conv_grad_input`] needs.
pub fn grad_input_scratch_len(geometry: &Geometry) -> usize {
    Correlation::backward(geometry).scratch_len()
}

/// The gradient by x, from `dy`, that by y.
pub fn conv_grad_input<T: Float>(
    pool: &Pool,
    geometry: &Geometry,
    dy: &[T],
    filter: &[T],
    dx: &mut [T],
    scratch: &mut [T],
) {
    let correlation = Correlation::backward(geometry);
    let (rows, columns) = (correlation.channels_in, correlation.channels_out);
    let (packed, rooms) = scratch.split_at_mut(geometry.groups * correlation.filter_len());
    if dx.is_empty() {
        return;
    }
    let taps = geometry.taps();
    for (group, packed) in packed.chunks_exact_mut(correlation.filter_len()).enumerate() {
        // The filter mirrored along every spatial axis, its last two axes swapped.
        let tap = |tap: usize| {
            let start = (taps - 1 - tap) * columns * geometry.filters + group * rows;
            MatRef::transposed(&filter[start..], geometry.filters)
        };
        pack_filter(pool, taps, (rows, columns), tap, packed);
    }
    correlation.run(pool, dy, packed, Epilogue::default(), dx, rooms);
}
