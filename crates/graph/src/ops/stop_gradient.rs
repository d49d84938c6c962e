//! `stopGradient`: the same elements, through which no gradient flows.

use serde::Deserialize;

use crate::registry::Entry;
use crate::{Context, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut, expect_inputs};

/// Its input, as a constant to whoever differentiates.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopGradient {}

pub(crate) const ENTRY: Entry =
    Entry::of::<StopGradient>(&["stopGradient"], samples).not_differentiable();

impl Op for StopGradient {
    fn name(&self) -> &'static str {
        "stopGradient"
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
        outputs[0].bytes.copy_from_slice(inputs[0].bytes);
        Ok(())
    }

    fn is_reshape(&self) -> bool {
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
    vec![Sample::new(StopGradient {}, [Sample::numbers(&[2, 3])])]
}
