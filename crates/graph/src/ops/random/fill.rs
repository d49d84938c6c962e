//! `randomUniform`, `randomNormal`, `truncatedNormal`: tensors of random numbers. They have no gradient.

use std::fmt;
use std::sync::Arc;

use corten_kernels::random::{Distribution, fill, fill_integers};
use serde::Deserialize;

use super::{expect_state, stream};
use crate::registry::{Entry, parse_attributes};
use crate::{
    Array, Context, DType, Error, Op, Result, Sample, TensorType, View, ViewMut, expect_inputs,
};

/// A tensor of random numbers. Input: the state. Attributes: `shape`, `dtype` (float32), `stream` (0), and
/// `minval` and `maxval` (0 and 1; int32 too), or `mean` and `stdDev` (0 and 1).
#[derive(Clone)]
pub struct Random {
    shape: Vec<usize>,
    dtype: DType,
    stream: u32,
    distribution: Distribution,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Attributes {
    shape: Vec<usize>,
    #[serde(default)]
    dtype: Option<DType>,
    #[serde(default)]
    stream: u32,
    minval: Option<f64>,
    maxval: Option<f64>,
    mean: Option<f64>,
    std_dev: Option<f64>,
}

const NAMES: [&str; 3] = ["randomUniform", "randomNormal", "truncatedNormal"];

pub(crate) const ENTRY: Entry = Entry { names: &NAMES, parse, samples, differentiable: false };

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let a: Attributes = parse_attributes(name, attributes)?;
    let uniform = name == "randomUniform";
    if uniform && (a.mean.is_some() || a.std_dev.is_some()) {
        return Err(Error::attribute(name, "minval and maxval", "mean or stdDev"));
    }
    if !uniform && (a.minval.is_some() || a.maxval.is_some()) {
        return Err(Error::attribute(name, "mean and stdDev", "minval or maxval"));
    }
    let (mean, deviation) = (a.mean.unwrap_or(0.0), a.std_dev.unwrap_or(1.0));
    let distribution = match name {
        "randomNormal" => Distribution::Normal { mean, deviation },
        "truncatedNormal" => Distribution::TruncatedNormal { mean, deviation },
        _ => Distribution::Uniform { low: a.minval.unwrap_or(0.0), high: a.maxval.unwrap_or(1.0) },
    };
    let dtype = a.dtype.unwrap_or(DType::Float32);
    Ok(Arc::new(Random { shape: a.shape, dtype, stream: a.stream, distribution }))
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shape, dtype, stream, distribution } = self;
        write!(f, "{} {{ {dtype}{shape:?}, stream: {stream}, {distribution:?} }}", self.name())
    }
}

impl Op for Random {
    fn name(&self) -> &'static str {
        match self.distribution {
            Distribution::Uniform { .. } => NAMES[0],
            Distribution::Normal { .. } => NAMES[1],
            Distribution::TruncatedNormal { .. } => NAMES[2],
        }
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [state] = expect_inputs(self.name(), inputs)?;
        expect_state(self.name(), state)?;
        let uniform = matches!(self.distribution, Distribution::Uniform { .. });
        let integers = uniform && self.dtype == DType::Int32;
        if !self.dtype.is_float() && !integers {
            return Err(Error::dtype(self.name(), "a float type", self.dtype.name()));
        }
        Ok(vec![TensorType::new(self.dtype, self.shape.clone())])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let stream = stream(&inputs[0], self.stream);
        let (pool, distribution, out) = (context.pool, self.distribution, &mut outputs[0]);
        match (self.dtype, distribution) {
            (DType::Float32, _) => fill::<f32>(pool, stream, distribution, out.slice()),
            (DType::Int32, Distribution::Uniform { low, high }) => {
                fill_integers(stream, low as i32, high as i32, out.slice());
            }
            _ => fill::<f64>(pool, stream, distribution, out.slice()),
        }
        Ok(())
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let sample = |attributes: &str| {
        let op = parse(name, attributes).ok()?;
        Some(Sample { op, inputs: vec![Array::from_slice(&[2], &[42, 7])] })
    };
    [
        r#"{"shape": [3, 37], "dtype": "float64"}"#,
        r#"{"shape": [], "dtype": "float64", "stream": 5}"#,
    ]
    .iter()
    .filter_map(|attributes| sample(attributes))
    .collect()
}
