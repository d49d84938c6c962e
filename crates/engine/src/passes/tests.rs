//! Every pass changes what a plan costs, never what it computes.

use corten_graph::{Array, DType, Graph, Result, TensorType, Value, gradients};

use corten_kernels::elementwise::Unary as UnaryFunction;

use super::Passes;
use crate::{Plan, compile};

fn ty(shape: &[usize]) -> TensorType {
    TensorType::new(DType::Float32, shape)
}

/// Loss and gradients of a small expression with broadcasting, shared values and constants.
fn step(graph: &mut Graph) -> Result<Vec<Value>> {
    let features = graph.input(ty(&[67, 7]));
    let kernel = graph.input(ty(&[7, 5]));
    let x = graph.mat_mul(features, kernel, false, false)?;
    let x = graph.unary(UnaryFunction::Sigmoid, x)?;
    let y = graph.mat_mul(features, kernel, false, false)?;
    let bias = graph.input(ty(&[5]));
    let one = graph.scalar(DType::Float32, 1.0);
    let two = graph.add(one, one)?;
    let scaled = graph.mul(x, two)?;
    let dense = graph.add(y, bias)?;
    let dense = graph.unary(UnaryFunction::Tanh, dense)?;
    let moved = graph.add(scaled, dense)?;
    let squared = graph.mul(moved, moved)?;
    let decay = graph.neg(squared)?;
    let bell = graph.exp(decay)?;
    let unused = graph.exp(x)?;
    graph.add(unused, x)?;
    let loss = graph.sum(bell, &[0, 1], false)?;
    let found = gradients(graph, loss, &[features, kernel, bias])?;
    Ok([Some(loss), Some(bell)].into_iter().chain(found).flatten().collect())
}

fn run(plan: &Plan) -> Vec<Vec<u8>> {
    let numbers =
        |count: usize| (0..count).map(|i| (i % 13) as f32 * 0.1 - 0.6).collect::<Vec<_>>();
    let inputs: Vec<Array> =
        plan.inputs().iter().map(|t| Array::from_slice(&t.shape, &numbers(t.elements()))).collect();
    let views: Vec<&[u8]> = inputs.iter().map(|array| array.view().bytes).collect();
    let mut outputs: Vec<Vec<u8>> = plan.outputs().iter().map(|t| vec![0; t.bytes()]).collect();
    let mut targets: Vec<&mut [u8]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
    plan.run(&views, &mut targets).unwrap();
    outputs
}

#[test]
fn with_every_pass_and_without_any_the_bits_are_the_same() {
    let mut graph = Graph::new();
    let outputs = step(&mut graph).unwrap();
    let plain = compile(&graph, &outputs, &[], Passes::NONE).unwrap();
    let expected = run(&plain);
    for passes in ["", "-fold", "-fuse", "-epilogue"] {
        let plan = compile(&graph, &outputs, &[], Passes::parse(passes).unwrap()).unwrap();
        assert_eq!(run(&plan), expected, "CORTEN_PASSES={passes}");
    }
}

#[test]
fn a_chain_becomes_one_loop_and_dead_code_none() {
    let mut graph = Graph::new();
    let x = graph.input(ty(&[1000]));
    let mut y = x;
    for _ in 0..8 {
        y = graph.exp(y).unwrap();
        y = graph.neg(y).unwrap();
    }
    graph.exp(y).unwrap();
    let fused = compile(&graph, &[y], &[], Passes::default()).unwrap();
    assert_eq!(fused.stats().ops, 1);
    assert_eq!(fused.stats().arena_bytes, 0);
    let plain = compile(&graph, &[y], &[], Passes::NONE).unwrap();
    assert_eq!(plain.stats().ops, 16);
}

#[test]
fn an_unknown_pass_is_named() {
    assert!(Passes::parse("-fuzz").unwrap_err().contains("-fuzz"));
}
