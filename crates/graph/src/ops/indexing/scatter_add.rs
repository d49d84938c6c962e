//! `scatterAdd`: zeros to which each update is added at its index, in order. What `gather`'s gradient is, and the other
//! way round; unsorted segment sums are axis 0.

use serde::Deserialize;

use corten_kernels::movement::Indexed;

use super::gather::Gather;
use super::{check_indices, expect_indices, scatter_add};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs updates and int32 indices. The output's shape is the updates' with the axes that the indices have, from
/// `axis` on, replaced by one of `size`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScatterAdd {
    /// Axis of the output that the indices count along.
    pub axis: usize,
    /// Leading axes that updates and indices share. At most `axis`; 0 unless given.
    #[serde(default)]
    pub batch_dims: usize,
    /// Size of the output along `axis`.
    pub size: usize,
}

pub(crate) const ENTRY: Entry = Entry::of::<ScatterAdd>(&["scatterAdd"], samples);

impl Op for ScatterAdd {
    fn name(&self) -> &'static str {
        "scatterAdd"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [updates, indices] = expect_inputs(self.name(), inputs)?;
        expect_indices(self.name(), indices)?;
        let (axis, batch) = (self.axis, self.batch_dims);
        let fits = batch <= axis && batch <= indices.rank() && {
            let end = axis + indices.rank() - batch;
            end <= updates.rank()
                && updates.shape[..batch] == indices.shape[..batch]
                && updates.shape[axis..end] == indices.shape[batch..]
        };
        if !fits {
            let expected = format!("updates with the axes of the indices at axis {axis}");
            return Err(Error::shape(self.name(), expected, format!("{updates} and {indices}")));
        }
        let rest = &updates.shape[axis + indices.rank() - batch..];
        Ok(vec![updates.with_shape([&updates.shape[..axis], &[self.size], rest].concat())])
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
        let (updates, indices) = (&inputs[0], &inputs[1]);
        check_indices(self.name(), indices.slice(), self.size)?;
        let sizes = &outputs[0].ty.shape;
        let product = |sizes: &[usize]| sizes.iter().product();
        let shape = Indexed {
            batch: product(&sizes[..self.batch_dims]),
            outer: product(&sizes[self.batch_dims..self.axis]),
            size: self.size,
            count: product(&indices.ty.shape[self.batch_dims..]),
            inner: product(&sizes[self.axis + 1..]),
        };
        scatter_add(context.pool, shape, updates, indices.slice(), &mut outputs[0]);
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
        let gather = Gather { axis: self.axis, batch_dims: self.batch_dims };
        Ok(vec![Some(graph.apply_one(gather, &[cotangent, inputs[1]])?), None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |(axis, batch_dims, size), updates: &[usize], shape: &[usize], indices: &[i32]| {
        let inputs = [Sample::numbers(updates), Array::from_slice(shape, indices)];
        Sample::new(ScatterAdd { axis, batch_dims, size }, inputs)
    };
    vec![
        sample((0, 0, 4), &[2, 3, 2], &[2, 3], &[1, 3, 1, 0, 1, 3]),
        sample((1, 1, 4), &[2, 2], &[2, 2], &[3, 0, 1, 1]),
        sample((1, 0, 3), &[2, 2, 3], &[2], &[2, 2]),
    ]
}
