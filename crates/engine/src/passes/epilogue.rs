//! Epilogues: a product, the bias added to it and the activation after become one product that does both
//! while its sums are in registers.

use std::any::Any;
use std::sync::Arc;

use corten_graph::ops::{FusedMatMul, MatMul};
use corten_graph::{Graph, Result, Value};
use corten_kernels::Activation;
use corten_kernels::elementwise::{Binary, Function, Unary};

use super::rewrite::{Rewriter, Uses};

/// The graph with products that add their bias and apply their activation.
pub fn epilogue(graph: &Graph, outputs: &[Value]) -> Result<(Graph, Vec<Value>)> {
    let uses = Uses::new(graph, outputs);
    let mut rewriter = Rewriter::new(graph);
    // Where a product ends up, and what it then is: the last op that it takes in.
    let mut ends = vec![None; graph.nodes().len()];
    for index in 0..graph.nodes().len() {
        if uses.is_live(index)
            && let Some(dense) = Dense::ending_after(graph, &uses, index)
        {
            ends[index] = Some(Place::Inside);
            ends[dense.sum] = Some(Place::Inside);
            let end = dense.end;
            ends[end] = Some(Place::End(dense));
        }
    }
    for (index, end) in ends.into_iter().enumerate() {
        match end {
            None if uses.is_live(index) => rewriter.keep(index)?,
            Some(Place::End(dense)) => {
                let inputs = dense.inputs.map(|value| rewriter.value(value));
                let product = rewriter.apply(Arc::new(dense.op), &inputs)?;
                rewriter.replace(index, product);
            }
            _ => {}
        }
    }
    Ok(rewriter.finish(outputs))
}

/// What becomes of a node.
#[derive(Clone)]
enum Place {
    /// It is taken in by a later one.
    Inside,
    /// It ends the product that takes its place.
    End(Dense),
}

/// A product with its bias and activation.
#[derive(Clone)]
struct Dense {
    inputs: [Value; 3],
    sum: usize,
    end: usize,
    op: FusedMatMul,
}

impl Dense {
    /// What the product in `node` can take in, if anything.
    fn ending_after(graph: &Graph, uses: &Uses, node: usize) -> Option<Self> {
        let product = graph.op(value(node))?;
        let MatMul { transpose_a, transpose_b } = *(product.as_ref() as &dyn Any).downcast_ref()?;
        let sum = uses.only_reader(node)?;
        if function(graph, sum)? != Function::Binary(Binary::Add) {
            return None;
        }
        let addends = &graph.nodes()[sum].inputs;
        let bias = *addends.iter().find(|&&addend| addend != value(node))?;
        let columns = graph.shape(value(node)).last()?;
        if graph.shape(bias) != [*columns] {
            return None;
        }
        let after = uses.only_reader(sum).and_then(|next| Some((next, activation(graph, next)?)));
        let (end, activation) = after.unwrap_or((sum, Activation::Linear));
        let [a, b] = graph.nodes()[node].inputs[..] else { return None };
        let op = FusedMatMul { transpose_a, transpose_b, activation };
        Some(Self { inputs: [a, b, bias], sum, end, op })
    }
}

fn value(node: usize) -> Value {
    Value { node: node as u32, output: 0 }
}

fn function(graph: &Graph, node: usize) -> Option<Function> {
    let op = graph.op(value(node))?;
    let types: Vec<_> = graph.nodes()[node].inputs.iter().map(|&input| graph.ty(input)).collect();
    op.elementwise(&types).map(|(function, _)| function)
}

/// The activation that a node is, of those that a product can apply.
fn activation(graph: &Graph, node: usize) -> Option<Activation> {
    match function(graph, node)? {
        Function::Unary(Unary::Relu) => Some(Activation::Relu),
        Function::Unary(Unary::Sigmoid) => Some(Activation::Sigmoid),
        Function::Unary(Unary::Tanh) => Some(Activation::Tanh),
        _ => None,
    }
}
