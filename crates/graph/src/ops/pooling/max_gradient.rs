//! `maxPoolGrad`: each element of dy added where its maximum was; and its gradient `maxPoolGather`: the elements there.

use serde::Deserialize;

use corten_kernels::Float;
use corten_kernels::pooling::{TapIndex, Windows, max_pool_gather, max_pool_grad};

use super::max::tap_dtype;
use super::{Options, cases, scratch};
use crate::registry::Entry;
use crate::{
    Array, Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View,
    ViewMut, expect_inputs,
};

/// Inputs dy and taps, of the types of `maxPool`'s outputs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaxPoolGrad {
    /// The pooling.
    pub pool: Options,
    /// Shape of its input, and of the result.
    pub input_shape: Vec<usize>,
}

/// Inputs x and taps, as `maxPool` takes the one and gives the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct MaxPoolGather {
    /// The pooling.
    pub pool: Options,
}

pub(crate) const ENTRY: Entry = Entry::of::<MaxPoolGrad>(&["maxPoolGrad"], gradient_samples);
pub(crate) const GATHER_ENTRY: Entry =
    Entry::of::<MaxPoolGather>(&["maxPoolGather"], gather_samples);

fn expect_taps(op: &str, y: &TensorType, pool: &Options, taps: &TensorType) -> Result<()> {
    let expected = y.with_dtype(tap_dtype(&pool.pool_size));
    if *taps == expected {
        return Ok(());
    }
    Err(Error::shape(op, format!("taps as maxPool gives them, {expected}"), taps.to_string()))
}

macro_rules! by_types {
    ($dtype:expr, $pool:expr, |$t:ident, $i:ident| $run:expr) => {
        match ($dtype, tap_dtype(&$pool.pool_size)) {
            (DType::Float32, DType::Uint8) => {
                type $t = f32;
                type $i = u8;
                $run
            }
            (DType::Float32, _) => {
                type $t = f32;
                type $i = i32;
                $run
            }
            (_, DType::Uint8) => {
                type $t = f64;
                type $i = u8;
                $run
            }
            _ => {
                type $t = f64;
                type $i = i32;
                $run
            }
        }
    };
}

impl Op for MaxPoolGrad {
    fn name(&self) -> &'static str {
        "maxPoolGrad"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [dy, taps] = expect_inputs(self.name(), inputs)?;
        let x = dy.with_shape(self.input_shape.clone());
        let (_, y) = self.pool.windows(self.name(), &x)?;
        if *dy != y {
            return Err(Error::shape(self.name(), format!("dy of {y}"), dy.to_string()));
        }
        expect_taps(self.name(), &y, &self.pool, taps)?;
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
        let (windows, _) = self.pool.windows(self.name(), outputs[0].ty)?;
        by_types!(inputs[0].ty.dtype, self.pool, |T, I| run_grad::<T, I>(
            context,
            &windows,
            inputs,
            &mut outputs[0]
        ));
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
        let Some(x) = cotangents[0] else { return Ok(vec![None; 2]) };
        let op = MaxPoolGather { pool: self.pool.clone() };
        Ok(vec![Some(graph.apply_one(op, &[x, inputs[1]])?), None])
    }
}

fn run_grad<T: Element + Float, I: Element + TapIndex>(
    context: &mut Context<'_>,
    windows: &Windows,
    inputs: &[View<'_>],
    dx: &mut ViewMut<'_>,
) {
    let scratch = bytemuck::cast_slice_mut(context.scratch);
    let (dy, taps) = (inputs[0].slice(), inputs[1].slice());
    max_pool_grad::<T, I>(context.pool, windows, dy, taps, dx.slice(), scratch);
}

impl Op for MaxPoolGather {
    fn name(&self) -> &'static str {
        "maxPoolGather"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, taps] = expect_inputs(self.name(), inputs)?;
        let (_, y) = self.pool.windows(self.name(), x)?;
        expect_taps(self.name(), &y, &self.pool, taps)?;
        Ok(vec![y])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        scratch(&self.pool, self.name(), inputs[0])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (windows, _) = self.pool.windows(self.name(), inputs[0].ty)?;
        by_types!(inputs[0].ty.dtype, self.pool, |T, I| run_gather::<T, I>(
            context,
            &windows,
            inputs,
            &mut outputs[0]
        ));
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
        let Some(dy) = cotangents[0] else { return Ok(vec![None; 2]) };
        let input_shape = graph.shape(inputs[0]).to_vec();
        let op = MaxPoolGrad { pool: self.pool.clone(), input_shape };
        Ok(vec![Some(graph.apply_one(op, &[dy, inputs[1]])?), None])
    }
}

fn run_gather<T: Element + Float, I: Element + TapIndex>(
    context: &mut Context<'_>,
    windows: &Windows,
    inputs: &[View<'_>],
    y: &mut ViewMut<'_>,
) {
    let scratch = bytemuck::cast_slice_mut(context.scratch);
    let (x, taps) = (inputs[0].slice(), inputs[1].slice());
    max_pool_gather::<T, I>(context.pool, windows, x, taps, y.slice(), scratch);
}

/// Windows without padding, and taps in every corner of them.
fn taps(pool: &Options, x: &[usize]) -> Option<(TensorType, Array)> {
    let x = TensorType::new(DType::Float64, x);
    let (_, y) = pool.windows("maxPool", &x).ok()?;
    let size: usize = pool.pool_size.iter().product();
    let values: Vec<u8> = (0..y.elements()).map(|i| (i * 5 % size) as u8).collect();
    let unpadded = pool.pads.iter().all(|pads| *pads == [0, 0]);
    let array = Array::from_slice(&y.shape, &values);
    unpadded.then_some((y, array))
}

fn gradient_samples(_: &str) -> Vec<Sample> {
    let sample = |(pool, input_shape): (Options, Vec<usize>)| {
        let (y, taps) = taps(&pool, &input_shape)?;
        let op = MaxPoolGrad { pool, input_shape };
        Some(Sample::new(op, [Sample::numbers(&y.shape), taps]))
    };
    cases().into_iter().filter_map(sample).collect()
}

fn gather_samples(_: &str) -> Vec<Sample> {
    let sample = |(pool, input_shape): (Options, Vec<usize>)| {
        let (_, taps) = taps(&pool, &input_shape)?;
        Some(Sample::new(MaxPoolGather { pool }, [Sample::numbers(&input_shape), taps]))
    };
    cases().into_iter().filter_map(sample).collect()
}
