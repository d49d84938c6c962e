//! The walk over the registry: every op's gradient against central differences, in float64.

use std::sync::Arc;

use corten_kernels::Pool;

use crate::autodiff::gradients_from;
use crate::interpret::run_op;
use crate::{Array, DType, Graph, Op, Sample, TensorType, Value, interpret, registered};

/// Deterministic numbers in -1..1 for cotangents.
fn noise(seed: u64, ty: &TensorType) -> Array {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let values: Vec<f64> = (0..ty.elements()).map(|_| next()).collect();
    Array::from_slice(&ty.shape, &values)
}

/// Sum over the float64 outputs of output * cotangent.
fn weighted_sum(op: &dyn Op, inputs: &[Array], cotangents: &[Option<Array>]) -> f64 {
    let inputs: Vec<_> = inputs.iter().collect();
    let outputs = run_op(op, Pool::global(), &inputs).unwrap();
    let pairs = outputs.iter().zip(cotangents).filter_map(|(o, c)| c.as_ref().map(|c| (o, c)));
    pairs
        .map(|(output, cotangent)| {
            let products = output.view().slice::<f64>().iter().zip(cotangent.view().slice::<f64>());
            products.map(|(a, b)| a * b).sum::<f64>()
        })
        .sum()
}

pub(crate) fn check_gradient(name: &str, sample: &Sample) {
    let mut graph = Graph::new();
    let inputs: Vec<Value> = sample.inputs.iter().map(|a| graph.input(a.ty().clone())).collect();
    let outputs = graph.apply(Arc::clone(&sample.op), &inputs).unwrap();
    let is_f64 = |graph: &Graph, v: Value| graph.ty(v).dtype == DType::Float64;
    let cotangents: Vec<Option<Array>> = outputs
        .iter()
        .enumerate()
        .map(|(i, &v)| is_f64(&graph, v).then(|| noise(i as u64 + 1, graph.ty(v))))
        .collect();
    let seeds: Vec<(Value, Value)> = outputs
        .iter()
        .zip(&cotangents)
        .filter_map(|(&v, c)| c.as_ref().map(|c| (v, graph.constant(c.clone()))))
        .collect();
    let wrt: Vec<(usize, Value)> =
        inputs.iter().copied().enumerate().filter(|&(_, v)| is_f64(&graph, v)).collect();
    let values: Vec<Value> = wrt.iter().map(|&(_, v)| v).collect();
    let found = gradients_from(&mut graph, &seeds, &values).unwrap();
    for (&(index, _), gradient) in wrt.iter().zip(found) {
        let analytic: Vec<f64> = match gradient {
            Some(g) => interpret(&graph, Pool::global(), &sample.inputs, &[], &[g]).unwrap()[0]
                .view()
                .slice()
                .to_vec(),
            None => vec![0.0; sample.inputs[index].ty().elements()],
        };
        let scale = analytic.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
        for element in 0..analytic.len() {
            let at = |delta: f64| {
                let mut inputs = sample.inputs.clone();
                inputs[index].view_mut().slice::<f64>()[element] += delta;
                weighted_sum(sample.op.as_ref(), &inputs, &cotangents)
            };
            // Fourth order, so that the step can be large enough for rounding not to matter.
            let h = 1e-3;
            let numeric = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            assert!(
                (analytic[element] - numeric).abs() <= 1e-6 * scale,
                "{name}: {:?} input {index} element {element}: gradient {} but difference {numeric}",
                sample.op,
                analytic[element],
            );
        }
    }
}

/// Runs an op as the border does: by name, with attributes in JSON.
pub(crate) fn eager(name: &str, attributes: &str, inputs: &[Array]) -> crate::Result<Vec<Array>> {
    let op = crate::parse(name, attributes)?;
    run_op(op.as_ref(), Pool::global(), &inputs.iter().collect::<Vec<_>>())
}

#[test]
fn every_op_has_samples_and_a_correct_gradient() {
    for entry in registered() {
        for name in entry.names {
            let samples = (entry.samples)(name);
            assert!(!samples.is_empty(), "{name} has no samples");
            for sample in samples {
                if entry.differentiable {
                    check_gradient(name, &sample);
                } else {
                    run_op(
                        sample.op.as_ref(),
                        Pool::global(),
                        &sample.inputs.iter().collect::<Vec<_>>(),
                    )
                    .unwrap();
                }
            }
        }
    }
}
