//! The order of a step: first everything that can fail or is read by others, then the writes to variables.

use corten_graph::{Graph, Source, Value};

use crate::passes::rewrite::live_nodes;

/// Nodes in the order in which they run.
#[derive(Debug, Default)]
pub struct Schedule {
    /// Nodes that write only the arena and the outputs.
    pub compute: Vec<u32>,
    /// Nodes that change a variable in place: (node, pairs of output and variable).
    pub commit: Vec<(u32, Vec<(u32, usize)>)>,
}

/// The value whose memory a value shares: the input of a chain of reshapes.
pub fn root(graph: &Graph, mut value: Value) -> Value {
    while let Some(op) = graph.op(value) {
        if !op.is_reshape() {
            break;
        }
        value = graph.node(value).inputs[0];
    }
    value
}

/// Orders the live nodes. An op that changes its input in place commits directly to the variable when
/// the input is that variable, and the variable's old value and the op's results have no other reader.
pub fn schedule(graph: &Graph, outputs: &[Value]) -> Schedule {
    let live = live_nodes(graph, outputs);
    let readers = readers(graph, &live, outputs);
    let mut schedule = Schedule::default();
    for (index, node) in graph.nodes().iter().enumerate() {
        let Source::Op(op) = &node.source else { continue };
        if !live[index] || op.is_reshape() {
            continue;
        }
        let index = index as u32;
        let direct = |&(input, output): &(usize, usize)| {
            let value = Value { node: index, output: output as u32 };
            let Source::Variable(variable) = graph.node(node.inputs[input]).source else {
                return None;
            };
            let assigned = graph.assigns().iter().filter(|&&(_, v)| v == value).count() == 1
                && graph.assigns().contains(&(variable, value));
            let alone = readers[node.inputs[input].node as usize].iter().all(|&r| r == index);
            (assigned && alone && readers_of(graph, &live, value) == 0)
                .then_some((value.output, variable))
        };
        let pairs: Vec<_> = op.in_place().iter().filter_map(direct).collect();
        let read_by_others = !readers[index as usize].is_empty();
        if pairs.is_empty() || pairs.len() < op.in_place().len() || read_by_others || op.fallible()
        {
            schedule.compute.push(index);
        } else {
            schedule.commit.push((index, pairs));
        }
    }
    schedule
}

/// For each node: the live ops that read any of its outputs, reshapes seen through; the plan's own
/// outputs count as a reader of their own.
fn readers(graph: &Graph, live: &[bool], outputs: &[Value]) -> Vec<Vec<u32>> {
    let mut readers = vec![Vec::new(); graph.nodes().len()];
    for (index, node) in graph.nodes().iter().enumerate() {
        let reshape = matches!(&node.source, Source::Op(op) if op.is_reshape());
        if live[index] && !reshape {
            for &input in &node.inputs {
                readers[root(graph, input).node as usize].push(index as u32);
            }
        }
    }
    for &output in outputs {
        readers[root(graph, output).node as usize].push(u32::MAX);
    }
    for &(variable, value) in graph.assigns() {
        let root = root(graph, value);
        let is_reshaped = root != value;
        let elsewhere = matches!(graph.node(root).source, Source::Variable(v) if v != variable);
        if is_reshaped || elsewhere {
            readers[root.node as usize].push(u32::MAX);
        }
    }
    readers
}

fn readers_of(graph: &Graph, live: &[bool], value: Value) -> usize {
    let reads =
        |(index, node): (usize, &corten_graph::Node)| live[index] && node.inputs.contains(&value);
    graph.nodes().iter().enumerate().filter(|&entry| reads(entry)).count()
}
