//! The frame of a pass: a new graph is recorded from an old one, node by node.

use std::sync::Arc;

use corten_graph::{Array, Graph, Op, Result, Source, Value};

/// A graph on its way from old to new. Inputs and variables keep their numbers.
pub struct Rewriter<'g> {
    old: &'g Graph,
    new: Graph,
    map: Vec<Vec<Value>>,
}

impl<'g> Rewriter<'g> {
    /// Starts with the inputs and variables recorded.
    pub fn new(old: &'g Graph) -> Self {
        let mut new = Graph::new();
        let mut map = vec![Vec::new(); old.nodes().len()];
        for &value in old.inputs() {
            map[value.node as usize] = vec![new.input(old.ty(value).clone())];
        }
        for &value in old.variables() {
            map[value.node as usize] = vec![new.variable(old.ty(value).clone())];
        }
        Self { old, new, map }
    }

    /// The new graph so far.
    pub fn graph(&self) -> &Graph {
        &self.new
    }

    /// What an old value has become.
    pub fn value(&self, old: Value) -> Value {
        self.map[old.node as usize][old.output as usize]
    }

    /// What an old node's inputs have become.
    pub fn inputs(&self, node: usize) -> Vec<Value> {
        self.old.nodes()[node].inputs.iter().map(|&input| self.value(input)).collect()
    }

    /// Records an op in the new graph.
    pub fn apply(&mut self, op: Arc<dyn Op>, inputs: &[Value]) -> Result<Vec<Value>> {
        self.new.apply(op, inputs)
    }

    /// Records a constant in the new graph.
    pub fn constant(&mut self, array: Array) -> Value {
        self.new.constant(array)
    }

    /// Says what an old node has become.
    pub fn replace(&mut self, node: usize, outputs: Vec<Value>) {
        self.map[node] = outputs;
    }

    /// Says what an old value has become, for nodes that become outputs of several new ones.
    pub fn replace_value(&mut self, old: Value, new: Value) {
        let outputs = &mut self.map[old.node as usize];
        outputs.resize(self.old.nodes()[old.node as usize].types.len(), new);
        outputs[old.output as usize] = new;
    }

    /// Takes an old node over as it is.
    pub fn keep(&mut self, node: usize) -> Result<()> {
        match &self.old.nodes()[node].source {
            Source::Input(_) | Source::Variable(_) => {}
            Source::Constant(array) => {
                let value = self.new.constant_shared(Arc::clone(array));
                self.map[node] = vec![value];
            }
            Source::Op(op) => {
                self.map[node] = self.new.apply(Arc::clone(op), &self.inputs(node))?;
            }
        }
        Ok(())
    }

    /// The new graph with the old one's assigns, and the outputs in it.
    pub fn finish(mut self, outputs: &[Value]) -> (Graph, Vec<Value>) {
        for &(variable, value) in self.old.assigns() {
            let value = self.value(value);
            self.new.assign(variable, value);
        }
        let outputs = outputs.iter().map(|&value| self.value(value)).collect();
        (self.new, outputs)
    }
}

/// Who reads what.
pub struct Uses {
    live: Vec<bool>,
    readers: Vec<Vec<usize>>,
    kept: Vec<bool>,
}

impl Uses {
    /// The uses of a graph of which these outputs, the assigns and the checks are needed.
    pub fn new(graph: &Graph, outputs: &[Value]) -> Self {
        let live = live_nodes(graph, outputs);
        let mut readers = vec![Vec::new(); graph.nodes().len()];
        for (index, node) in graph.nodes().iter().enumerate().filter(|&(index, _)| live[index]) {
            for input in &node.inputs {
                readers[input.node as usize].push(index);
            }
        }
        let mut kept = vec![false; graph.nodes().len()];
        for value in outputs.iter().chain(graph.assigns().iter().map(|(_, value)| value)) {
            kept[value.node as usize] = true;
        }
        Self { live, readers, kept }
    }

    /// Whether a node is needed.
    pub fn is_live(&self, node: usize) -> bool {
        self.live[node]
    }

    /// Live nodes that read a node.
    pub fn readers(&self, node: usize) -> &[usize] {
        &self.readers[node]
    }

    /// Whether outputs or assigns read a node.
    pub fn is_kept(&self, node: usize) -> bool {
        self.kept[node]
    }

    /// The one node that reads a node, if nothing else does.
    pub fn only_reader(&self, node: usize) -> Option<usize> {
        match self.readers[node][..] {
            [reader] if !self.kept[node] => Some(reader),
            _ => None,
        }
    }
}

/// Nodes that outputs, assigns or checks need.
pub fn live_nodes(graph: &Graph, outputs: &[Value]) -> Vec<bool> {
    let mut live = vec![false; graph.nodes().len()];
    for value in outputs.iter().chain(graph.assigns().iter().map(|(_, value)| value)) {
        live[value.node as usize] = true;
    }
    for (index, node) in graph.nodes().iter().enumerate().rev() {
        let checks = matches!(&node.source, Source::Op(op) if op.fallible());
        if live[index] || checks {
            live[index] = true;
            for input in &node.inputs {
                live[input.node as usize] = true;
            }
        }
    }
    live
}
