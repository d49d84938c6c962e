//! `oneHot`: out[..., j] = on where j is the index, else off; an index outside 0..depth gives a row of off.

use serde::Deserialize;

use super::expect_indices;
use crate::ops::fill::{write_all, write_at};
use crate::registry::Entry;
use crate::{Array, Context, DType, Op, Result, Sample, TensorType, View, ViewMut, expect_inputs};

/// Rows with one element set, for int32 indices: the output's shape is the indices' and an axis of `depth`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneHot {
    /// Size of the new last axis.
    pub depth: usize,
    /// What the index's element is; 1 unless given.
    #[serde(default = "one")]
    #[serde(deserialize_with = "crate::registry::any_number")]
    pub on: f64,
    /// What the other elements are; 0 unless given.
    #[serde(default)]
    #[serde(deserialize_with = "crate::registry::any_number")]
    pub off: f64,
    /// Element type of the output; float32 unless given.
    #[serde(default = "float32")]
    pub dtype: DType,
}

pub(crate) const ENTRY: Entry = Entry::of::<OneHot>(&["oneHot"], samples).not_differentiable();

fn one() -> f64 {
    1.0
}

fn float32() -> DType {
    DType::Float32
}

impl Op for OneHot {
    fn name(&self) -> &'static str {
        "oneHot"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [indices] = expect_inputs(self.name(), inputs)?;
        expect_indices(self.name(), indices)?;
        Ok(vec![TensorType::new(self.dtype, [&indices.shape[..], &[self.depth]].concat())])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        write_all(&mut outputs[0], self.off);
        let set = inputs[0].slice::<i32>().iter().enumerate().filter_map(|(row, &index)| {
            let index = usize::try_from(index).ok().filter(|&index| index < self.depth)?;
            Some((row * self.depth + index, self.on))
        });
        write_at(&mut outputs[0], set);
        Ok(())
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let op = OneHot { depth: 3, on: 1.0, off: 0.0, dtype: DType::Float64 };
    vec![Sample::new(op, [Array::from_slice(&[2, 2], &[0, 2, -1, 3])])]
}
