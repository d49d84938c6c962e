//! `cholesky`: the lower triangular L with L Lᵀ the symmetric part of a. Gradient, with P the lower triangle of Lᵀ c, its diagonal halved:
//! the symmetric part of L⁻ᵀ P L⁻¹.

use corten_kernels::linalg;
use serde::Deserialize;

use super::triangular_solve::TriangularSolve;
use super::{for_items, read, square_matrices, transpose, triangle, write};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Input symmetric positive definite matrices [..., n, n].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cholesky {}

pub(crate) const ENTRY: Entry = Entry::of::<Cholesky>(&["cholesky"], samples);

impl Op for Cholesky {
    fn name(&self) -> &'static str {
        "cholesky"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a] = expect_inputs(self.name(), inputs)?;
        square_matrices(self.name(), a)?;
        Ok(vec![a.clone()])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        inputs[0].elements() * size_of::<f64>()
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
        let a = &inputs[0];
        let numbers = &mut bytemuck::cast_slice_mut(context.scratch)[..a.ty.elements()];
        read(a, 0, numbers);
        let n = a.ty.shape.last().map_or(0, |&n| n);
        let factored = for_items(context.pool, numbers, n * n, n * n * n / 3, |a| {
            for row in 0..n {
                for column in 0..row {
                    let (below, above) = (row * n + column, column * n + row);
                    a[below] = 0.5 * (a[below] + a[above]);
                }
            }
            linalg::cholesky(a, n)
        });
        if !factored {
            let received = "a matrix that is not";
            return Err(Error::value(self.name(), "positive definite matrices", received));
        }
        write(numbers, &mut outputs[0], 0);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        _: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None]) };
        let l = outputs[0];
        let inner = graph.mat_mul(l, c, true, false)?;
        let inner = triangle(graph, inner, true, 0.5)?;
        let solve = TriangularSolve { lower: true, adjoint: true };
        let left = graph.apply_one(solve, &[l, inner])?;
        let left = transpose(graph, left)?;
        let whole = graph.apply_one(solve, &[l, left])?;
        let flipped = transpose(graph, whole)?;
        let sum = graph.add(whole, flipped)?;
        Ok(vec![Some(graph.scale(sum, 0.5)?)])
    }
}

/// Positive definite matrices [batch, n, n].
fn positive(batch: usize, n: usize) -> Array {
    let noise = Sample::numbers(&[batch, n, n]);
    let noise = noise.view();
    let noise: &[f64] = noise.slice();
    let at = |i: usize| {
        let (item, row, column) = (i / (n * n), i / n % n, i % n);
        let (low, high) = (row.min(column), row.max(column));
        0.4 * noise[item * n * n + low * n + high] + if row == column { 2.0 } else { 0.0 }
    };
    Array::from_slice(&[batch, n, n], &(0..batch * n * n).map(at).collect::<Vec<f64>>())
}

fn samples(_: &str) -> Vec<Sample> {
    vec![Sample::new(Cholesky {}, [positive(2, 3)]), Sample::new(Cholesky {}, [positive(1, 1)])]
}
