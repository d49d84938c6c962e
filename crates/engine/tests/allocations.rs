//! A run of a plan allocates nothing: counted by an allocator of this test's own.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use corten_engine::passes::Passes;
use corten_engine::{Variable, compile};
use corten_graph::{DType, Graph, TensorType, gradients, parse};
use corten_kernels::Pool;

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::SeqCst);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn ty(shape: &[usize]) -> TensorType {
    TensorType::new(DType::Float32, shape)
}

#[test]
fn a_training_step_allocates_nothing() {
    let mut graph = Graph::new();
    let x = graph.input(ty(&[50, 28, 28]));
    let labels = graph.input(ty(&[50, 10]));
    let shapes: [&[usize]; 5] = [&[28, 50], &[50, 50], &[50], &[50, 10], &[10]];
    let weights: Vec<_> = shapes.iter().map(|shape| graph.variable(ty(shape))).collect();
    let rate = graph.variable(ty(&[]));
    let iteration = graph.variable(TensorType::new(DType::Int32, []));
    let slots: Vec<_> = [shapes, shapes].concat().iter().map(|s| graph.variable(ty(s))).collect();
    let state = graph.fill(&ty(&[50, 50]), 0.0).unwrap();
    let rnn = parse("simpleRnn", r#"{"training": true}"#).unwrap();
    let h = graph.apply(rnn, &[x, state, weights[0], weights[1], weights[2]]).unwrap()[0];
    let product = graph.mat_mul(h, weights[3], false, false).unwrap();
    let logits = graph.add(product, weights[4]).unwrap();
    let entropy = parse("softmaxCrossEntropy", "{}").unwrap();
    let losses = graph.apply(entropy, &[logits, labels]).unwrap()[0];
    let loss = graph.sum(losses, &[0], false).unwrap();
    let found = gradients(&mut graph, loss, &weights).unwrap();
    for (i, gradient) in found.into_iter().enumerate() {
        let inputs = [weights[i], gradient.unwrap(), slots[i], slots[5 + i], rate, iteration];
        let updated = graph.apply(parse("adam", "{}").unwrap(), &inputs).unwrap();
        graph.assign(i, updated[0]);
        graph.assign(7 + i, updated[1]);
        graph.assign(12 + i, updated[2]);
    }
    let types: Vec<_> = graph.variables().iter().map(|&v| graph.ty(v).clone()).collect();
    let variables: Vec<_> = types
        .into_iter()
        .map(|ty| Arc::new(Variable::new(ty.clone(), &vec![0; ty.bytes()]).unwrap()))
        .collect();
    let plan = compile(&graph, &[loss], &variables, Passes::default()).unwrap();
    assert_eq!(plan.stats().copies, 0, "{plan}");
    let (x, y, mut out) = (vec![0; 50 * 28 * 28 * 4], vec![0; 50 * 10 * 4], vec![0; 4]);
    // The first run makes the arena; and threads allocate while they start, which all have when all meet.
    plan.run(&[&x, &y], &mut [&mut out]).unwrap();
    let pool = Pool::global();
    let all = Barrier::new(pool.threads());
    pool.for_chunks(pool.threads(), |_| {
        all.wait();
    });
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    for _ in 0..5 {
        plan.run(&[&x, &y], &mut [&mut out]).unwrap();
    }
    assert_eq!(ALLOCATIONS.load(Ordering::SeqCst) - before, 0);
}
