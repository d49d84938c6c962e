//! `avgPool`: the mean of each window, padding not counted; and its gradient `avgPoolGrad`. Each is the other's gradient.

use serde::Deserialize;

use corten_kernels::pooling::{avg_pool, avg_pool_grad};

use super::{Options, cases, scratch};
use crate::registry::Entry;
use crate::{
    Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Input x.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct AvgPool {
    /// Size, strides and padding.
    pub options: Options,
}

/// Input dy, of the type of the pooling's output.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AvgPoolGrad {
    /// The pooling.
    pub pool: Options,
    /// Shape of its input, and of the result.
    pub input_shape: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<AvgPool>(&["avgPool"], samples);
pub(crate) const GRADIENT_ENTRY: Entry = Entry::of::<AvgPoolGrad>(&["avgPoolGrad"], grad_samples);

impl Op for AvgPool {
    fn name(&self) -> &'static str {
        "avgPool"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        Ok(vec![self.options.windows(self.name(), x)?.1])
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
        let (x, y) = (&inputs[0], &mut outputs[0]);
        let (windows, _) = self.options.windows(self.name(), x.ty)?;
        if x.ty.dtype == DType::Float32 {
            let scratch = bytemuck::cast_slice_mut(context.scratch);
            avg_pool::<f32>(context.pool, &windows, x.slice(), y.slice(), scratch);
        } else {
            let scratch = bytemuck::cast_slice_mut(context.scratch);
            avg_pool::<f64>(context.pool, &windows, x.slice(), y.slice(), scratch);
        }
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(dy) = cotangents[0] else { return Ok(vec![None]) };
        let input_shape = graph.shape(inputs[0]).to_vec();
        let op = AvgPoolGrad { pool: self.options.clone(), input_shape };
        Ok(vec![Some(graph.apply_one(op, &[dy])?)])
    }
}

impl Op for AvgPoolGrad {
    fn name(&self) -> &'static str {
        "avgPoolGrad"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [dy] = expect_inputs(self.name(), inputs)?;
        let x = dy.with_shape(self.input_shape.clone());
        let (_, y) = self.pool.windows(self.name(), &x)?;
        if *dy != y {
            return Err(Error::shape(self.name(), format!("dy of {y}"), dy.to_string()));
        }
        Ok(vec![x])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let x = inputs[0].with_shape(self.input_shape.clone());
        scratch(&self.pool, self.name(), &x)
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (dy, dx) = (&inputs[0], &mut outputs[0]);
        let (windows, _) = self.pool.windows(self.name(), dx.ty)?;
        if dy.ty.dtype == DType::Float32 {
            let scratch = bytemuck::cast_slice_mut(context.scratch);
            avg_pool_grad::<f32>(context.pool, &windows, dy.slice(), dx.slice(), scratch);
        } else {
            let scratch = bytemuck::cast_slice_mut(context.scratch);
            avg_pool_grad::<f64>(context.pool, &windows, dy.slice(), dx.slice(), scratch);
        }
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        _: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let pool = |x| graph.apply_one(AvgPool { options: self.pool.clone() }, &[x]);
        Ok(vec![cotangents[0].map(pool).transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |(options, shape): (Options, Vec<usize>)| {
        Sample::new(AvgPool { options }, [Sample::numbers(&shape)])
    };
    cases().into_iter().map(sample).collect()
}

fn grad_samples(_: &str) -> Vec<Sample> {
    let sample = |(pool, input_shape): (Options, Vec<usize>)| {
        let x = TensorType::new(DType::Float64, input_shape.clone());
        let (_, y) = pool.windows("avgPoolGrad", &x).ok()?;
        Some(Sample::new(AvgPoolGrad { pool, input_shape }, [Sample::numbers(&y.shape)]))
    };
    cases().into_iter().filter_map(sample).collect()
}
