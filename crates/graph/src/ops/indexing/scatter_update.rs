//! `tensorScatterUpdate`: x with each update put at its index tuple; of duplicates the last stays. Gradient: x keeps its
//! cotangent elsewhere, the updates gather theirs.

use serde::Deserialize;

use super::gather_nd::GatherNd;
use super::scatter_nd::expect_updates;
use super::{flatten_indices, row_count, rows_of};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs x, int32 indices [..., depth] and updates, of shape indices.shape[..-1] + x.shape[depth..].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TensorScatterUpdate {}

pub(crate) const ENTRY: Entry = Entry::of::<TensorScatterUpdate>(&["tensorScatterUpdate"], samples);

impl Op for TensorScatterUpdate {
    fn name(&self) -> &'static str {
        "tensorScatterUpdate"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, indices, updates] = expect_inputs(self.name(), inputs)?;
        expect_updates(self.name(), &x.shape, indices, updates)?;
        if x.dtype != updates.dtype {
            return Err(Error::dtype(self.name(), x.dtype.name(), updates.dtype.name()));
        }
        Ok(vec![x.clone()])
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
        let (x, indices, updates) = (&inputs[0], &inputs[1], &inputs[2]);
        let (leading, rest) =
            x.ty.shape.split_at(indices.ty.shape.last().map_or(0, |&depth| depth));
        let rows = rows_of(context.scratch, indices.ty);
        flatten_indices(self.name(), indices, leading, rows)?;
        let out = &mut outputs[0].bytes;
        out.copy_from_slice(x.bytes);
        let piece = rest.iter().product::<usize>() * x.ty.dtype.size();
        for (update, &row) in updates.bytes.chunks_exact(piece.max(1)).zip(rows.iter()) {
            out[row as usize * piece..][..piece].copy_from_slice(update);
        }
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
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None; 3]) };
        let updates = graph.ty(inputs[2]).clone();
        let zeros = graph.fill(&updates, 0.0)?;
        let kept = graph.apply_one(Self {}, &[cotangent, inputs[1], zeros])?;
        let put = graph.apply_one(GatherNd {}, &[cotangent, inputs[1]])?;
        Ok(vec![Some(kept), None, Some(put)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |x: &[usize], shape: &[usize], indices: &[i32], updates: &[usize]| {
        let indices = Array::from_slice(shape, indices);
        Sample::new(TensorScatterUpdate {}, [Sample::numbers(x), indices, Sample::numbers(updates)])
    };
    vec![
        sample(&[3, 2], &[2, 2], &[0, 1, 2, 0], &[2]),
        sample(&[4, 2, 2], &[2, 1], &[3, 1], &[2, 2, 2]),
    ]
}
