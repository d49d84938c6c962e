//! `maxPool`: the maximum of each window, and the tap where it was (of equal ones the first; NaN if any is).

use serde::Deserialize;

use corten_kernels::Float;
use corten_kernels::pooling::{TapIndex, max_pool};

use super::max_gradient::MaxPoolGrad;
use super::{Options, cases, scratch};
use crate::registry::Entry;
use crate::{
    Context, DType, Element, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Input x. Outputs the maxima and, for the gradient, their taps: their places in the window, in bytes where they fit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct MaxPool {
    /// Size, strides and padding.
    pub options: Options,
}

pub(crate) const ENTRY: Entry = Entry::of::<MaxPool>(&["maxPool"], samples);

/// The type of the taps of windows of this size.
pub(super) fn tap_dtype(pool_size: &[usize]) -> DType {
    if pool_size.iter().product::<usize>() <= 256 { DType::Uint8 } else { DType::Int32 }
}

impl MaxPool {
    fn run_as<T: Element + Float, I: Element + TapIndex>(
        &self,
        x: &View<'_>,
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (windows, _) = self.options.windows(self.name(), x.ty)?;
        let [y, taps] = outputs else { return Ok(()) };
        let scratch = bytemuck::cast_slice_mut(context.scratch);
        max_pool::<T, I>(context.pool, &windows, x.slice(), y.slice(), taps.slice(), scratch);
        Ok(())
    }
}

impl Op for MaxPool {
    fn name(&self) -> &'static str {
        "maxPool"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        let (_, y) = self.options.windows(self.name(), x)?;
        let taps = y.with_dtype(tap_dtype(&self.options.pool_size));
        Ok(vec![y, taps])
    }

    fn optional_outputs(&self) -> std::ops::Range<usize> {
        1..2
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        scratch(&self.options, self.name(), inputs[0])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let x = &inputs[0];
        match (x.ty.dtype, tap_dtype(&self.options.pool_size)) {
            (DType::Float32, DType::Uint8) => self.run_as::<f32, u8>(x, outputs, context),
            (DType::Float32, _) => self.run_as::<f32, i32>(x, outputs, context),
            (_, DType::Uint8) => self.run_as::<f64, u8>(x, outputs, context),
            _ => self.run_as::<f64, i32>(x, outputs, context),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(dy) = cotangents[0] else { return Ok(vec![None]) };
        let input_shape = graph.shape(inputs[0]).to_vec();
        let op = MaxPoolGrad { pool: self.options.clone(), input_shape };
        Ok(vec![Some(graph.apply_one(op, &[dy, outputs[1]])?)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |(options, shape): (Options, Vec<usize>)| {
        Sample::new(MaxPool { options }, [Sample::numbers(&shape)])
    };
    let large = Options {
        pool_size: vec![17, 16],
        strides: vec![1, 1],
        pads: vec![[0, 0]; 2],
        data_format: super::DataFormat::ChannelsLast,
    };
    cases().into_iter().chain([(large, vec![1, 17, 17, 1])]).map(sample).collect()
}
