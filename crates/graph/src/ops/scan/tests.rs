//! A scan must equal its unrolled body, forward and backward, once and twice differentiated.

use std::sync::Arc;

use corten_kernels::Pool;

use super::{Loop, Scan};
use crate::testing::check_gradient;
use crate::{Array, DType, Error, Graph, Sample, TensorType, Value, gradients, interpret};

const BATCH: usize = 2;
const FEATURES: usize = 3;
const UNITS: usize = 4;

fn float(shape: &[usize]) -> TensorType {
    TensorType::new(DType::Float64, shape)
}

/// h' = tanh(x kernel + h recurrent), yielding h' squared; a counter is carried too, and one input is never read.
fn rnn(length: usize, reverse: bool) -> Scan {
    let mut body = Graph::new();
    let h = body.input(float(&[BATCH, UNITS]));
    let count = body.input(TensorType::new(DType::Int32, []));
    let x = body.input(float(&[BATCH, FEATURES]));
    let kernel = body.input(float(&[FEATURES, UNITS]));
    let recurrent = body.input(float(&[UNITS, UNITS]));
    body.input(float(&[2]));
    let projected = body.mat_mul(x, kernel, false, false).unwrap();
    let recurred = body.mat_mul(h, recurrent, false, false).unwrap();
    let sum = body.add(projected, recurred).unwrap();
    let next = body.tanh(sum).unwrap();
    let squared = body.square(next).unwrap();
    let one = body.scalar(DType::Int32, 1.0);
    let counted = body.add(count, one).unwrap();
    let spec = Loop { carries: 2, per_step: 1, length, reverse };
    Scan::new(body, vec![next, counted, squared, count], spec).unwrap()
}

fn arguments(length: usize) -> Vec<Array> {
    vec![
        Sample::numbers(&[BATCH, UNITS]),
        Array::from_slice(&[], &[5_i32]),
        Sample::numbers(&[length, BATCH, FEATURES]),
        Sample::numbers(&[FEATURES, UNITS]),
        Sample::numbers(&[UNITS, UNITS]),
        Sample::numbers(&[2]),
    ]
}

/// Last state, last count, stacked yields and stacked counts, by the body's nodes once a step.
fn unrolled(graph: &mut Graph, scan: &Scan, inputs: &[Value]) -> Vec<Value> {
    let mut carries = inputs[..2].to_vec();
    let mut yields = vec![Vec::new(); 2];
    for step in scan.steps() {
        let slice = graph.slice_axis(inputs[2], 0, step, 1).unwrap();
        let x = graph.reshape(slice, &[BATCH, FEATURES]).unwrap();
        let arguments = [&carries[..], &[x], &inputs[3..]].concat();
        let results = graph.inline(scan.body(), &arguments, scan.body_outputs()).unwrap();
        carries = results[..2].to_vec();
        for (all, &one) in yields.iter_mut().zip(&results[2..]) {
            let shape = [&[1], graph.shape(one)].concat();
            let row = graph.reshape(one, &shape).unwrap();
            all.insert(if scan.spec().reverse { 0 } else { all.len() }, row);
        }
    }
    for rows in yields {
        carries.push(graph.concat(&rows, 0).unwrap());
    }
    carries
}

/// Outputs, gradients of a loss on them, and gradients of those gradients' squares, with `apply` being the loop.
fn everything(length: usize, apply: impl FnOnce(&mut Graph, &[Value]) -> Vec<Value>) -> Vec<Array> {
    let mut graph = Graph::new();
    let arrays = arguments(length);
    let inputs: Vec<Value> = arrays.iter().map(|a| graph.input(a.ty().clone())).collect();
    let mut wanted = apply(&mut graph, &inputs);
    let loss = |graph: &mut Graph, values: &[Value]| {
        let mut total = graph.scalar(DType::Float64, 0.0);
        for &value in values {
            let weights = graph.constant(Sample::numbers(graph.shape(value)));
            let squared = graph.square(value).unwrap();
            let weighted = graph.mul(weights, squared).unwrap();
            let axes: Vec<usize> = (0..graph.shape(value).len()).collect();
            let sum = graph.sum(weighted, &axes, false).unwrap();
            total = graph.add(total, sum).unwrap();
        }
        total
    };
    let wrt = [inputs[0], inputs[2], inputs[3], inputs[4]];
    let mut values = vec![wanted[0], wanted[2]];
    for _ in 0..2 {
        let total = loss(&mut graph, &values);
        let found = gradients(&mut graph, total, &wrt).unwrap();
        values = found.into_iter().map(Option::unwrap).collect();
        wanted.extend(&values);
    }
    interpret(&graph, Pool::global(), &arrays, &[], &wanted).unwrap()
}

#[test]
fn a_scan_equals_its_unrolled_body_with_first_and_second_gradients() {
    for (length, reverse) in [(1, false), (5, false), (4, true)] {
        let scan = rnn(length, reverse);
        let looped = everything(length, |graph, inputs| {
            graph.apply(Arc::new(scan.clone()), inputs).unwrap()[..4].to_vec()
        });
        let flat = everything(length, |graph, inputs| unrolled(graph, &scan, inputs));
        assert_eq!(looped[1].view().slice::<i32>(), [5 + length as i32]);
        assert_eq!(looped[3], flat[3]);
        for (i, (a, b)) in looped.iter().zip(&flat).enumerate().filter(|&(i, _)| i != 1 && i != 3) {
            for (a, b) in a.view().slice::<f64>().iter().zip(b.view().slice::<f64>()) {
                assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "value {i}: {a}, unrolled {b}");
            }
        }
    }
}

#[test]
fn the_gradient_is_that_of_central_differences() {
    for reverse in [false, true] {
        check_gradient("scan", &Sample::new(rnn(3, reverse), arguments(3)));
    }
}

#[test]
fn a_scan_of_no_steps_returns_its_carries() {
    let arrays = arguments(0);
    let outputs = crate::execute(
        &rnn(0, false),
        Pool::global(),
        &arrays.iter().map(Array::view).collect::<Vec<_>>(),
    );
    assert_eq!(outputs.unwrap()[0], arrays[0]);
}

#[test]
fn bodies_that_differ_in_a_constant_print_differently() {
    let scan = |number: f64| {
        let mut body = Graph::new();
        let x = body.input(float(&[]));
        let constant = body.scalar(DType::Float64, number);
        let next = body.add(x, constant).unwrap();
        let spec = Loop { carries: 1, per_step: 0, length: 2, reverse: false };
        Scan::new(body, vec![next], spec).unwrap()
    };
    assert_eq!(format!("{:?}", scan(1.0)), format!("{:?}", scan(1.0)));
    assert_ne!(format!("{:?}", scan(1.0)), format!("{:?}", scan(2.0)));
}

#[test]
fn a_carry_that_changes_its_type_is_refused() {
    let mut body = Graph::new();
    let x = body.input(float(&[1, 2]));
    let wider = body.concat(&[x, x], 0).unwrap();
    let spec = Loop { carries: 1, per_step: 0, length: 2, reverse: false };
    let error = Scan::new(body, vec![wider], spec).unwrap_err();
    assert_eq!(error, Error::shape("scan", "a carry that stays float64[1, 2]", "float64[2, 2]"));
}
