//! Lowering: ops that hold a graph get a plan for it.

use std::any::Any;
use std::sync::Arc;

use corten_graph::ops::Scan;
use corten_graph::{Graph, Result, Value};

use super::Passes;
use super::rewrite::{Rewriter, Uses};
use crate::scan::CompiledScan;

/// The graph with its loops compiled, by the same passes.
pub fn lower(graph: &Graph, outputs: &[Value], passes: Passes) -> Result<(Graph, Vec<Value>)> {
    let uses = Uses::new(graph, outputs);
    let mut rewriter = Rewriter::new(graph);
    for index in (0..graph.nodes().len()).filter(|&index| uses.is_live(index)) {
        let op = graph.op(Value { node: index as u32, output: 0 });
        match op.and_then(|op| (op.as_ref() as &dyn Any).downcast_ref::<Scan>()) {
            Some(scan) => {
                let scan = CompiledScan::new(scan.clone(), passes)?;
                let inputs = rewriter.inputs(index);
                let outputs = rewriter.apply(Arc::new(scan), &inputs)?;
                rewriter.replace(index, outputs);
            }
            None => rewriter.keep(index)?,
        }
    }
    Ok(rewriter.finish(outputs))
}
