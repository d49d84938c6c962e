//! Plans against the interpreter, and what a step must leave behind.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use corten_graph::ops::{Loop, Scan};
use corten_graph::{Array, DType, Graph, TensorType, Value, gradients, interpret, parse};
use corten_kernels::Pool;

use crate::passes::Passes;
use crate::{Block, Dataset, Shuffle, Variable, compile};

fn vector(length: usize) -> TensorType {
    TensorType::new(DType::Float32, [length])
}

fn bytes(values: &[f32]) -> Vec<u8> {
    Array::from_slice(&[values.len()], values).view().bytes.to_vec()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

#[test]
fn a_counter_counts_and_blocks_read_rows_in_order() {
    let mut graph = Graph::new();
    let x = graph.input(TensorType::new(DType::Float32, [2, 1]));
    let total = graph.variable(TensorType::new(DType::Float32, [2, 1]));
    let sum = graph.add(total, x).unwrap();
    graph.assign(0, sum);
    let ty = TensorType::new(DType::Float32, [2, 1]);
    let variable = Arc::new(Variable::new(ty, &bytes(&[0.0, 0.0])).unwrap());
    let plan = compile(&graph, &[sum], &[Arc::clone(&variable)], Passes::NONE).unwrap();
    let rows: Vec<f32> = (0..6).map(|i| i as f32).collect();
    let data = bytes(&rows);
    let array = (TensorType::new(DType::Float32, [6, 1]), &data[..]);
    let data = Dataset::new([array], None).unwrap();
    let block = Block { start: 0, batch: 2, steps: 3 };
    let outcome = plan.run_block(&data, block, &AtomicBool::new(false)).unwrap();
    assert_eq!(outcome.steps, 3);
    assert_eq!(floats(outcome.outputs[0].bytes()), [6.0, 9.0]);
    let mut now = vec![0; 8];
    variable.read(&mut now).unwrap();
    assert_eq!(floats(&now), [6.0, 9.0]);
    data.shuffle(Shuffle { seed: 1, epoch: 0 });
    plan.run_block(&data, block, &AtomicBool::new(false)).unwrap();
    variable.read(&mut now).unwrap();
    assert_eq!(floats(&now).iter().sum::<f32>(), 30.0);
    let aborted = plan.run_block(&data, block, &AtomicBool::new(true)).unwrap();
    assert_eq!(aborted.steps, 0);
}

#[test]
fn the_order_of_rows_is_that_of_the_shuffle_however_they_are_stored() {
    // Wide rows and narrow ones, and an array without columns.
    let (wide, narrow): (Vec<u8>, Vec<u8>) = ((0..200).collect(), (0..50).collect());
    let arrays = || {
        [(4, &wide[..]), (1, &narrow[..]), (0, &[])]
            .map(|(columns, bytes)| (TensorType::new(DType::Uint8, [50, columns]), bytes))
    };
    let [first, second] = [3, 4].map(|epoch| Shuffle { seed: 7, epoch });
    let read = |data: &Dataset| -> Vec<Vec<u8>> {
        let arrays = data.gather(10, 25).unwrap();
        arrays.iter().map(|array| array.view().bytes.to_vec()).collect()
    };
    let in_order = Dataset::new(arrays(), None).unwrap();
    // The second one stored in an order finds the memory of the first.
    for _ in 0..2 {
        let stored = Dataset::new(arrays(), Some(first)).unwrap();
        for shuffle in [first, second, first] {
            in_order.shuffle(shuffle);
            stored.shuffle(shuffle);
            assert_eq!(read(&stored), read(&in_order));
        }
        assert_ne!(read(&stored)[1], narrow[10..35]);
    }
}

#[test]
fn memory_that_there_is_not_is_a_panic_that_can_be_caught() {
    for length in [usize::MAX, usize::MAX - 100, isize::MAX as usize, 1 << 60] {
        assert!(std::panic::catch_unwind(|| crate::Buffer::zeroed(length)).is_err(), "{length}");
    }
}

#[test]
fn variables_that_are_swapped_keep_their_old_values_until_the_end() {
    let mut graph = Graph::new();
    let a = graph.variable(vector(1));
    let b = graph.variable(vector(1));
    graph.assign(0, b);
    graph.assign(1, a);
    let variables: Vec<_> =
        [1.0, 2.0].map(|v| Arc::new(Variable::new(vector(1), &bytes(&[v])).unwrap())).into();
    let plan = compile(&graph, &[a], &variables, Passes::NONE).unwrap();
    let mut out = [0; 4];
    plan.run(&[], &mut [&mut out]).unwrap();
    let mut now = [0; 4];
    variables[0].read(&mut now).unwrap();
    assert_eq!((floats(&out), floats(&now)), (vec![1.0], vec![2.0]));
    variables[1].read(&mut now).unwrap();
    assert_eq!(floats(&now), [1.0]);
}

#[test]
fn a_wrong_number_of_bytes_is_an_error() {
    let mut graph = Graph::new();
    let x = graph.input(vector(3));
    let y = graph.add(x, x).unwrap();
    let plan = compile(&graph, &[y], &[], Passes::NONE).unwrap();
    let mut out = [0; 12];
    assert!(plan.run(&[&bytes(&[1.0])], &mut [&mut out]).is_err());
    assert!(plan.run(&[&bytes(&[1.0, 2.0, 3.0])], &mut [&mut out[..4]]).is_err());
    plan.run(&[&bytes(&[1.0, 2.0, 3.0])], &mut [&mut out]).unwrap();
    assert_eq!(floats(&out), [2.0, 4.0, 6.0]);
}

#[test]
fn a_scan_runs_in_a_plan_and_saves_its_carries_only_for_a_gradient() {
    let mut body = Graph::new();
    let ty = vector(16);
    let (carry, x) = (body.input(ty.clone()), body.input(ty.clone()));
    let next = body.mul(carry, x).unwrap();
    let spec = Loop { carries: 1, per_step: 1, length: 8, reverse: false };
    let scan = Arc::new(Scan::new(body, vec![next], spec).unwrap());
    let mut graph = Graph::new();
    let first = graph.input(ty);
    let xs = graph.input(TensorType::new(DType::Float32, [8, 16]));
    let last = graph.apply(scan, &[first, xs]).unwrap()[0];
    let total = graph.sum(last, &[0], false).unwrap();
    let gradient = gradients(&mut graph, total, &[xs]).unwrap()[0].unwrap();
    let inputs = [bytes(&[1.0; 16]), bytes(&[2.0; 128])];
    let inputs: Vec<&[u8]> = inputs.iter().map(|bytes| &bytes[..]).collect();
    for passes in [Passes::NONE, Passes::default()] {
        let plan = compile(&graph, &[last], &[], passes).unwrap();
        assert!(plan.stats().arena_bytes < 8 * 16 * 4, "{plan}");
        let mut out = vec![0; 64];
        plan.run(&inputs, &mut [&mut out]).unwrap();
        assert_eq!(floats(&out), [256.0; 16]);
        let plan = compile(&graph, &[gradient], &[], passes).unwrap();
        let mut out = vec![0; 512];
        plan.run(&inputs, &mut [&mut out]).unwrap();
        assert_eq!(floats(&out), [128.0; 128]);
    }
}

#[test]
fn a_loop_computes_what_the_interpreter_does_forwards_and_backwards() {
    let mut body = Graph::new();
    let carry = body.input(vector(3));
    let x = body.input(vector(3));
    let weight = body.input(vector(3));
    let product = body.mul(carry, weight).unwrap();
    let next = body.add(product, x).unwrap();
    let yielded = body.mul(next, next).unwrap();
    for reverse in [false, true] {
        let spec = Loop { carries: 1, per_step: 1, length: 5, reverse };
        let scan = Scan::new(body.clone(), vec![next, yielded], spec).unwrap();
        let mut graph = Graph::new();
        let types = [vector(3), TensorType::new(DType::Float32, [5, 3]), vector(3)];
        let inputs = types.map(|ty| graph.input(ty));
        let outputs = graph.apply_one(scan, &inputs).unwrap();
        let stack = Value { output: 1, ..outputs };
        let loss = graph.sum(stack, &[0, 1], false).unwrap();
        let mut wanted = vec![outputs, stack];
        wanted.extend(gradients(&mut graph, loss, &inputs).unwrap().into_iter().flatten());
        let arrays: Vec<Array> = graph
            .inputs()
            .iter()
            .map(|&v| {
                let values: Vec<f32> =
                    (0..graph.ty(v).elements()).map(|i| i as f32 * 0.25 - 1.0).collect();
                Array::from_slice(graph.shape(v), &values)
            })
            .collect();
        let expected = interpret(&graph, Pool::global(), &arrays, &[], &wanted).unwrap();
        let plan = compile(&graph, &wanted, &[], Passes::default()).unwrap();
        let views: Vec<&[u8]> = arrays.iter().map(|array| array.view().bytes).collect();
        let mut found: Vec<Vec<u8>> = plan.outputs().iter().map(|ty| vec![0; ty.bytes()]).collect();
        let mut targets: Vec<&mut [u8]> = found.iter_mut().map(Vec::as_mut_slice).collect();
        plan.run(&views, &mut targets).unwrap();
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected.view().bytes);
        }
    }
}

#[test]
fn an_optimizer_changes_its_variables_in_place_after_everything_that_reads_them() {
    let mut graph = Graph::new();
    let x = graph.input(vector(3));
    let [weight, m, v] = [(); 3].map(|()| graph.variable(vector(3)));
    let rate = graph.variable(TensorType::new(DType::Float32, []));
    let iteration = graph.variable(TensorType::new(DType::Int32, []));
    let product = graph.mul(weight, x).unwrap();
    let loss = graph.sum(product, &[0], false).unwrap();
    let gradient = gradients(&mut graph, loss, &[weight]).unwrap()[0].unwrap();
    let adam = parse("adam", "{}").unwrap();
    let updated = graph.apply(adam, &[weight, gradient, m, v, rate, iteration]).unwrap();
    for (variable, value) in updated.into_iter().enumerate() {
        graph.assign(variable, value);
    }
    let types: Vec<_> = graph.variables().iter().map(|&v| graph.ty(v).clone()).collect();
    let variables: Vec<_> = types
        .into_iter()
        .map(|ty| Arc::new(Variable::new(ty.clone(), &vec![0; ty.bytes()]).unwrap()))
        .collect();
    variables[0].write(&bytes(&[1.0, 2.0, 3.0])).unwrap();
    variables[3].write(&bytes(&[0.5])).unwrap();
    // The old weights are an output too: they are copied before they change.
    let plan = compile(&graph, &[loss, weight], &variables, Passes::default()).unwrap();
    assert_eq!(plan.stats().copies, 1, "{plan}");
    let (mut loss, mut old) = (vec![0; 4], vec![0; 12]);
    plan.run(&[&bytes(&[1.0, 1.0, 1.0])], &mut [&mut loss, &mut old]).unwrap();
    assert_eq!((floats(&loss), floats(&old)), (vec![6.0], vec![1.0, 2.0, 3.0]));
    let mut now = vec![0; 12];
    variables[0].read(&mut now).unwrap();
    for (new, old) in floats(&now).into_iter().zip([1.0, 2.0, 3.0]) {
        assert!((old - new - 0.5).abs() < 1e-3, "{old} became {new}");
    }
}
