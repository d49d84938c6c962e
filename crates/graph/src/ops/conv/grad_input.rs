//! `convGradInput`: the gradient of `conv` by x, which is also the transposed convolution: each output element's filter,
//! added up where it was applied.

use serde::Deserialize;

use corten_kernels::Float;
use corten_kernels::conv::{Geometry, conv_grad_input, grad_input_scratch_len};

use super::{Conv, ConvGradFilter, Options, cases};
use crate::registry::Entry;
use crate::{
    Context, DType, Element, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs dy, of the type of the convolution's output, and filter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConvGradInput {
    /// The convolution.
    pub conv: Options,
    /// Shape of x, and of the result.
    pub input_shape: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<ConvGradInput>(&["convGradInput"], samples);

impl ConvGradInput {
    fn geometry(&self, dy: &TensorType, filter: &TensorType) -> Result<Geometry> {
        let x = dy.with_shape(self.input_shape.clone());
        let geometry = self.conv.geometry(self.name(), &x, filter)?;
        self.conv.expect_output(self.name(), &geometry, &x, dy)?;
        Ok(geometry)
    }

    fn run_as<T: Element + Float>(
        &self,
        inputs: &[View<'_>],
        dx: &mut ViewMut<'_>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let geometry = self.geometry(inputs[0].ty, inputs[1].ty)?;
        let scratch = bytemuck::cast_slice_mut(context.scratch);
        let (dy, filter) = (inputs[0].slice::<T>(), inputs[1].slice());
        conv_grad_input(context.pool, &geometry, dy, filter, dx.slice(), scratch);
        Ok(())
    }
}

impl Op for ConvGradInput {
    fn name(&self) -> &'static str {
        "convGradInput"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [dy, filter] = expect_inputs(self.name(), inputs)?;
        self.geometry(dy, filter)?;
        Ok(vec![dy.with_shape(self.input_shape.clone())])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let geometry = self.geometry(inputs[0], inputs[1]);
        geometry.map_or(0, |g| grad_input_scratch_len(&g) * inputs[0].dtype.size())
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
        let Some(x) = cotangents[0] else { return Ok(vec![None; 2]) };
        let conv = &self.conv;
        let (dy, filter) = (inputs[0], inputs[1]);
        let by_dy = needs[0].then(|| graph.apply_one(Conv { options: conv.clone() }, &[x, filter]));
        let by_filter = needs[1].then(|| {
            let filter_shape = graph.shape(filter).to_vec();
            graph.apply_one(ConvGradFilter { conv: conv.clone(), filter_shape }, &[x, dy])
        });
        Ok(vec![by_dy.transpose()?, by_filter.transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |(conv, [input_shape, filter, y]): (Options, [Vec<usize>; 3])| {
        let op = ConvGradInput { conv, input_shape };
        Sample::new(op, [Sample::numbers(&y), Sample::numbers(&filter)])
    };
    cases().into_iter().map(sample).collect()
}
