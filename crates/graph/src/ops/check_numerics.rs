//! `checkNumerics`: its input, unchanged, or an error where a number is not finite. The cotangent passes.

use serde::Deserialize;

use crate::registry::Entry;
use crate::{
    Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Fails at run time on NaN or infinity, with a message that says what was checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckNumerics {
    /// What is checked, for the error.
    #[serde(default)]
    pub message: String,
}

pub(crate) const ENTRY: Entry = Entry::of::<CheckNumerics>(&["checkNumerics"], samples);

impl Op for CheckNumerics {
    fn name(&self) -> &'static str {
        "checkNumerics"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        Ok(vec![x.clone()])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        let x = &inputs[0];
        let found = match x.ty.dtype {
            DType::Float32 => {
                x.slice::<f32>().iter().find(|x| !x.is_finite()).map(ToString::to_string)
            }
            DType::Float64 => {
                x.slice::<f64>().iter().find(|x| !x.is_finite()).map(ToString::to_string)
            }
            _ => None,
        };
        if let Some(number) = found {
            let name = if self.message.is_empty() { self.name() } else { &self.message };
            return Err(Error::value(name, "finite numbers", number));
        }
        outputs[0].bytes.copy_from_slice(x.bytes);
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
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        Ok(vec![cotangents[0]])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    vec![Sample::new(CheckNumerics { message: "loss".into() }, [Sample::numbers(&[2, 3])])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Array, interpret::run_op};
    use corten_kernels::Pool;

    #[test]
    fn says_what_is_not_finite() {
        let op = CheckNumerics { message: "loss".into() };
        let x = Array::from_slice(&[2], &[1.0_f32, f32::NAN]);
        let error = run_op(&op, Pool::global(), &[&x]).unwrap_err();
        assert_eq!(error, Error::value("loss", "finite numbers", "NaN"));
    }
}
