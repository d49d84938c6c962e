//! The gradient of a scan: a scan from the last step to the first, whose body computes a step again from the carries
//! that it began with and differentiates it.

use std::sync::Arc;

use super::{Loop, Scan};
use crate::autodiff::gradients_from;
use crate::{Graph, Result, TensorType, Value};

/// Inputs of the reverse body, declared in the order that [`Scan`] demands.
struct Inputs {
    /// Gradients of the carries that the step returned; floats only.
    carries: Vec<Value>,
    /// Sums so far of the captured values' gradients.
    sums: Vec<Value>,
    /// The carries that the step began with, the slices that it read and what it captured: the body's inputs.
    arguments: Vec<Value>,
    /// Gradients of what the step yielded, and of the carries with which it began, where something reads these.
    yields: Vec<Value>,
    saved: Vec<Value>,
}

pub(super) fn gradient(
    scan: &Scan,
    graph: &mut Graph,
    inputs: &[Value],
    outputs: &[Value],
    cotangents: &[Option<Value>],
    needs: &[bool],
) -> Result<Vec<Option<Value>>> {
    let Loop { carries, per_step, length, reverse } = scan.spec;
    let yields = scan.yields().len();
    let body = &scan.body;
    let ty = |input: usize| body.ty(body.inputs()[input]).clone();
    let carried: Vec<usize> = (0..carries).filter(|&i| ty(i).dtype.is_float()).collect();
    let sliced: Vec<usize> = (carries..carries + per_step).filter(|&i| needs[i]).collect();
    let captured: Vec<usize> = (carries + per_step..inputs.len()).filter(|&i| needs[i]).collect();
    let flows = |range: std::ops::Range<usize>| range.filter(|&i| cotangents[i].is_some());
    let yielded: Vec<usize> = flows(carries..carries + yields).collect();
    let saved: Vec<usize> = flows(carries + yields..outputs.len()).collect();

    let mut step = Graph::new();
    let mut declare = |types: &mut dyn Iterator<Item = TensorType>| -> Vec<Value> {
        types.map(|ty| step.input(ty)).collect()
    };
    let declared = Inputs {
        carries: declare(&mut carried.iter().map(|&i| ty(i))),
        sums: declare(&mut captured.iter().map(|&i| ty(i))),
        arguments: declare(&mut (0..carries + per_step).map(ty)),
        yields: declare(&mut yielded.iter().map(|&i| body.ty(scan.outputs[i]).clone())),
        saved: declare(&mut saved.iter().map(|&i| ty(i - carries - yields))),
    };
    let arguments =
        [declared.arguments.clone(), declare(&mut (carries + per_step..inputs.len()).map(ty))]
            .concat();
    let results = step.inline(body, &arguments, &scan.outputs)?;
    let to_carries = carried.iter().zip(&declared.carries).map(|(&i, &d)| (results[i], d));
    let to_yields = yielded.iter().zip(&declared.yields).map(|(&i, &d)| (results[i], d));
    let seeds: Vec<(Value, Value)> = to_carries.chain(to_yields).collect();
    let wrt: Vec<usize> = [&carried[..], &captured, &sliced].concat();
    let values: Vec<Value> = wrt.iter().map(|&i| arguments[i]).collect();
    let found = gradients_from(&mut step, &seeds, &values)?;

    let mut next = Vec::with_capacity(wrt.len());
    for (&input, gradient) in wrt.iter().zip(found) {
        let also = if let Some(i) = captured.iter().position(|&i| i == input) {
            Some(declared.sums[i])
        } else {
            saved.iter().position(|&i| i - carries - yields == input).map(|i| declared.saved[i])
        };
        next.push(match (gradient, also) {
            (Some(gradient), Some(also)) => step.add(also, gradient)?,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => step.fill(&ty(input), 0.0)?,
        });
    }
    let spec = Loop {
        carries: carried.len() + captured.len(),
        per_step: carries + per_step + yielded.len() + saved.len(),
        length,
        reverse: !reverse,
    };

    let mut arguments = Vec::with_capacity(step.inputs().len());
    for &i in &carried {
        arguments.push(match cotangents[i] {
            Some(cotangent) => cotangent,
            None => graph.fill(&ty(i), 0.0)?,
        });
    }
    for &i in &captured {
        arguments.push(graph.fill(&ty(i), 0.0)?);
    }
    arguments.extend(&outputs[carries + yields..]);
    arguments.extend(&inputs[carries..carries + per_step]);
    arguments.extend(yielded.iter().chain(&saved).filter_map(|&i| cotangents[i]));
    arguments.extend(&inputs[carries + per_step..]);
    let backward = graph.apply(Arc::new(Scan::new(step, next, spec)?), &arguments)?;
    let mut gradients = vec![None; inputs.len()];
    for (&input, gradient) in wrt.iter().zip(backward) {
        gradients[input] = Some(gradient);
    }
    Ok(gradients)
}
