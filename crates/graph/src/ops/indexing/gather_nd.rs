//! `gatherNd`: slices of x at int32 index tuples into its leading axes. Gradient: `scatterNd`.

use serde::Deserialize;

use corten_kernels::movement::Indexed;

use super::scatter_nd::ScatterNd;
use super::{expect_indices, flatten_indices, gather, row_count, rows_of};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs x and indices [..., depth]. The output's shape is indices.shape[..-1] + x.shape[depth..].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatherNd {}

pub(crate) const ENTRY: Entry = Entry::of::<GatherNd>(&["gatherNd"], samples);

impl Op for GatherNd {
    fn name(&self) -> &'static str {
        "gatherNd"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, indices] = expect_inputs(self.name(), inputs)?;
        expect_indices(self.name(), indices)?;
        match indices.shape.split_last() {
            Some((&depth, rows)) if depth <= x.rank() => {
                Ok(vec![x.with_shape([rows, &x.shape[depth..]].concat())])
            }
            _ => {
                let expected = format!("indices [..., depth] with depth at most {}", x.rank());
                Err(Error::shape(self.name(), expected, indices.to_string()))
            }
        }
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        row_count(inputs[1]) * size_of::<i32>()
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
        let (x, indices) = (&inputs[0], &inputs[1]);
        let depth = indices.ty.shape.last().map_or(0, |&depth| depth);
        let (leading, rest) = x.ty.shape.split_at(depth);
        let rows = rows_of(context.scratch, indices.ty);
        flatten_indices(self.name(), indices, leading, rows)?;
        let (size, inner) = (leading.iter().product(), rest.iter().product());
        let shape = Indexed { batch: 1, outer: 1, size, count: rows.len(), inner };
        gather(context.pool, shape, x, rows, &mut outputs[0]);
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
        let scatter = ScatterNd { shape: graph.shape(inputs[0]).to_vec() };
        Ok(vec![Some(graph.apply_one(scatter, &[inputs[1], cotangent])?), None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |x: &[usize], shape: &[usize], indices: &[i32]| {
        Sample::new(GatherNd {}, [Sample::numbers(x), Array::from_slice(shape, indices)])
    };
    vec![
        sample(&[3, 2], &[4, 2], &[0, 1, 2, 0, 0, 1, 1, 1]),
        sample(&[3, 2, 2], &[2, 1, 1], &[2, 0]),
        sample(&[2, 2], &[2, 0], &[]),
    ]
}
