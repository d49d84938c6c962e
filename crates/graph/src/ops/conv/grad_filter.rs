//! `convGradFilter`: the gradient of `conv` by its filter, df[k] = sum over outputs o of x[o * stride + k * dilation - pad] dy[o].

use serde::Deserialize;

use corten_kernels::Float;
use corten_kernels::conv::{Geometry, conv_grad_filter, grad_filter_scratch_len};

use super::{Conv, ConvGradInput, Options, cases};
use crate::registry::Entry;
use crate::{
    Context, DType, Element, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs x and dy, of the type of the convolution's output.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConvGradFilter {
    /// The convolution.
    pub conv: Options,
    /// Shape of the filter, and of the result.
    pub filter_shape: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<ConvGradFilter>(&["convGradFilter"], samples);

impl ConvGradFilter {
    fn geometry(&self, x: &TensorType, dy: &TensorType) -> Result<Geometry> {
        let filter = x.with_shape(self.filter_shape.clone());
        let geometry = self.conv.geometry(self.name(), x, &filter)?;
        self.conv.expect_output(self.name(), &geometry, x, dy)?;
        Ok(geometry)
    }

    fn run_as<T: Element + Float>(
        &self,
        inputs: &[View<'_>],
        df: &mut ViewMut<'_>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let geometry = self.geometry(inputs[0].ty, inputs[1].ty)?;
        let scratch = bytemuck::cast_slice_mut(context.scratch);
        let (x, dy) = (inputs[0].slice::<T>(), inputs[1].slice());
        conv_grad_filter(context.pool, &geometry, x, dy, df.slice(), scratch);
        Ok(())
    }
}

impl Op for ConvGradFilter {
    fn name(&self) -> &'static str {
        "convGradFilter"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, dy] = expect_inputs(self.name(), inputs)?;
        self.geometry(x, dy)?;
        Ok(vec![x.with_shape(self.filter_shape.clone())])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let geometry = self.geometry(inputs[0], inputs[1]);
        geometry.map_or(0, |g| grad_filter_scratch_len(&g) * inputs[0].dtype.size())
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
        let Some(filter) = cotangents[0] else { return Ok(vec![None; 2]) };
        let conv = &self.conv;
        let (x, dy) = (inputs[0], inputs[1]);
        let by_x = needs[0].then(|| {
            let input_shape = graph.shape(x).to_vec();
            graph.apply_one(ConvGradInput { conv: conv.clone(), input_shape }, &[dy, filter])
        });
        let by_dy = needs[1].then(|| graph.apply_one(Conv { options: conv.clone() }, &[x, filter]));
        Ok(vec![by_x.transpose()?, by_dy.transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |(conv, [x, filter_shape, y]): (Options, [Vec<usize>; 3])| {
        let op = ConvGradFilter { conv, filter_shape };
        Sample::new(op, [Sample::numbers(&x), Sample::numbers(&y)])
    };
    cases().into_iter().map(sample).collect()
}
