//! The fused ops against their references in primitive ops: outputs, gradients, and gradients of gradients.

use std::sync::Arc;

use corten_kernels::Pool;

use super::{Options, Recurrent, samples};
use crate::autodiff::gradients_from;
use crate::{Array, DType, Graph, Result, Sample, Value, interpret};

fn close(what: &str, found: &[Array], expected: &[Array]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.ty(), expected.ty(), "{what}: result {i}");
        let pairs = found.view().slice::<f64>().iter().zip(expected.view().slice::<f64>());
        let error = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(error < 1e-12, "{what}: result {i} is off by {error}");
    }
}

/// The layers of all samples, which have no dropout, and one with it.
fn layers() -> Vec<(Options, Vec<Array>)> {
    let mut all = Vec::new();
    for name in ["simpleRnn", "lstm", "gru"] {
        let layers: Vec<Options> = samples::options(name);
        let dropout = |options: &Options| Options { recurrent_dropout: true, ..options.clone() };
        all.extend(layers.iter().map(dropout));
        all.extend(layers);
    }
    all.into_iter().map(|options| (options.clone(), samples::inputs(&options))).collect()
}

/// Outputs of `layer`, then the gradients of the float inputs that are no dropout mask, for fixed cotangents.
fn evaluate(
    options: &Options,
    arrays: &[Array],
    layer: impl Fn(&mut Graph, &[Value]) -> Result<Vec<Value>>,
) -> Vec<Array> {
    let mut graph = Graph::new();
    let inputs: Vec<Value> = arrays.iter().map(|array| graph.input(array.ty().clone())).collect();
    let mut wanted = layer(&mut graph, &inputs).unwrap();
    wanted.truncate(1 + options.cell.states());
    let mut seeds = Vec::new();
    for &output in &wanted {
        let cotangent = Sample::numbers(graph.shape(output));
        seeds.push((output, graph.constant(cotangent)));
    }
    let dropout = options.named(&inputs).dropout;
    let float = |&v: &Value| graph.ty(v).dtype == DType::Float64 && Some(v) != dropout;
    let wrt: Vec<Value> = inputs.iter().copied().filter(float).collect();
    wanted.extend(gradients_from(&mut graph, &seeds, &wrt).unwrap().into_iter().flatten());
    interpret(&graph, Pool::global(), arrays, &[], &wanted).unwrap()
}

#[test]
fn outputs_and_gradients_equal_the_reference() {
    for (options, arrays) in layers() {
        let expected = evaluate(&options, &arrays, |g, inputs| options.reference(g, inputs));
        for training in [false, true] {
            let options = Options { training, ..options.clone() };
            let op = Arc::new(Recurrent { options: options.clone() });
            let found = evaluate(&options, &arrays, |g, inputs| g.apply(op.clone(), inputs));
            close(&format!("{options:?}"), &found, &expected);
        }
    }
}

#[test]
fn the_gradient_of_the_gradient_equals_that_of_the_reference() {
    for (options, arrays) in layers() {
        let twice = |fused: bool| {
            let mut graph = Graph::new();
            let inputs: Vec<Value> =
                arrays.iter().map(|array| graph.input(array.ty().clone())).collect();
            let outputs = if fused {
                let op = Recurrent { options: options.clone() };
                graph.apply(Arc::new(op), &inputs).unwrap()
            } else {
                options.reference(&mut graph, &inputs).unwrap()
            };
            // The seed depends on the output, so the second derivative goes through it too.
            let seed = graph.mul(outputs[0], outputs[0]).unwrap();
            let x = options.named(&inputs).x;
            let first =
                gradients_from(&mut graph, &[(outputs[0], seed)], &[x]).unwrap()[0].unwrap();
            let seed = graph.constant(Sample::numbers(graph.shape(x)));
            let second = gradients_from(&mut graph, &[(first, seed)], &[x, inputs[1]]).unwrap();
            let wanted: Vec<Value> = second.into_iter().flatten().collect();
            interpret(&graph, Pool::global(), &arrays, &[], &wanted).unwrap()
        };
        close(&format!("{options:?}"), &twice(true), &twice(false));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let options = Options::default();
    let mut graph = Graph::new();
    let shapes: [&[usize]; 5] = [&[3, 4, 2], &[3, 5], &[2, 5], &[5, 5], &[4]];
    let inputs = shapes.map(|shape| graph.constant(Sample::numbers(shape)));
    let error = graph.apply(Arc::new(Recurrent { options }), &inputs).unwrap_err();
    assert_eq!(error.to_string(), "simpleRnn: expected float64[5], received float64[4]");
    assert!(crate::parse("lstm", "{\"activation\": \"gelu\"}").is_err());
    assert!(crate::parse("gru", "{\"resetAfter\": false, \"goBackwards\": true}").is_ok());
    assert!(crate::parse("gruGradient", "{\"needsX\": false}").is_ok());
}
