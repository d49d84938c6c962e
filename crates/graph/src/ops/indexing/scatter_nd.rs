//! `scatterNd`: zeros of a shape to which each update is added at its index tuple, in order. Gradient: `gatherNd`.

use serde::Deserialize;

use corten_kernels::movement::Indexed;

use super::gather_nd::GatherNd;
use super::{expect_indices, flatten_indices, row_count, rows_of, scatter_add};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs int32 indices [..., depth] and updates, of shape indices.shape[..-1] + shape[depth..].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScatterNd {
    /// Shape of the output.
    pub shape: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<ScatterNd>(&["scatterNd"], samples);

impl Op for ScatterNd {
    fn name(&self) -> &'static str {
        "scatterNd"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [indices, updates] = expect_inputs(self.name(), inputs)?;
        expect_updates(self.name(), &self.shape, indices, updates)?;
        Ok(vec![updates.with_shape(self.shape.clone())])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        row_count(inputs[0]) * size_of::<i32>()
    }

    fn fallible(&self) -> bool {
        true
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (indices, updates) = (&inputs[0], &inputs[1]);
        let depth = indices.ty.shape.last().map_or(0, |&depth| depth);
        let (leading, rest) = self.shape.split_at(depth);
        let rows = rows_of(context.scratch, indices.ty);
        flatten_indices(self.name(), indices, leading, rows)?;
        let (size, inner) = (leading.iter().product(), rest.iter().product());
        let shape = Indexed { batch: 1, outer: 1, size, count: rows.len(), inner };
        scatter_add(context.pool, shape, updates, rows, &mut outputs[0]);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None; 2]) };
        Ok(vec![None, Some(graph.apply_one(GatherNd {}, &[cotangent, inputs[0]])?)])
    }
}

/// Updates for the leading axes of a shape must have the rest of it, for each index tuple.
pub(super) fn expect_updates(
    op: &str,
    shape: &[usize],
    indices: &TensorType,
    updates: &TensorType,
) -> Result<()> {
    expect_indices(op, indices)?;
    let expected = match indices.shape.split_last() {
        Some((&depth, rows)) if depth <= shape.len() => [rows, &shape[depth..]].concat(),
        _ => {
            let expected = format!("indices [..., depth] with depth at most {}", shape.len());
            return Err(Error::shape(op, expected, indices.to_string()));
        }
    };
    if updates.shape != expected {
        let expected = format!("updates of shape {expected:?}");
        return Err(Error::shape(op, expected, updates.to_string()));
    }
    Ok(())
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |output: &[usize], shape: &[usize], indices: &[i32], updates: &[usize]| {
        let inputs = [Array::from_slice(shape, indices), Sample::numbers(updates)];
        Sample::new(ScatterNd { shape: output.to_vec() }, inputs)
    };
    vec![
        sample(&[3, 2], &[4, 2], &[0, 1, 2, 0, 0, 1, 1, 1], &[4]),
        sample(&[3, 2, 2], &[2, 1, 1], &[2, 0], &[2, 1, 2, 2]),
    ]
}
