//! `argMax`, `argMin`: the place of the greatest or smallest element along an axis, as int32; the first of equals.

use std::fmt;
use std::sync::Arc;

use corten_kernels::reduce::{Extremum, arg};
use serde::Deserialize;

use super::{expect_axis, extent};
use crate::registry::{Entry, parse_attributes};
use crate::{Context, DType, Error, Op, Result, Sample, TensorType, View, ViewMut, expect_inputs};

/// The place of an extremum along an axis, which is left out of the output's shape.
#[derive(Clone, Copy)]
pub struct Arg {
    extremum: Extremum,
    axis: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attributes {
    #[serde(default)]
    axis: usize,
}

pub(crate) const ENTRY: Entry =
    Entry { names: &["argMax", "argMin"], parse, samples, differentiable: false };

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let Attributes { axis } = parse_attributes(name, attributes)?;
    let extremum = if name == "argMin" { Extremum::Min } else { Extremum::Max };
    Ok(Arc::new(Arg { extremum, axis }))
}

impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {{ axis: {} }}", self.name(), self.axis)
    }
}

impl Op for Arg {
    fn name(&self) -> &'static str {
        match self.extremum {
            Extremum::Max => "argMax",
            Extremum::Min => "argMin",
        }
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        expect_axis(self.name(), self.axis, x)?;
        if x.shape[self.axis] == 0 {
            return Err(Error::shape(self.name(), "an axis that is not empty", x.to_string()));
        }
        let mut shape = x.shape.clone();
        shape.remove(self.axis);
        Ok(vec![TensorType::new(DType::Int32, shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        let (x, out) = (&inputs[0], outputs[0].slice());
        let extent = extent(&x.ty.shape, self.axis);
        match x.ty.dtype {
            DType::Float32 => arg::<f32>(self.extremum, extent, x.slice(), out),
            DType::Float64 => arg::<f64>(self.extremum, extent, x.slice(), out),
            DType::Int32 => arg::<i32>(self.extremum, extent, x.slice(), out),
            DType::Int64 => arg::<i64>(self.extremum, extent, x.slice(), out),
            DType::Uint8 | DType::Bool => arg(self.extremum, extent, x.bytes, out),
        }
        Ok(())
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let extremum = if name == "argMin" { Extremum::Min } else { Extremum::Max };
    let sample = |axis| Sample::new(Arg { extremum, axis }, [Sample::numbers(&[3, 5, 2])]);
    (0..3).map(sample).collect()
}
