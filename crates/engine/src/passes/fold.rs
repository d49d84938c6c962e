//! Dead code and constants: leaves out what nothing needs, merges what is recorded twice, and computes
//! what depends on constants only.

use std::collections::HashMap;
use std::sync::Arc;

use corten_graph::{Array, Graph, Op, Result, Source, Value, View, execute};
use corten_kernels::Pool;

use super::rewrite::{Rewriter, live_nodes};

/// A folded result larger than this would cost more memory than it saves time.
const MAX_BYTES: usize = 1 << 16;

/// The graph without dead nodes, repeated ops, or ops on constants.
pub fn fold(graph: &Graph, outputs: &[Value]) -> Result<(Graph, Vec<Value>)> {
    let live = live_nodes(graph, outputs);
    let mut rewriter = Rewriter::new(graph);
    let mut seen: HashMap<(String, Vec<Value>), Vec<Value>> = HashMap::new();
    for (index, node) in graph.nodes().iter().enumerate() {
        if !live[index] {
            continue;
        }
        let Source::Op(op) = &node.source else {
            rewriter.keep(index)?;
            continue;
        };
        let inputs = rewriter.inputs(index);
        let key = (format!("{op:?}"), inputs);
        if let Some(known) = seen.get(&key) {
            rewriter.replace(index, known.clone());
            continue;
        }
        match computed(
            op,
            rewriter.graph(),
            &key.1,
            node.types.iter().map(corten_graph::TensorType::bytes).sum(),
        )? {
            Some(arrays) => {
                let constants = arrays.into_iter().map(|array| rewriter.constant(array)).collect();
                rewriter.replace(index, constants);
            }
            None => rewriter.keep(index)?,
        }
        let outputs = (0..node.types.len() as u32)
            .map(|output| rewriter.value(Value { node: index as u32, output }));
        seen.insert(key, outputs.collect());
    }
    Ok(rewriter.finish(outputs))
}

/// An op's results, if its inputs are constants.
fn computed(
    op: &Arc<dyn Op>,
    graph: &Graph,
    inputs: &[Value],
    bytes: usize,
) -> Result<Option<Vec<Array>>> {
    // Many elements of one number are made faster than they are read.
    let filled = inputs.is_empty() && bytes > size_of::<u64>();
    if op.fallible() || filled || bytes > MAX_BYTES {
        return Ok(None);
    }
    let constants = inputs.iter().map(|&value| match &graph.node(value).source {
        Source::Constant(array) => Some(array.view()),
        _ => None,
    });
    let Some(views) = constants.collect::<Option<Vec<View<'_>>>>() else { return Ok(None) };
    execute(op.as_ref(), Pool::global(), &views).map(Some)
}
