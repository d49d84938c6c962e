//! `range` and `eye`: start + i step, and the identity matrix. No inputs, so no gradients.

use serde::Deserialize;

use crate::ops::fill::{write_all, write_at};
use crate::registry::Entry;
use crate::{Context, DType, Op, Result, Sample, TensorType, View, ViewMut, expect_inputs};

/// The numbers start, start + step, ...; each is computed in float64 and then cast.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first number.
    pub start: f64,
    /// From each to the next.
    pub step: f64,
    /// How many.
    pub size: usize,
    /// Element type of the output.
    pub dtype: DType,
}

/// Ones on the diagonal, zeros elsewhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eye {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Element type of the output.
    pub dtype: DType,
}

pub(crate) const ENTRY: Entry = Entry::of::<Range>(&["range"], samples).not_differentiable();
pub(crate) const EYE_ENTRY: Entry = Entry::of::<Eye>(&["eye"], eye_samples).not_differentiable();

impl Op for Range {
    fn name(&self) -> &'static str {
        "range"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [] = expect_inputs(self.name(), inputs)?;
        Ok(vec![TensorType::new(self.dtype, [self.size])])
    }

    fn run(&self, _: &[View<'_>], outputs: &mut [ViewMut<'_>], _: &mut Context<'_>) -> Result<()> {
        write_at(&mut outputs[0], (0..self.size).map(|i| (i, self.start + i as f64 * self.step)));
        Ok(())
    }
}

impl Op for Eye {
    fn name(&self) -> &'static str {
        "eye"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [] = expect_inputs(self.name(), inputs)?;
        Ok(vec![TensorType::new(self.dtype, [self.rows, self.columns])])
    }

    fn run(&self, _: &[View<'_>], outputs: &mut [ViewMut<'_>], _: &mut Context<'_>) -> Result<()> {
        write_all(&mut outputs[0], 0.0);
        let diagonal = 0..self.rows.min(self.columns);
        write_at(&mut outputs[0], diagonal.map(|i| (i * (self.columns + 1), 1.0)));
        Ok(())
    }
}

fn samples(_: &str) -> Vec<Sample> {
    vec![Sample::new(Range { start: 2.0, step: -0.5, size: 7, dtype: DType::Float64 }, [])]
}

fn eye_samples(_: &str) -> Vec<Sample> {
    vec![Sample::new(Eye { rows: 3, columns: 5, dtype: DType::Float64 }, [])]
}
