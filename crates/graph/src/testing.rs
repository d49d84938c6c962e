//! The walk over the registry: every op's gradient against central differences, in float64; and every op and
//! its gradient in float32, at every SIMD level, against float64.

use std::sync::Arc;

use corten_kernels::{Level, Pool, with_level};

use crate::autodiff::gradients_from;
use crate::interpret::run_op;
use crate::ops::Cast;
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
    let values: Vec<f64> = (0..ty.elements()).map(|_| f64::from(next() as f32)).collect();
    as_dtype(&Array::from_slice(&ty.shape, &values), ty.dtype)
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

/// The gradients of a weighted sum of the outputs by each floating-point input, and the weights.
struct Gradients {
    cotangents: Vec<Option<Array>>,
    /// Which input, and its gradient (none where nothing flows back).
    found: Vec<(usize, Option<Array>)>,
}

fn gradients_of(sample: &Sample) -> Gradients {
    let mut graph = Graph::new();
    let inputs: Vec<Value> = sample.inputs.iter().map(|a| graph.input(a.ty().clone())).collect();
    let outputs = graph.apply(Arc::clone(&sample.op), &inputs).unwrap();
    let cotangents: Vec<Option<Array>> = outputs
        .iter()
        .enumerate()
        .map(|(i, &v)| graph.ty(v).dtype.is_float().then(|| noise(i as u64 + 1, graph.ty(v))))
        .collect();
    let seeds: Vec<(Value, Value)> = outputs
        .iter()
        .zip(&cotangents)
        .filter_map(|(&v, c)| c.as_ref().map(|c| (v, graph.constant(c.clone()))))
        .collect();
    let is_float = |&(_, value): &(usize, Value)| graph.ty(value).dtype.is_float();
    let wrt: Vec<(usize, Value)> = inputs.iter().copied().enumerate().filter(is_float).collect();
    let values: Vec<Value> = wrt.iter().map(|&(_, v)| v).collect();
    let found = gradients_from(&mut graph, &seeds, &values).unwrap();
    let value =
        |g: Value| interpret(&graph, Pool::global(), &sample.inputs, &[], &[g]).unwrap().remove(0);
    let found = wrt.iter().zip(found).map(|(&(i, _), g)| (i, g.map(value))).collect();
    Gradients { cotangents, found }
}

pub(crate) fn check_gradient(name: &str, sample: &Sample) {
    let Gradients { cotangents, found } = gradients_of(sample);
    for (index, gradient) in found {
        let analytic: Vec<f64> = match gradient {
            Some(gradient) => gradient.view().slice().to_vec(),
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

/// Float inputs as float32, which holds them exactly; the others as they are.
fn as_float32(array: &Array) -> Array {
    match array.ty().dtype {
        DType::Float64 => as_dtype(array, DType::Float32),
        _ => array.clone(),
    }
}

fn as_dtype(array: &Array, dtype: DType) -> Array {
    run_op(&Cast { dtype }, Pool::global(), &[array]).unwrap().remove(0)
}

fn check_close(what: &str, want: &Array, got: &Array) {
    assert_eq!(want.ty().shape, got.ty().shape, "{what}");
    let (want, got) = (as_dtype(want, DType::Float64), as_dtype(got, DType::Float64));
    let (want, got) = (want.view().slice::<f64>(), got.view().slice::<f64>());
    let scale = want.iter().filter(|x| x.is_finite()).fold(0.0_f64, |max, x| max.max(x.abs()));
    for (i, (want, got)) in want.iter().zip(got).enumerate() {
        let same = want == got || (want.is_nan() && got.is_nan());
        let close = (want - got).abs() <= 1e-5 * scale;
        assert!(same || close, "{what}, element {i}: {got} in float32, {want} in float64");
    }
}

/// Every output, and every gradient, in float32 at every level against float64.
fn check_float32(name: &str, sample: &Sample, differentiable: bool) {
    let round = |array: &Array| match array.ty().dtype {
        DType::Float64 => as_dtype(&as_float32(array), DType::Float64),
        _ => array.clone(),
    };
    let exact: Vec<Array> = sample.inputs.iter().map(round).collect();
    let exact = Sample { op: Arc::clone(&sample.op), inputs: exact };
    let single = Sample {
        op: Arc::clone(&sample.op),
        inputs: sample.inputs.iter().map(as_float32).collect(),
    };
    let run = |sample: &Sample| {
        let inputs: Vec<&Array> = sample.inputs.iter().collect();
        let outputs = run_op(sample.op.as_ref(), Pool::global(), &inputs).unwrap();
        let gradients = if differentiable { gradients_of(sample).found } else { Vec::default() };
        (outputs, gradients)
    };
    let (wanted, wanted_gradients) = run(&exact);
    for level in Level::available() {
        let (outputs, gradients) = with_level(level, || run(&single)).unwrap();
        let what = format!("{name}: {:?} at {level:?}", sample.op);
        for (i, (want, got)) in wanted.iter().zip(&outputs).enumerate() {
            check_close(&format!("{what}, output {i}"), want, got);
        }
        for ((i, want), (_, got)) in wanted_gradients.iter().zip(&gradients) {
            if let (Some(want), Some(got)) = (want, got) {
                check_close(&format!("{what}, gradient of input {i}"), want, got);
            }
        }
    }
}

#[test]
fn every_op_agrees_in_float32_at_every_level() {
    for entry in registered() {
        for name in entry.names {
            for sample in (entry.samples)(name) {
                check_float32(name, &sample, entry.differentiable);
            }
        }
    }
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
