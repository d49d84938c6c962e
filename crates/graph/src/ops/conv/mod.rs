//! Convolution over one to three spatial axes. It is linear in each of its inputs, and so are its two gradients, which
//! are ops too: `conv`, `convGradInput` and `convGradFilter` are each other's gradients.

pub mod forward;
pub mod grad_filter;
pub mod grad_input;

use serde::Deserialize;

use corten_kernels::conv::Geometry;

use crate::{Error, Result, TensorType};

pub use forward::Conv;
pub use grad_filter::ConvGradFilter;
pub use grad_input::ConvGradInput;

/// Where the channels are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DataFormat {
    /// [batch, spatial..., channels]
    #[default]
    ChannelsLast,
    /// [batch, channels, spatial...]
    ChannelsFirst,
}

impl DataFormat {
    /// Batch, spatial sizes and channels of a tensor of this format.
    pub fn parts(self, op: &str, ty: &TensorType) -> Result<(usize, Vec<usize>, usize)> {
        let [batch, between @ .., last] = &ty.shape[..] else {
            return Err(Error::shape(op, "a batch of images (rank 3 to 5)", ty.to_string()));
        };
        if !(1..=3).contains(&between.len()) {
            return Err(Error::shape(op, "a batch of images (rank 3 to 5)", ty.to_string()));
        }
        Ok(match self {
            Self::ChannelsLast => (*batch, between.to_vec(), *last),
            Self::ChannelsFirst => (*batch, [&between[1..], &[*last]].concat(), between[0]),
        })
    }

    /// The shape of a tensor of this format.
    pub fn shape(self, batch: usize, spatial: &[usize], channels: usize) -> Vec<usize> {
        match self {
            Self::ChannelsLast => [&[batch], spatial, &[channels]].concat(),
            Self::ChannelsFirst => [&[batch, channels], spatial].concat(),
        }
    }
}

/// What the three ops share. The filter is [kernel..., channels / groups, filters], as Keras has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Options {
    /// One entry a spatial axis.
    pub strides: Vec<usize>,
    /// Zeros before and after, one entry a spatial axis.
    pub pads: Vec<[usize; 2]>,
    /// One entry a spatial axis.
    pub dilations: Vec<usize>,
    /// Parts into which channels and filters are cut, each convolved alone.
    #[serde(default = "one")]
    pub groups: usize,
    /// Of inputs and outputs.
    #[serde(default)]
    pub data_format: DataFormat,
}

fn one() -> usize {
    1
}

/// Output positions along an axis, if the window fits.
pub(super) fn output_size(
    op: &str,
    size: usize,
    pads: [usize; 2],
    span: usize,
    stride: usize,
) -> Result<usize> {
    let padded = size + pads[0] + pads[1];
    if padded < span {
        let expected = format!("windows that span {span} to fit the padded input");
        return Err(Error::shape(op, expected, format!("an axis of {padded}")));
    }
    Ok((padded - span) / stride + 1)
}

/// Spatial sizes with axes of size 1 in front, until there are three.
pub(super) fn three<T: Copy>(values: &[T], fill: T) -> [T; 3] {
    let mut all = [fill; 3];
    all[3 - values.len()..].copy_from_slice(values);
    all
}

/// An attribute must have one positive entry for each spatial axis.
pub(super) fn expect_positive(op: &str, name: &str, values: &[usize], axes: usize) -> Result<()> {
    if values.len() == axes && !values.contains(&0) {
        return Ok(());
    }
    let expected = format!("{name} of {axes} positive numbers, one a spatial axis");
    Err(Error::attribute(op, expected, format!("{values:?}")))
}

impl Options {
    /// The convolution of `x` by `filter`, or what does not fit.
    fn geometry(&self, op: &str, x: &TensorType, filter: &TensorType) -> Result<Geometry> {
        if !x.dtype.is_float() || x.dtype != filter.dtype {
            let received = format!("{} and {}", x.dtype, filter.dtype);
            return Err(Error::dtype(op, "two float32 or two float64 tensors", received));
        }
        let (batch, input, channels) = self.data_format.parts(op, x)?;
        let axes = input.len();
        expect_positive(op, "strides", &self.strides, axes)?;
        expect_positive(op, "dilations", &self.dilations, axes)?;
        if self.pads.len() != axes {
            let expected = format!("pads of {axes} pairs, one a spatial axis");
            return Err(Error::attribute(op, expected, format!("{:?}", self.pads)));
        }
        if filter.rank() != axes + 2 {
            let expected = format!("a filter of rank {}", axes + 2);
            return Err(Error::shape(op, expected, filter.to_string()));
        }
        let (kernel, filters) = (&filter.shape[..axes], filter.shape[axes + 1]);
        let groups = self.groups;
        if groups == 0 || channels % groups != 0 || filters % groups != 0 {
            let expected = format!("groups that divide {channels} channels and {filters} filters");
            return Err(Error::attribute(op, expected, groups.to_string()));
        }
        if filter.shape[axes] != channels / groups || kernel.contains(&0) {
            let expected = format!("a filter of {} channels and no empty axis", channels / groups);
            return Err(Error::shape(op, expected, format!("{filter} for an input of {x}")));
        }
        let mut output = vec![0; axes];
        for i in 0..axes {
            let span = (kernel[i] - 1) * self.dilations[i] + 1;
            output[i] = output_size(op, input[i], self.pads[i], span, self.strides[i])?;
        }
        let pads: Vec<_> = self.pads.iter().map(|pads| pads[0]).collect();
        Ok(Geometry {
            batch,
            input: three(&input, 1),
            channels,
            output: three(&output, 1),
            filters,
            kernel: three(kernel, 1),
            strides: three(&self.strides, 1),
            dilations: three(&self.dilations, 1),
            pads: three(&pads, 0),
            groups,
            channels_first: self.data_format == DataFormat::ChannelsFirst,
        })
    }

    /// The output's type.
    fn output(&self, g: &Geometry, x: &TensorType) -> TensorType {
        let spatial = &g.output[3 - self.strides.len()..];
        x.with_shape(self.data_format.shape(g.batch, spatial, g.filters))
    }

    /// An error unless `dy` has the output's type.
    fn expect_output(&self, op: &str, g: &Geometry, x: &TensorType, dy: &TensorType) -> Result<()> {
        let output = self.output(g, x);
        if *dy == output {
            return Ok(());
        }
        Err(Error::shape(op, format!("the convolution's output, {output}"), dy.to_string()))
    }
}

/// Options and the shapes of x, filter and y that cover every case.
fn cases() -> Vec<(Options, [Vec<usize>; 3])> {
    let mut cases = Vec::new();
    let mut case = |strides: &[usize],
                    pads: &[[usize; 2]],
                    dilations: &[usize],
                    groups,
                    shapes: [&[usize]; 3]| {
        for data_format in [DataFormat::ChannelsLast, DataFormat::ChannelsFirst] {
            let [x, filter, y] = shapes;
            let image = |shape: &[usize]| {
                let (last, spatial) = (shape.len() - 1, &shape[1..shape.len() - 1]);
                data_format.shape(shape[0], spatial, shape[last])
            };
            let options = Options {
                strides: strides.to_vec(),
                pads: pads.to_vec(),
                dilations: dilations.to_vec(),
                groups,
                data_format,
            };
            cases.push((options, [image(x), filter.to_vec(), image(y)]));
        }
    };
    case(&[1], &[[1, 0]], &[1], 1, [&[2, 5, 3], &[2, 3, 2], &[2, 5, 2]]);
    case(&[1, 1], &[[1, 1], [0, 1]], &[1, 1], 1, [&[2, 4, 3, 2], &[3, 2, 2, 3], &[2, 4, 3, 3]]);
    case(&[2, 3], &[[0, 1], [0, 0]], &[1, 1], 1, [&[1, 5, 5, 1], &[2, 2, 1, 2], &[1, 3, 2, 2]]);
    case(&[1, 1], &[[1, 1], [2, 1]], &[2, 3], 1, [&[1, 4, 5, 2], &[2, 2, 2, 1], &[1, 4, 5, 1]]);
    case(&[2, 1], &[[0, 0], [0, 0]], &[1, 1], 2, [&[1, 4, 3, 4], &[2, 2, 2, 2], &[1, 2, 2, 2]]);
    case(&[1, 1], &[[0, 0], [0, 0]], &[1, 1], 1, [&[2, 2, 3, 2], &[1, 1, 2, 3], &[2, 2, 3, 3]]);
    case(
        &[1, 2, 1],
        &[[0, 1], [0, 0], [1, 0]],
        &[1, 1, 1],
        1,
        [&[1, 2, 3, 2, 2], &[2, 2, 2, 2, 1], &[1, 2, 1, 2, 1]],
    );
    cases
}
