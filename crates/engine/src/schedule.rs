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

/// Orders the live nodes. An op that changes its inputs in place commits directly to variables when its
/// inputs are these variables, nobody reads its results, and nobody reads the variables' old values later.
pub fn schedule(graph: &Graph, outputs: &[Value]) -> Schedule {
    let live = live_nodes(graph, outputs);
    let readers = readers(graph, &live, outputs);
    let mut schedule = Schedule::default();
    let mut commits = vec![false; live.len()];
    // From the last to the first: what commits later is known.
    for (index, node) in graph.nodes().iter().enumerate().rev() {
        let Source::Op(op) = &node.source else { continue };
        if !live[index] || op.is_reshape() {
            continue;
        }
        let read_later = |variable: Value| {
            let after = readers[variable.node as usize].iter();
            after.flatten().any(|&reader| reader > index && commits[reader])
        };
        let direct = |&(input, output): &(usize, usize)| {
            let value = Value { node: index as u32, output: output as u32 };
            let target = root(graph, node.inputs[input]);
            let Source::Variable(variable) = graph.node(target).source else { return None };
            let mut assigned = graph.assigns().iter().filter(|&&(_, v)| v == value);
            let only = assigned.next() == Some(&(variable, value)) && assigned.next().is_none();
            let once =
                node.inputs.iter().filter(|&&input| root(graph, input) == target).count() == 1;
            (only && once && !read_later(target)).then_some((value.output, variable))
        };
        let pairs: Vec<_> = op.in_place().iter().filter_map(direct).collect();
        let all = !pairs.is_empty() && pairs.len() == op.in_place().len();
        if all && readers[index].is_empty() && !op.fallible() {
            commits[index] = true;
            schedule.commit.push((index as u32, pairs));
        } else {
            schedule.compute.push(index as u32);
        }
    }
    schedule.compute.reverse();
    schedule.commit.reverse();
    schedule
}

/// For each node: the live ops that read any of its outputs, reshapes seen through; none for the copies to
/// outputs and to other variables.
fn readers(graph: &Graph, live: &[bool], outputs: &[Value]) -> Vec<Vec<Option<usize>>> {
    let mut readers = vec![Vec::new(); graph.nodes().len()];
    for (index, node) in graph.nodes().iter().enumerate() {
        let reshape = matches!(&node.source, Source::Op(op) if op.is_reshape());
        if live[index] && !reshape {
            for &input in &node.inputs {
                readers[root(graph, input).node as usize].push(Some(index));
            }
        }
    }
    let reshaped = graph.assigns().iter().map(|&(_, value)| value);
    let reshaped = reshaped.filter(|&value| root(graph, value) != value);
    for value in outputs.iter().copied().chain(reshaped) {
        readers[root(graph, value).node as usize].push(None);
    }
    readers
}
