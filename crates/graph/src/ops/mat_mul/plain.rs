//! `matMul`: c = op(a) op(b) over the last two axes, the leading ones broadcast. Gradient: products again.

use serde::Deserialize;

use corten_kernels::Activation;

use super::product::Product;
use crate::registry::Entry;
use crate::{Context, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut, expect_inputs};

/// Inputs a [..., m, k] and b [..., k, n], or their last axes swapped where transposed. Output [..., m, n].
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatMul {
    /// Whether a is [..., k, m].
    #[serde(default)]
    pub transpose_a: bool,
    /// Whether b is [..., n, k].
    #[serde(default)]
    pub transpose_b: bool,
}

pub(crate) const ENTRY: Entry = Entry::of::<MatMul>(&["matMul"], samples);

impl Graph {
    /// a b, either transposed first.
    pub fn mat_mul(
        &mut self,
        a: Value,
        b: Value,
        transpose_a: bool,
        transpose_b: bool,
    ) -> Result<Value> {
        self.apply_one(MatMul { transpose_a, transpose_b }, &[a, b])
    }
}

impl MatMul {
    fn product(self) -> Product {
        let Self { transpose_a, transpose_b } = self;
        Product { name: "matMul", transpose_a, transpose_b }
    }

    /// The gradients of a and b, given that of c; those that are needed.
    pub(super) fn gradients(
        self,
        graph: &mut Graph,
        [a, b]: [Value; 2],
        c: Value,
        needs: &[bool],
    ) -> Result<[Option<Value>; 2]> {
        let (ta, tb) = (self.transpose_a, self.transpose_b);
        let for_a = if needs[0] {
            let (x, y) = if ta { (b, c) } else { (c, b) };
            let product = graph.mat_mul(x, y, ta && tb, ta || !tb)?;
            let shape = graph.shape(a).to_vec();
            Some(graph.sum_to(product, &shape)?)
        } else {
            None
        };
        let for_b = if needs[1] {
            let shape = graph.shape(b).to_vec();
            // One b for a batch of a: the batch's matrices are rows of one, and the sum over the batch is the product's.
            let (a, c) =
                if shape.len() == 2 && !ta { (rows(graph, a)?, rows(graph, c)?) } else { (a, c) };
            let (x, y) = if tb { (c, a) } else { (a, c) };
            let product = graph.mat_mul(x, y, tb || !ta, ta && tb)?;
            Some(graph.sum_to(product, &shape)?)
        } else {
            None
        };
        Ok([for_a, for_b])
    }
}

/// A batch of matrices as one matrix of all their rows.
fn rows(graph: &mut Graph, x: Value) -> Result<Value> {
    let shape = graph.shape(x);
    let (columns, leading) = (shape[shape.len() - 1], &shape[..shape.len() - 1]);
    let shape = [leading.iter().product(), columns];
    graph.reshape(x, &shape)
}

impl Op for MatMul {
    fn name(&self) -> &'static str {
        "matMul"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a, b] = expect_inputs(self.name(), inputs)?;
        Ok(vec![self.product().infer(a, b)?])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        self.product().scratch(inputs[0], inputs[1])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let operands = [&inputs[0], &inputs[1]];
        self.product().run(operands, None, Activation::Linear, &mut outputs[0], context);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None; 2]) };
        Ok(self.gradients(graph, [inputs[0], inputs[1]], cotangent, needs)?.to_vec())
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |transpose_a, transpose_b, a: &[usize], b: &[usize]| {
        let op = MatMul { transpose_a, transpose_b };
        Sample::new(op, [Sample::numbers(a), Sample::numbers(b)])
    };
    vec![
        sample(false, false, &[2, 3], &[3, 4]),
        sample(true, false, &[3, 2], &[3, 4]),
        sample(false, true, &[2, 3], &[4, 3]),
        sample(true, true, &[3, 2], &[4, 3]),
        sample(false, false, &[2, 2, 3], &[3, 2]),
        sample(true, true, &[2, 3, 2], &[4, 3]),
        sample(false, true, &[2, 1, 2, 3], &[3, 2, 3]),
        sample(false, false, &[2, 3], &[2, 3, 2]),
    ]
}
