//! `fill`: every element is the same number. No inputs, so no gradient.

use serde::Deserialize;

use crate::registry::Entry;
use crate::{Context, DType, Op, Result, Sample, TensorType, View, ViewMut};

use std::sync::Arc;

/// A tensor of one number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    /// Shape of the output.
    pub shape: Vec<usize>,
    /// Element type of the output.
    pub dtype: DType,
    /// The number, cast to the element type.
    #[serde(deserialize_with = "crate::registry::any_number")]
    pub value: f64,
}

pub(crate) const ENTRY: Entry = Entry::of::<Fill>(&["fill"], samples).not_differentiable();

impl Op for Fill {
    fn name(&self) -> &'static str {
        "fill"
    }

    fn infer(&self, _: &[&TensorType]) -> Result<Vec<TensorType>> {
        Ok(vec![TensorType::new(self.dtype, self.shape.clone())])
    }

    fn run(&self, _: &[View<'_>], outputs: &mut [ViewMut<'_>], _: &mut Context<'_>) -> Result<()> {
        write_all(&mut outputs[0], self.value);
        Ok(())
    }
}

/// Sets every element to a number, cast to the element type.
pub(super) fn write_all(out: &mut ViewMut<'_>, value: f64) {
    match out.ty.dtype {
        DType::Float32 => out.slice().fill(value as f32),
        DType::Float64 => out.slice().fill(value),
        DType::Int32 => out.slice().fill(value as i32),
        DType::Int64 => out.slice().fill(value as i64),
        DType::Uint8 => out.bytes.fill(value as u8),
        DType::Bool => out.bytes.fill(u8::from(value != 0.0)),
    }
}

/// Sets elements, given by position and number, cast to the element type.
pub(super) fn write_at(out: &mut ViewMut<'_>, elements: impl Iterator<Item = (usize, f64)>) {
    match out.ty.dtype {
        DType::Float32 => put(out.slice(), elements, |x| x as f32),
        DType::Float64 => put(out.slice(), elements, |x| x),
        DType::Int32 => put(out.slice(), elements, |x| x as i32),
        DType::Int64 => put(out.slice(), elements, |x| x as i64),
        DType::Uint8 => put(out.slice(), elements, |x| x as u8),
        DType::Bool => put(out.slice(), elements, |x| u8::from(x != 0.0)),
    }
}

fn put<T>(out: &mut [T], elements: impl Iterator<Item = (usize, f64)>, cast: impl Fn(f64) -> T) {
    for (at, x) in elements {
        out[at] = cast(x);
    }
}

fn samples(_: &str) -> Vec<Sample> {
    vec![Sample {
        op: Arc::new(Fill { shape: vec![3, 5], dtype: DType::Float64, value: 2.5 }),
        inputs: Vec::new(),
    }]
}
