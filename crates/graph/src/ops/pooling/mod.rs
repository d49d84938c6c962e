//! Pooling over one to three spatial axes: `maxPool`, `avgPool` and their gradients.

pub mod average;
pub mod max;
pub mod max_gradient;

use serde::Deserialize;

use corten_kernels::pooling::Windows;

use super::conv::{DataFormat, expect_positive, output_size, three};
use crate::{Error, Result, TensorType};

/// What the ops share.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Options {
    /// Size of a window, one entry a spatial axis.
    pub pool_size: Vec<usize>,
    /// Inputs from one window to the next, one entry a spatial axis.
    pub strides: Vec<usize>,
    /// Padding before and after, which belongs to no window; one entry a spatial axis, smaller than the window.
    pub pads: Vec<[usize; 2]>,
    /// Of input and output.
    #[serde(default)]
    pub data_format: DataFormat,
}

impl Options {
    /// The windows of `x` and the type of the result, or what does not fit.
    fn windows(&self, op: &str, x: &TensorType) -> Result<(Windows, TensorType)> {
        if !x.dtype.is_float() {
            return Err(Error::dtype(op, "a float32 or float64 tensor", x.dtype.to_string()));
        }
        let (batch, input, channels) = self.data_format.parts(op, x)?;
        let axes = input.len();
        expect_positive(op, "poolSize", &self.pool_size, axes)?;
        expect_positive(op, "strides", &self.strides, axes)?;
        let fits = |(pads, &size): (&[usize; 2], &usize)| pads[0] < size && pads[1] < size;
        if self.pads.len() != axes || !self.pads.iter().zip(&self.pool_size).all(fits) {
            let expected = format!("pads of {axes} pairs, each smaller than the window");
            return Err(Error::attribute(op, expected, format!("{:?}", self.pads)));
        }
        let mut output = vec![0; axes];
        for i in 0..axes {
            let (size, stride) = (self.pool_size[i], self.strides[i]);
            output[i] = output_size(op, input[i], self.pads[i], size, stride)?;
        }
        let pads: Vec<_> = self.pads.iter().map(|pads| pads[0]).collect();
        let windows = Windows {
            images: batch,
            input: three(&input, 1),
            output: three(&output, 1),
            channels,
            size: three(&self.pool_size, 1),
            strides: three(&self.strides, 1),
            pads: three(&pads, 0),
            channels_first: self.data_format == DataFormat::ChannelsFirst,
        };
        Ok((windows, x.with_shape(self.data_format.shape(batch, &output, channels))))
    }
}

/// Bytes of scratch that pooling `x` needs, and its gradients.
fn scratch(options: &Options, op: &str, x: &TensorType) -> usize {
    options.windows(op, x).map_or(0, |(windows, _)| windows.scratch_len() * x.dtype.size())
}

/// Options and shapes of x that cover every case.
fn cases() -> Vec<(Options, Vec<usize>)> {
    let mut cases = Vec::new();
    for data_format in [DataFormat::ChannelsLast, DataFormat::ChannelsFirst] {
        let mut case =
            |size: &[usize], strides: &[usize], pads: &[[usize; 2]], spatial: &[usize]| {
                let options = Options {
                    pool_size: size.to_vec(),
                    strides: strides.to_vec(),
                    pads: pads.to_vec(),
                    data_format,
                };
                cases.push((options, data_format.shape(2, spatial, 3)));
            };
        case(&[2], &[2], &[[0, 0]], &[5]);
        case(&[2, 2], &[2, 2], &[[0, 0], [0, 1]], &[4, 5]);
        case(&[3, 2], &[1, 2], &[[1, 1], [0, 0]], &[3, 4]);
        case(&[2, 2, 2], &[2, 1, 2], &[[0, 0], [1, 0], [0, 0]], &[2, 3, 4]);
    }
    cases
}
