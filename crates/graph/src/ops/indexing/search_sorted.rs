//! `searchSorted`: where each value belongs in an ascending row, before or after those equal to it. No gradient.

use serde::Deserialize;

use crate::registry::Entry;
use crate::{
    Array, Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View,
    ViewMut, expect_inputs,
};

/// Inputs ascending rows [..., n] and values [..., m] of one type; output int32 [..., m].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchSorted {
    /// Whether equal elements come before the position, rather than after it.
    #[serde(default)]
    pub right: bool,
}

pub(crate) const ENTRY: Entry =
    Entry::of::<SearchSorted>(&["searchSorted"], samples).not_differentiable();

impl SearchSorted {
    fn run_as<T: Element + PartialOrd>(self, inputs: &[View<'_>], out: &mut [i32]) {
        let last = |x: &View<'_>| x.ty.shape.last().map_or(0, |&n| n);
        let (n, m) = (last(&inputs[0]), last(&inputs[1]));
        let (rows, values) = (inputs[0].slice::<T>(), inputs[1].slice::<T>());
        for (i, (out, value)) in out.iter_mut().zip(values).enumerate() {
            let row = &rows[i / m * n..][..n];
            let before = |x: &T| if self.right { x <= value } else { x < value };
            *out = row.partition_point(before) as i32;
        }
    }
}

impl Op for SearchSorted {
    fn name(&self) -> &'static str {
        "searchSorted"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [rows, values] = expect_inputs(self.name(), inputs)?;
        if rows.dtype != values.dtype {
            let received = format!("{rows} and {values}");
            return Err(Error::dtype(self.name(), "equal element types", received));
        }
        match (rows.shape.split_last(), values.shape.split_last()) {
            (Some((_, batch)), Some((_, batch_values))) if batch == batch_values => {
                Ok(vec![values.with_dtype(DType::Int32)])
            }
            _ => {
                let expected = "rows and values with the same leading axes";
                Err(Error::shape(self.name(), expected, format!("{rows} and {values}")))
            }
        }
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        let out = outputs[0].slice();
        match inputs[0].ty.dtype {
            DType::Float32 => self.run_as::<f32>(inputs, out),
            DType::Float64 => self.run_as::<f64>(inputs, out),
            DType::Int32 => self.run_as::<i32>(inputs, out),
            DType::Int64 => self.run_as::<i64>(inputs, out),
            DType::Uint8 | DType::Bool => self.run_as::<u8>(inputs, out),
        }
        Ok(())
    }

    fn gradient(
        &self,
        _: &mut Graph,
        _: &[Value],
        _: &[Value],
        _: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        Ok(vec![None; 2])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |right| {
        let rows = Array::from_slice(&[2, 4], &[1.0, 2.0, 2.0, 3.0, -1.0, 0.0, 0.5, 9.0]);
        let values = Array::from_slice(&[2, 3], &[2.0, 0.0, 4.0, -1.0, 9.0, 10.0]);
        Sample::new(SearchSorted { right }, [rows, values])
    };
    vec![sample(false), sample(true)]
}
