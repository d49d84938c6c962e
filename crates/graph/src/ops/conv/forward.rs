//! `conv`: y[o] = sum over taps k of x[o * stride + k * dilation - pad] filter[k].

use serde::Deserialize;

use corten_kernels::conv::{conv, scratch_len};
use corten_kernels::gemm::Epilogue;
use corten_kernels::{Activation, Float};

use super::{ConvGradFilter, ConvGradInput, Options, cases};
use crate::registry::Entry;
use crate::{
    Context, DType, Element, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs x and filter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Conv {
    /// Strides, padding and so on.
    pub options: Options,
}

pub(crate) const ENTRY: Entry = Entry::of::<Conv>(&["conv"], samples);

impl Conv {
    fn run_as<T: Element + Float>(
        &self,
        inputs: &[View<'_>],
        y: &mut ViewMut<'_>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let geometry = self.options.geometry(self.name(), inputs[0].ty, inputs[1].ty)?;
        let epilogue = Epilogue { bias: None, activation: Activation::Linear };
        let scratch = bytemuck::cast_slice_mut(context.scratch);
        let (x, filter) = (inputs[0].slice::<T>(), inputs[1].slice());
        conv(context.pool, &geometry, x, filter, epilogue, y.slice(), scratch);
        Ok(())
    }
}

impl Op for Conv {
    fn name(&self) -> &'static str {
        "conv"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, filter] = expect_inputs(self.name(), inputs)?;
        let geometry = self.options.geometry(self.name(), x, filter)?;
        Ok(vec![self.options.output(&geometry, x)])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let geometry = self.options.geometry(self.name(), inputs[0], inputs[1]);
        geometry.map_or(0, |g| scratch_len(&g) * inputs[0].dtype.size())
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        match inputs[0].ty.dtype {
            DType::Float32 => self.run_as::<f32>(inputs, &mut outputs[0], context),
            _ => self.run_as::<f64>(inputs, &mut outputs[0], context),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(dy) = cotangents[0] else { return Ok(vec![None; 2]) };
        let conv = &self.options;
        let (x, filter) = (inputs[0], inputs[1]);
        let dx = needs[0].then(|| {
            let input_shape = graph.shape(x).to_vec();
            graph.apply_one(ConvGradInput { conv: conv.clone(), input_shape }, &[dy, filter])
        });
        let df = needs[1].then(|| {
            let filter_shape = graph.shape(filter).to_vec();
            graph.apply_one(ConvGradFilter { conv: conv.clone(), filter_shape }, &[x, dy])
        });
        Ok(vec![dx.transpose()?, df.transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |(options, [x, filter, _]): (Options, [Vec<usize>; 3])| {
        Sample::new(Conv { options }, [Sample::numbers(&x), Sample::numbers(&filter)])
    };
    cases().into_iter().map(sample).collect()
}
