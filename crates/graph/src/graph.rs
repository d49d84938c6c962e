//! The graph: an append-only list of nodes, each checked and typed as it is recorded.

use std::fmt::Write;
use std::sync::Arc;

use crate::{Array, Op, Result, TensorType, expect_memory};

/// One output of one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value {
    /// Index of the node.
    pub node: u32,
    /// Which of its outputs.
    pub output: u32,
}

/// Where a node's outputs come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The plan's input of this index.
    Input(usize),
    /// The plan's variable of this index: its value before the step.
    Variable(usize),
    /// Known when the graph is recorded.
    Constant(Arc<Array>),
    /// Computed.
    Op(Arc<dyn Op>),
}

/// A node: where its outputs come from, what it reads, and their types.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the outputs come from.
    pub source: Source,
    /// What the op reads; always earlier nodes.
    pub inputs: Vec<Value>,
    /// Types of the outputs.
    pub types: Vec<TensorType>,
}

/// A recorded computation.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    inputs: Vec<Value>,
    variables: Vec<Value>,
    assigns: Vec<(usize, Value)>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an input of the plan.
    pub fn input(&mut self, ty: TensorType) -> Value {
        let value = self.push(Source::Input(self.inputs.len()), Vec::new(), vec![ty]);
        self.inputs.push(value);
        value
    }

    /// Appends a variable of the plan; its value is the one before the step.
    pub fn variable(&mut self, ty: TensorType) -> Value {
        let value = self.push(Source::Variable(self.variables.len()), Vec::new(), vec![ty]);
        self.variables.push(value);
        value
    }

    /// Appends a constant.
    pub fn constant(&mut self, array: Array) -> Value {
        self.constant_shared(Arc::new(array))
    }

    /// Appends a constant that others hold too.
    pub fn constant_shared(&mut self, array: Arc<Array>) -> Value {
        let ty = array.ty().clone();
        self.push(Source::Constant(array), Vec::new(), vec![ty])
    }

    /// Checks an op against its inputs' types and appends it; one value an output.
    pub fn apply(&mut self, op: Arc<dyn Op>, inputs: &[Value]) -> Result<Vec<Value>> {
        let types: Vec<_> = inputs.iter().map(|&value| self.ty(value)).collect();
        let types = op.infer(&types)?;
        expect_memory(op.name(), &types)?;
        let outputs = types.len() as u32;
        let first = self.push(Source::Op(op), inputs.to_vec(), types);
        Ok((0..outputs).map(|output| Value { output, ..first }).collect())
    }

    /// Appends an op that has one output.
    pub fn apply_one(&mut self, op: impl Op, inputs: &[Value]) -> Result<Value> {
        Ok(self.apply(Arc::new(op), inputs)?[0])
    }

    /// Makes the end of the step write `value` to a variable. A later write replaces an earlier one.
    pub fn assign(&mut self, variable: usize, value: Value) {
        self.assigns.retain(|&(other, _)| other != variable);
        self.assigns.push((variable, value));
    }

    /// All nodes, in the order of recording.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The plan's inputs.
    pub fn inputs(&self) -> &[Value] {
        &self.inputs
    }

    /// The plan's variables.
    pub fn variables(&self) -> &[Value] {
        &self.variables
    }

    /// The writes at the end of the step: variable and value.
    pub fn assigns(&self) -> &[(usize, Value)] {
        &self.assigns
    }

    /// The node that a value belongs to.
    pub fn node(&self, value: Value) -> &Node {
        &self.nodes[value.node as usize]
    }

    /// The op that computes a value, if one does.
    pub fn op(&self, value: Value) -> Option<&Arc<dyn Op>> {
        match &self.node(value).source {
            Source::Op(op) => Some(op),
            _ => None,
        }
    }

    /// Type of a value.
    pub fn ty(&self, value: Value) -> &TensorType {
        &self.node(value).types[value.output as usize]
    }

    /// Shape of a value.
    pub fn shape(&self, value: Value) -> &[usize] {
        &self.ty(value).shape
    }

    fn push(&mut self, source: Source, inputs: Vec<Value>, types: Vec<TensorType>) -> Value {
        self.nodes.push(Node { source, inputs, types });
        Value { node: self.nodes.len() as u32 - 1, output: 0 }
    }
}

impl std::fmt::Display for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, node) in self.nodes.iter().enumerate() {
            let mut line = format!("%{index} = ");
            match &node.source {
                Source::Input(i) => write!(line, "input {i}")?,
                Source::Variable(i) => write!(line, "variable {i}")?,
                Source::Constant(_) => line.push_str("constant"),
                Source::Op(op) => write!(line, "{op:?}")?,
            }
            for input in &node.inputs {
                write!(line, " %{}", input.node)?;
                if input.output > 0 {
                    write!(line, ".{}", input.output)?;
                }
            }
            for (i, ty) in node.types.iter().enumerate() {
                write!(line, "{} {ty}", if i == 0 { " :" } else { "," })?;
            }
            writeln!(f, "{line}")?;
        }
        for (variable, value) in &self.assigns {
            writeln!(f, "variable {variable} <- %{}.{}", value.node, value.output)?;
        }
        Ok(())
    }
}
