//! Convolution over one to three spatial axes, and its gradients.
//!
//! Nothing is unrolled into a matrix of patches. An image is copied once into a padded one, channels last, that fits a
//! cache; there, a row of the output is a sum over filter rows of products: the A of each is the image itself, read as a
//! matrix whose rows overlap, `[outputs in the row, filter width x channels]`, one stride apart. The gradient
//! by the input is a convolution of the spread output gradient with the mirrored filter, and the gradient by the filter
//! the same product with A transposed. Every choice depends on shapes alone.

mod filter;
mod forward;
mod gradient;
mod image;
#[cfg(test)]
mod tests;

pub use forward::{conv, conv_grad_input, grad_input_scratch_len, scratch_len};
pub use gradient::{conv_grad_filter, grad_filter_scratch_len};

/// Shapes of a convolution; missing spatial axes in front have size 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Images.
    pub batch: usize,
    /// Spatial size of the input.
    pub input: [usize; 3],
    /// Channels of the input.
    pub channels: usize,
    /// Spatial size of the output.
    pub output: [usize; 3],
    /// Channels of the output.
    pub filters: usize,
    /// Spatial size of the filter, [`kernel..., channels / groups, filters`].
    pub kernel: [usize; 3],
    /// Inputs from one output to the next.
    pub strides: [usize; 3],
    /// Inputs from one element of the filter to the next.
    pub dilations: [usize; 3],
    /// Zeros before the input; those after it follow from the output's size.
    pub pads: [usize; 3],
    /// Parts into which channels and filters are cut, each convolved alone.
    pub groups: usize,
    /// Whether tensors are [batch, channels, spatial...], not [batch, spatial..., channels].
    pub channels_first: bool,
}

impl Geometry {
    /// Elements of the filter before the last two axes.
    fn taps(&self) -> usize {
        self.kernel.iter().product()
    }

    /// Multiply-adds of one image.
    fn work(&self) -> usize {
        size(self.output) * self.taps() * self.channels / self.groups.max(1) * self.filters
    }

    /// Input elements that a filter spans along an axis.
    fn span(&self, axis: usize) -> usize {
        (self.kernel[axis] - 1) * self.dilations[axis] + 1
    }
}

/// Positions in a spatial size.
fn size(spatial: [usize; 3]) -> usize {
    spatial.iter().product()
}
