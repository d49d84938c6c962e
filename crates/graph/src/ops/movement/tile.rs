//! `tile`: the tensor repeated along each axis. Gradient: the sum over the repetitions.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_entries, expect_one, strides};
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// Copies of a tensor side by side.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    /// Copies along each axis.
    pub reps: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<Tile>(&["tile"], samples);

impl Op for Tile {
    fn name(&self) -> &'static str {
        "tile"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        expect_entries(self.name(), "reps", self.reps.len(), x)?;
        let sizes = x.shape.iter().zip(&self.reps).map(|(size, reps)| size.checked_mul(*reps));
        let too_many = || Error::attribute(self.name(), "a size that fits", format!("{self:?}"));
        Ok(vec![x.with_shape(sizes.collect::<Option<Vec<_>>>().ok_or_else(too_many)?)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let shape = &inputs[0].ty.shape;
        let (from, to) = (strides(shape), strides(&outputs[0].ty.shape));
        let mut layout = Layout::new(0, 0);
        for (i, &size) in shape.iter().enumerate() {
            layout = layout.axis(self.reps[i], 0, to[i] * size as isize).axis(size, from[i], to[i]);
        }
        copy(context.pool, &layout, &inputs[0], &mut outputs[0]);
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
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None]) };
        let shape = graph.shape(inputs[0]).to_vec();
        let pairs: Vec<usize> = shape.iter().zip(&self.reps).flat_map(|(&n, &r)| [r, n]).collect();
        let copies: Vec<usize> = (0..shape.len()).map(|i| 2 * i).collect();
        let cotangent = graph.reshape(cotangent, &pairs)?;
        Ok(vec![Some(graph.sum(cotangent, &copies, false)?)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |reps: &[usize], shape: &[usize]| {
        Sample::new(Tile { reps: reps.to_vec() }, [Sample::numbers(shape)])
    };
    vec![sample(&[3], &[2]), sample(&[2, 3], &[2, 2]), sample(&[1, 2, 2], &[2, 1, 3])]
}
