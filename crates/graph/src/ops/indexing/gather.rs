//! `gather`: slices of x at int32 indices along an axis (an embedding is axis 0). Gradient: `scatterAdd`.

use serde::Deserialize;

use corten_kernels::movement::Indexed;

use super::scatter_add::ScatterAdd;
use super::{check_indices, expect_indices, gather};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs x and indices. The output's shape is x.shape[..axis] + indices.shape[batchDims..] + x.shape[axis + 1..].
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gather {
    /// Axis of x that the indices count along.
    pub axis: usize,
    /// Leading axes that x and indices share: each has its own indices. At most `axis`; 0 unless given.
    #[serde(default)]
    pub batch_dims: usize,
}

pub(crate) const ENTRY: Entry = Entry::of::<Gather>(&["gather"], samples);

impl Graph {
    /// Slices of `x` at `indices` along `axis`.
    pub fn gather(&mut self, x: Value, indices: Value, axis: usize) -> Result<Value> {
        self.apply_one(Gather { axis, batch_dims: 0 }, &[x, indices])
    }
}

impl Gather {
    fn indexed(&self, x: &[usize], indices: &[usize]) -> Indexed {
        let product = |sizes: &[usize]| sizes.iter().product();
        Indexed {
            batch: product(&x[..self.batch_dims]),
            outer: product(&x[self.batch_dims..self.axis]),
            size: x[self.axis],
            count: product(&indices[self.batch_dims..]),
            inner: product(&x[self.axis + 1..]),
        }
    }
}

impl Op for Gather {
    fn name(&self) -> &'static str {
        "gather"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, indices] = expect_inputs(self.name(), inputs)?;
        expect_indices(self.name(), indices)?;
        if self.axis >= x.rank() {
            let expected = format!("an axis of {x}");
            return Err(Error::attribute(self.name(), expected, self.axis.to_string()));
        }
        let batch = self.batch_dims;
        if batch > self.axis || batch > indices.rank() || x.shape[..batch] != indices.shape[..batch]
        {
            let expected =
                format!("the first {batch} axes of x and indices equal, before the axis");
            return Err(Error::shape(self.name(), expected, format!("{x} and {indices}")));
        }
        let parts = [&x.shape[..self.axis], &indices.shape[batch..], &x.shape[self.axis + 1..]];
        Ok(vec![x.with_shape(parts.concat())])
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
        let shape = self.indexed(&x.ty.shape, &indices.ty.shape);
        check_indices(self.name(), indices.slice(), shape.size)?;
        gather(context.pool, shape, x, indices.slice(), &mut outputs[0]);
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
        let size = graph.shape(inputs[0])[self.axis];
        let scatter = ScatterAdd { axis: self.axis, batch_dims: self.batch_dims, size };
        Ok(vec![Some(graph.apply_one(scatter, &[cotangent, inputs[1]])?), None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |axis, batch_dims, x: &[usize], shape: &[usize], indices: &[i32]| {
        let inputs = [Sample::numbers(x), Array::from_slice(shape, indices)];
        Sample::new(Gather { axis, batch_dims }, inputs)
    };
    vec![
        sample(0, 0, &[4, 3], &[2, 3], &[1, 3, 1, 0, 1, 3]),
        sample(1, 0, &[2, 3, 2], &[2], &[2, 2]),
        sample(1, 1, &[2, 4], &[2, 2], &[3, 0, 1, 1]),
        sample(2, 1, &[2, 2, 3], &[2], &[2, 0]),
        sample(0, 0, &[3], &[], &[1]),
    ]
}
