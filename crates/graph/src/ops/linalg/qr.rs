//! `qr`: orthonormal q and upper triangular r with a = q r, by Householder's reflections. Gradient, for at least as many
//! rows as columns: (cq + q S) r⁻ᵀ, with S the symmetric matrix of the lower triangle of r crᵀ - cqᵀ q.

use corten_kernels::linalg;
use serde::Deserialize;

use super::solve::invertible;
use super::triangular_solve::TriangularSolve;
use super::{matrices, read, transpose, triangle, write};
use crate::registry::Entry;
use crate::{
    Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut, expect_inputs,
};

/// Input a [..., rows, columns]; outputs q [..., rows, k] and r [..., k, columns].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Qr {
    /// Whether k is the number of rows, rather than the smaller of rows and columns.
    #[serde(default)]
    pub full_matrices: bool,
}

pub(crate) const ENTRY: Entry = Entry::of::<Qr>(&["qr"], samples);

impl Qr {
    fn width(self, rows: usize, columns: usize) -> usize {
        if self.full_matrices { rows } else { rows.min(columns) }
    }
}

impl Op for Qr {
    fn name(&self) -> &'static str {
        "qr"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a] = expect_inputs(self.name(), inputs)?;
        let (batch, rows, columns) = matrices(self.name(), a)?;
        let k = self.width(rows, columns);
        let typed = |last: [usize; 2]| a.with_shape([batch, &last].concat());
        Ok(vec![typed([rows, k]), typed([k, columns])])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let Ok((_, rows, columns)) = matrices(self.name(), inputs[0]) else { return 0 };
        let q = rows * self.width(rows, columns);
        (rows * columns + q + linalg::qr_scratch(rows, columns)) * size_of::<f64>()
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (batch, rows, columns) = matrices(self.name(), inputs[0].ty)?;
        let k = self.width(rows, columns);
        if rows * columns == 0 {
            let expected = "at least one row and one column".to_owned();
            return Err(Error::shape(self.name(), expected, inputs[0].ty.to_string()));
        }
        let numbers: &mut [f64] = bytemuck::cast_slice_mut(context.scratch);
        let (r, rest) = numbers.split_at_mut(rows * columns);
        let (q, rest) = rest.split_at_mut(rows * k);
        for item in 0..batch.iter().product() {
            read(&inputs[0], item * rows * columns, r);
            linalg::qr(r, rows, columns, q, k, rest);
            write(q, &mut outputs[0], item * rows * k);
            write(&r[..k * columns], &mut outputs[1], item * k * columns);
        }
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
        if cotangents.iter().all(Option::is_none) {
            return Ok(vec![None]);
        }
        let (_, rows, columns) = matrices(self.name(), graph.ty(inputs[0]))?;
        if self.width(rows, columns) != columns {
            let op = "qr with more columns than rows, or with full matrices".into();
            return Err(Error::NotDifferentiable { op });
        }
        let (q, r) = (outputs[0], outputs[1]);
        let mut inner = match cotangents[1] {
            Some(c) => Some(graph.mat_mul(r, c, false, true)?),
            None => None,
        };
        if let Some(c) = cotangents[0] {
            let product = graph.mat_mul(c, q, true, false)?;
            inner = Some(match inner {
                Some(inner) => graph.sub(inner, product)?,
                None => graph.neg(product)?,
            });
        }
        let Some(inner) = inner else { return Ok(vec![None]) };
        let below = triangle(graph, inner, true, 0.5)?;
        let above = transpose(graph, below)?;
        let symmetric = graph.add(below, above)?;
        let mut sum = graph.mat_mul(q, symmetric, false, false)?;
        if let Some(c) = cotangents[0] {
            sum = graph.add(sum, c)?;
        }
        // sum r⁻ᵀ is the transpose of r⁻¹ sumᵀ.
        let flipped = transpose(graph, sum)?;
        let solve = TriangularSolve { lower: false, adjoint: false };
        let solved = graph.apply_one(solve, &[r, flipped])?;
        Ok(vec![Some(transpose(graph, solved)?)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    vec![
        Sample::new(Qr { full_matrices: false }, [invertible(&[2], 3)]),
        Sample::new(Qr { full_matrices: false }, [Sample::numbers(&[5, 2])]),
    ]
}
