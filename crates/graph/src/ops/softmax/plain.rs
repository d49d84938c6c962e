//! `softmax`, `logSoftmax`: y = e^x / Σ e^x along an axis, or its logarithm.
//! Gradients: y (c - Σ y c); c - e^y Σ c.

use std::fmt;
use std::sync::Arc;

use corten_kernels::softmax::softmax;
use serde::Deserialize;

use crate::ops::reduction::{expect_axis, extent};
use crate::registry::{Entry, parse_attributes};
use crate::{
    Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Softmax or its logarithm along an axis, the last one unless an attribute says otherwise.
#[derive(Clone, Copy)]
pub struct Softmax {
    logarithm: bool,
    axis: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attributes {
    #[serde(default)]
    axis: Option<usize>,
}

pub(crate) const ENTRY: Entry =
    Entry { names: &["softmax", "logSoftmax"], parse, samples, differentiable: true };

impl Softmax {
    fn axis(self, shape: &[usize]) -> usize {
        self.axis.unwrap_or(shape.len() - 1)
    }
}

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let Attributes { axis } = parse_attributes(name, attributes)?;
    Ok(Arc::new(Softmax { logarithm: name == "logSoftmax", axis }))
}

impl fmt::Debug for Softmax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.axis.map_or(Ok(()), |axis| write!(f, " {{ axis: {axis} }}"))
    }
}

impl Op for Softmax {
    fn name(&self) -> &'static str {
        if self.logarithm { "logSoftmax" } else { "softmax" }
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        if !x.dtype.is_float() {
            return Err(Error::dtype(self.name(), "a float type", x.dtype.name()));
        }
        if x.rank() == 0 {
            return Err(Error::shape(self.name(), "at least one axis", x.to_string()));
        }
        expect_axis(self.name(), self.axis(&x.shape), x)?;
        Ok(vec![x.clone()])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (x, y, pool) = (&inputs[0], &mut outputs[0], context.pool);
        let extent = extent(&x.ty.shape, self.axis(&x.ty.shape));
        match x.ty.dtype {
            DType::Float32 => softmax::<f32>(pool, self.logarithm, extent, x.slice(), y.slice()),
            _ => softmax::<f64>(pool, self.logarithm, extent, x.slice(), y.slice()),
        }
        Ok(())
    }

    fn gradient(
        &self,
        g: &mut Graph,
        _: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None]) };
        let y = outputs[0];
        let axis = self.axis(g.shape(y));
        let gradient = if self.logarithm {
            let sum = g.sum(c, &[axis], true)?;
            let y = g.exp(y)?;
            let share = g.mul(y, sum)?;
            g.sub(c, share)?
        } else {
            let product = g.mul(y, c)?;
            let sum = g.sum(product, &[axis], true)?;
            let rest = g.sub(c, sum)?;
            g.mul(y, rest)?
        };
        Ok(vec![Some(gradient)])
    }
}

impl Graph {
    /// Softmax along the last axis.
    pub fn softmax(&mut self, x: Value) -> Result<Value> {
        self.apply_one(Softmax { logarithm: false, axis: None }, &[x])
    }

    /// Logarithm of the softmax along the last axis.
    pub fn log_softmax(&mut self, x: Value) -> Result<Value> {
        self.apply_one(Softmax { logarithm: true, axis: None }, &[x])
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let logarithm = name == "logSoftmax";
    let sample =
        |shape: &[usize], axis| Sample::new(Softmax { logarithm, axis }, [Sample::numbers(shape)]);
    let mut samples = vec![
        sample(&[3, 5], None),
        sample(&[2, 4, 3], Some(1)),
        sample(&[4, 2], Some(0)),
        sample(&[2, 3, 19], Some(1)),
    ];
    samples.extend((1..=67).step_by(11).map(|n| sample(&[2, n], None)));
    samples
}
