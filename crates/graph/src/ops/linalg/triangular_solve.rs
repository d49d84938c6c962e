//! `triangularSolve`: the x with t x = b, or tᵀ x = b, where t is a triangle of a. Gradient: b's is the solution g of the
//! transposed equations for c; a's is the triangle of -g xᵀ, or of -x gᵀ.

use corten_kernels::linalg;
use serde::Deserialize;

use super::{equations, read, triangle, write};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs a [..., n, n] and b [..., n, columns].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriangularSolve {
    /// Whether the lower triangle of a counts, rather than the upper.
    pub lower: bool,
    /// Whether it is transposed first.
    #[serde(default)]
    pub adjoint: bool,
}

pub(crate) const ENTRY: Entry = Entry::of::<TriangularSolve>(&["triangularSolve"], samples);

impl Op for TriangularSolve {
    fn name(&self) -> &'static str {
        "triangularSolve"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a, b] = expect_inputs(self.name(), inputs)?;
        equations(self.name(), a, b)?;
        Ok(vec![b.clone()])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        (inputs[0].elements() + inputs[1].elements()) * size_of::<f64>()
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
        let (n, columns) = equations(self.name(), inputs[0].ty, inputs[1].ty)?;
        let numbers: &mut [f64] = bytemuck::cast_slice_mut(context.scratch);
        let (a, b) = numbers.split_at_mut(inputs[0].ty.elements());
        let b = &mut b[..inputs[1].ty.elements()];
        read(&inputs[0], 0, a);
        read(&inputs[1], 0, b);
        let mut solved = true;
        if n * columns > 0 {
            for (a, b) in a.chunks_exact(n * n).zip(b.chunks_exact_mut(n * columns)) {
                let (lower, adjoint) = (self.lower, self.adjoint);
                solved &= linalg::solve_triangular(a, n, lower, adjoint, b, columns).is_some();
            }
        }
        if !solved {
            let received = "a matrix with a 0 there";
            return Err(Error::value(self.name(), "no 0 on the diagonal", received));
        }
        write(b, &mut outputs[0], 0);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None; 2]) };
        let flipped = Self { adjoint: !self.adjoint, ..*self };
        let for_b = graph.apply_one(flipped, &[inputs[0], c])?;
        if !needs[0] {
            return Ok(vec![None, Some(for_b)]);
        }
        let (x, y) = if self.adjoint { (outputs[0], for_b) } else { (for_b, outputs[0]) };
        let outer = graph.mat_mul(x, y, false, true)?;
        let outer = triangle(graph, outer, self.lower, 1.0)?;
        Ok(vec![Some(graph.neg(outer)?), Some(for_b)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |lower, adjoint, batch: &[usize], n: usize, columns: usize| {
        let shape = [batch, &[n, n]].concat();
        let noise = Sample::numbers(&shape);
        let noise = noise.view();
        let noise = noise.slice::<f64>().iter().enumerate();
        let a: Vec<f64> =
            noise.map(|(i, x)| if i / n % n == i % n { 2.0 + x } else { 0.5 * x }).collect();
        let b = Sample::numbers(&[batch, &[n, columns]].concat());
        Sample::new(TriangularSolve { lower, adjoint }, [Array::from_slice(&shape, &a), b])
    };
    vec![
        sample(true, false, &[], 3, 2),
        sample(true, true, &[2], 3, 1),
        sample(false, false, &[2, 1], 2, 3),
        sample(false, true, &[], 4, 2),
    ]
}
