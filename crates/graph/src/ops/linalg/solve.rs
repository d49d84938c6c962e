//! `solve`: the x with a x = b, or aᵀ x = b. Gradient: b's is the solution g of the transposed equations for c; a's is
//! -g xᵀ, or -x gᵀ.

use corten_kernels::linalg;
use serde::Deserialize;

use super::{equations, for_items, read, write};
use crate::registry::Entry;
use crate::{
    Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs a [..., n, n] and b [..., n, columns].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solve {
    /// Whether a is transposed first.
    #[serde(default)]
    pub adjoint: bool,
}

pub(crate) const ENTRY: Entry = Entry::of::<Solve>(&["solve"], samples);

impl Op for Solve {
    fn name(&self) -> &'static str {
        "solve"
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
        if n * columns == 0 {
            return Ok(());
        }
        // Each item's a and b side by side, so that items can be solved at once.
        let (size, each) = (n * n, n * (n + columns));
        let batch = inputs[1].ty.elements() / (n * columns);
        let numbers: &mut [f64] = bytemuck::cast_slice_mut(context.scratch);
        let numbers = &mut numbers[..batch * each];
        for (i, item) in numbers.chunks_exact_mut(each).enumerate() {
            let (a, b) = item.split_at_mut(size);
            read(&inputs[0], i * size, a);
            read(&inputs[1], i * n * columns, b);
            if self.adjoint {
                for row in 0..n {
                    (0..row).for_each(|column| a.swap(row * n + column, column * n + row));
                }
            }
        }
        let cost = size * (n + columns);
        let solved = for_items(context.pool, numbers, each, cost, |item| {
            let (a, b) = item.split_at_mut(size);
            linalg::solve(a, n, b, columns)
        });
        if !solved {
            let received = "a singular matrix";
            return Err(Error::value(self.name(), "invertible matrices", received));
        }
        for (i, item) in numbers.chunks_exact(each).enumerate() {
            write(&item[size..], &mut outputs[0], i * n * columns);
        }
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
        let for_b = graph.apply_one(Self { adjoint: !self.adjoint }, &[inputs[0], c])?;
        if !needs[0] {
            return Ok(vec![None, Some(for_b)]);
        }
        let (x, y) = if self.adjoint { (outputs[0], for_b) } else { (for_b, outputs[0]) };
        let outer = graph.mat_mul(x, y, false, true)?;
        Ok(vec![Some(graph.neg(outer)?), Some(for_b)])
    }
}

/// Matrices [..., n, n] far from singular, whose rows must change places.
pub(super) fn invertible(batch: &[usize], n: usize) -> Array {
    let shape = [batch, &[n, n]].concat();
    let noise = Sample::numbers(&shape);
    let noise = noise.view();
    let noise = noise.slice::<f64>().iter().enumerate();
    let large = |i: usize| (i / n + 1) % n == i % n;
    let values: Vec<f64> = noise.map(|(i, x)| 0.4 * x + if large(i) { 2.0 } else { 0.0 }).collect();
    Array::from_slice(&shape, &values)
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |adjoint, batch: &[usize], n: usize, columns: usize| {
        let b = Sample::numbers(&[batch, &[n, columns]].concat());
        Sample::new(Solve { adjoint }, [invertible(batch, n), b])
    };
    vec![sample(false, &[], 3, 2), sample(true, &[2], 3, 1), sample(false, &[2, 1], 1, 3)]
}
