//! `wholeNumbers`: floats as int32 indices, or an error where one is not whole. No gradient: indices don't move.

use serde::Deserialize;

use crate::registry::Entry;
use crate::{
    Array, Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Fails at run time on a fraction, NaN or what int32 does not hold, with a message that says whose it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeNumbers {
    /// Who takes the numbers, for the error.
    pub place: String,
    /// What they are there, for the error.
    pub name: String,
}

pub(crate) const ENTRY: Entry =
    Entry::of::<WholeNumbers>(&["wholeNumbers"], samples).not_differentiable();

impl WholeNumbers {
    fn convert(&self, x: f64) -> Result<i32> {
        if x.fract() == 0.0 && x >= f64::from(i32::MIN) && x <= f64::from(i32::MAX) {
            return Ok(x as i32);
        }
        Err(Error::value(&self.place, format!("whole numbers as {}", self.name), x.to_string()))
    }
}

impl Op for WholeNumbers {
    fn name(&self) -> &'static str {
        "wholeNumbers"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        if !matches!(x.dtype, DType::Float32 | DType::Float64) {
            return Err(Error::dtype(self.name(), "float32 or float64", x.dtype.to_string()));
        }
        Ok(vec![TensorType::new(DType::Int32, x.shape.clone())])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        let x = &inputs[0];
        let whole = outputs[0].slice::<i32>();
        if x.ty.dtype == DType::Float64 {
            for (whole, &x) in whole.iter_mut().zip(x.slice::<f64>()) {
                *whole = self.convert(x)?;
            }
        } else {
            for (whole, &x) in whole.iter_mut().zip(x.slice::<f32>()) {
                *whole = self.convert(f64::from(x))?;
            }
        }
        Ok(())
    }

    fn fallible(&self) -> bool {
        true
    }

    fn gradient(
        &self,
        _: &mut Graph,
        _: &[Value],
        _: &[Value],
        _: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        Ok(vec![None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let op = WholeNumbers { place: "gather".into(), name: "indices".into() };
    vec![Sample::new(op, [Array::from_slice(&[3], &[2.0_f64, -1.0, 7.0])])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::run_op;
    use corten_kernels::Pool;

    #[test]
    fn says_what_is_not_whole() {
        let op = WholeNumbers { place: "embedding".into(), name: "indices".into() };
        for (x, shown) in [(1.5_f32, "1.5"), (f32::NAN, "NaN"), (3e9, "3000000000")] {
            let array = Array::from_slice(&[2], &[1.0, x]);
            let error = run_op(&op, Pool::global(), &[&array]).unwrap_err();
            assert_eq!(error, Error::value("embedding", "whole numbers as indices", shown));
        }
    }
}
