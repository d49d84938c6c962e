//! `determinant`: that of each matrix. Gradient: det(a) a⁻ᵀ; it needs an invertible matrix, though the value does not.

use corten_kernels::linalg;
use serde::Deserialize;

use super::solve::{Solve, invertible};
use super::{read, square_matrices, write};
use crate::ops::range::Eye;
use crate::registry::Entry;
use crate::{Context, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut, expect_inputs};

/// Input matrices [..., n, n]; output [...].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Determinant {}

pub(crate) const ENTRY: Entry = Entry::of::<Determinant>(&["determinant"], samples);

impl Op for Determinant {
    fn name(&self) -> &'static str {
        "determinant"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a] = expect_inputs(self.name(), inputs)?;
        let (batch, _) = square_matrices(self.name(), a)?;
        Ok(vec![a.with_shape(batch.to_vec())])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let batch: usize = inputs[0].shape.iter().rev().skip(2).product();
        (inputs[0].elements() + batch) * size_of::<f64>()
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (_, n) = square_matrices(self.name(), inputs[0].ty)?;
        let numbers: &mut [f64] = bytemuck::cast_slice_mut(context.scratch);
        let (found, a) = numbers.split_at_mut(outputs[0].ty.elements());
        let a = &mut a[..inputs[0].ty.elements()];
        read(&inputs[0], 0, a);
        found.fill(1.0);
        for (found, a) in found.iter_mut().zip(a.chunks_exact_mut((n * n).max(1))) {
            *found = linalg::determinant(a, n);
        }
        write(found, &mut outputs[0], 0);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None]) };
        let ty = graph.ty(inputs[0]).clone();
        let n = ty.shape[ty.rank() - 1];
        let eye = graph.apply_one(Eye { rows: n, columns: n, dtype: ty.dtype }, &[])?;
        let eye = graph.broadcast_to(eye, &ty.shape)?;
        let inverse = graph.apply_one(Solve { adjoint: true }, &[inputs[0], eye])?;
        let scale = graph.mul(c, outputs[0])?;
        let shape = [&ty.shape[..ty.rank() - 2], &[1, 1]].concat();
        let scale = graph.reshape(scale, &shape)?;
        Ok(vec![Some(graph.mul(inverse, scale)?)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |batch: &[usize], n| Sample::new(Determinant {}, [invertible(batch, n)]);
    vec![sample(&[], 3), sample(&[2], 2), sample(&[2], 1)]
}
