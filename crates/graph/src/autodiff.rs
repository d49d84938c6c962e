//! Reverse-mode differentiation, graph to graph: appends the nodes that compute a scalar's gradients.

use crate::ops::Reshape;
use crate::{Error, Graph, Op, Result, Source, Value};

/// Gradients of the scalar `loss` with respect to each of `wrt`; none where it does not depend on it.
pub fn gradients(graph: &mut Graph, loss: Value, wrt: &[Value]) -> Result<Vec<Option<Value>>> {
    if graph.ty(loss).elements() != 1 || !graph.ty(loss).dtype.is_float() {
        let received = graph.ty(loss).to_string();
        return Err(Error::shape("gradients", "a floating-point scalar", received));
    }
    let seed = graph.ones_like(loss)?;
    gradients_from(graph, &[(loss, seed)], wrt)
}

/// Gradients of `sum(value * cotangent)` over the pairs given.
pub fn gradients_from(
    graph: &mut Graph,
    seeds: &[(Value, Value)],
    wrt: &[Value],
) -> Result<Vec<Option<Value>>> {
    let end = seeds.iter().map(|(value, _)| value.node as usize + 1).max().unwrap_or(0);
    let active = depends_on(graph, wrt, end);
    let mut cotangents: Vec<Vec<Option<Value>>> =
        graph.nodes()[..end].iter().map(|node| vec![None; node.types.len()]).collect();
    for &(value, cotangent) in seeds {
        accumulate(graph, &mut cotangents, value, cotangent)?;
    }
    for index in (0..end).rev() {
        if !active[index] || cotangents[index].iter().all(Option::is_none) {
            continue;
        }
        let node = graph.nodes()[index].clone();
        let Source::Op(op) = node.source else { continue };
        let needs: Vec<bool> = node
            .inputs
            .iter()
            .map(|&input| active[input.node as usize] && graph.ty(input).dtype.is_float())
            .collect();
        // Integers lead nowhere: an op of them alone need not have a gradient.
        if !needs.contains(&true) {
            continue;
        }
        let outputs: Vec<Value> = (0..node.types.len())
            .map(|output| Value { node: index as u32, output: output as u32 })
            .collect();
        let flows = cotangents[index].clone();
        let found = match op.gradient(graph, &node.inputs, &outputs, &flows, &needs) {
            Err(Error::NotDifferentiable { op: name }) => {
                through_reference(graph, op.as_ref(), &node.inputs, &flows)
                    .unwrap_or(Err(Error::NotDifferentiable { op: name }))?
            }
            found => found?,
        };
        for ((input, gradient), needed) in node.inputs.into_iter().zip(found).zip(needs) {
            if let (Some(gradient), true) = (gradient, needed) {
                accumulate(graph, &mut cotangents, input, gradient)?;
            }
        }
    }
    let found = |value: &Value| {
        cotangents.get(value.node as usize).and_then(|outputs| outputs[value.output as usize])
    };
    Ok(wrt.iter().map(found).collect())
}

impl Graph {
    /// Whether a value is computed from another, by whatever ops.
    pub fn depends(&self, value: Value, source: Value) -> bool {
        let end = value.node as usize + 1;
        depends_on(self, &[source], end)[value.node as usize]
    }
}

/// The gradient of an op that states none, by differentiating its reference, if it has one.
fn through_reference(
    graph: &mut Graph,
    op: &dyn Op,
    inputs: &[Value],
    flows: &[Option<Value>],
) -> Option<Result<Vec<Option<Value>>>> {
    // Copies, lest one input's gradient flow on into another that it was computed from.
    let copy = |&input: &Value| {
        let shape = graph.shape(input).to_vec();
        graph.apply_one(Reshape { shape }, &[input])
    };
    let copies: Vec<Value> = match inputs.iter().map(copy).collect() {
        Ok(copies) => copies,
        Err(error) => return Some(Err(error)),
    };
    let outputs = op.reference(graph, &copies)?;
    Some(outputs.and_then(|outputs| {
        let pairs = outputs.into_iter().zip(flows);
        let seeds: Vec<_> = pairs.filter_map(|(o, flow)| flow.map(|flow| (o, flow))).collect();
        gradients_from(graph, &seeds, &copies)
    }))
}

/// For each node before `end`: whether it is one of `wrt` or computed from one.
fn depends_on(graph: &Graph, wrt: &[Value], end: usize) -> Vec<bool> {
    let mut active = vec![false; end];
    for value in wrt {
        if let Some(entry) = active.get_mut(value.node as usize) {
            *entry = true;
        }
    }
    for (index, node) in graph.nodes()[..end].iter().enumerate() {
        if node.inputs.iter().any(|input| active[input.node as usize]) {
            active[index] = true;
        }
    }
    active
}

fn accumulate(
    graph: &mut Graph,
    cotangents: &mut [Vec<Option<Value>>],
    value: Value,
    gradient: Value,
) -> Result<()> {
    let entry = &mut cotangents[value.node as usize][value.output as usize];
    *entry = Some(match *entry {
        Some(sum) => graph.add(sum, gradient)?,
        None => gradient,
    });
    Ok(())
}
