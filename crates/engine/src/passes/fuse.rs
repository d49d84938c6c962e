//! Elementwise fusion: chains of elementwise ops over one shape become one loop that reads its inputs
//! and writes its outputs once.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;

use corten_graph::ops::{Fill, Fused};
use corten_graph::{DType, Graph, Result, Source, Value};
use corten_kernels::elementwise::{Function, Program, Register};

use super::rewrite::{Rewriter, Uses};

/// Members of a group; more would not share registers.
const MAX_MEMBERS: usize = 64;

/// The graph with groups of elementwise ops as one op each.
pub fn fuse(graph: &Graph, outputs: &[Value]) -> Result<(Graph, Vec<Value>)> {
    let finder = Finder { graph, uses: Uses::new(graph, outputs) };
    let groups = finder.groups();
    let mut group_of = vec![None; graph.nodes().len()];
    for (number, group) in groups.iter().enumerate() {
        for &member in &group.members {
            group_of[member] = Some(number);
        }
    }
    let mut rewriter = Rewriter::new(graph);
    for index in 0..graph.nodes().len() {
        match group_of[index] {
            None if finder.uses.is_live(index) => rewriter.keep(index)?,
            Some(number) if groups[number].root() == index => {
                let group = &groups[number];
                let inputs: Vec<Value> = group.inputs.iter().map(|&v| rewriter.value(v)).collect();
                let fused = rewriter.apply(Arc::new(group.op.clone()), &inputs)?;
                for (&old, new) in group.outputs.iter().zip(fused) {
                    rewriter.replace_value(old, new);
                }
            }
            _ => {}
        }
    }
    Ok(rewriter.finish(outputs))
}

/// Ops that become one, where the last of them stood.
struct Group {
    members: BTreeSet<usize>,
    inputs: Vec<Value>,
    outputs: Vec<Value>,
    op: Fused,
}

impl Group {
    fn root(&self) -> usize {
        self.members.last().copied().unwrap_or_default()
    }
}

struct Finder<'g> {
    graph: &'g Graph,
    uses: Uses,
}

impl Finder<'_> {
    /// From the last op to the first, each takes in the producers that it may.
    fn groups(&self) -> Vec<Group> {
        let mut taken = vec![false; self.graph.nodes().len()];
        let mut groups = Vec::new();
        for root in (0..taken.len()).rev() {
            if taken[root] || !self.uses.is_live(root) || self.function(root).is_none() {
                continue;
            }
            if let Some(group) = self.grow(root, &taken) {
                group.members.iter().for_each(|&member| taken[member] = true);
                groups.push(group);
            }
        }
        groups
    }

    /// The group that ends in `root`; none if it would be alone.
    fn grow(&self, root: usize, taken: &[bool]) -> Option<Group> {
        let mut members = BTreeSet::from([root]);
        let mut found = None;
        let mut refused = BTreeSet::new();
        while members.len() < MAX_MEMBERS {
            let candidate = members
                .iter()
                .flat_map(|&member| self.graph.nodes()[member].inputs.iter().rev())
                .map(|input| input.node as usize)
                .find(|node| {
                    !members.contains(node)
                        && !refused.contains(node)
                        && !taken[*node]
                        && self.may_join(*node, root, &members)
                });
            let Some(candidate) = candidate else { break };
            members.insert(candidate);
            if let Some(group) = self.build(&members) {
                found = Some(group);
            } else {
                members.remove(&candidate);
                refused.insert(candidate);
            }
        }
        found
    }

    /// Whether a producer computes the same elements, and whoever else reads it comes after the group.
    fn may_join(&self, node: usize, root: usize, members: &BTreeSet<usize>) -> bool {
        let (own, other) = (&self.graph.nodes()[node], &self.graph.nodes()[root]);
        own.types[0].shape == other.types[0].shape
            && self.function(node).is_some()
            && self.uses.readers(node).iter().all(|user| *user > root || members.contains(user))
    }

    fn function(&self, node: usize) -> Option<(Function, [f64; 2])> {
        let node = &self.graph.nodes()[node];
        let Source::Op(op) = &node.source else { return None };
        let types: Vec<_> = node.inputs.iter().map(|&input| self.graph.ty(input)).collect();
        op.elementwise(&types)
    }

    /// The members as one op; none if they don't fit into one.
    fn build(&self, members: &BTreeSet<usize>) -> Option<Group> {
        let nodes = self.graph.nodes();
        let mut floats = BTreeSet::new();
        let mut inputs: Vec<Value> = Vec::new();
        for &member in members {
            let node = &nodes[member];
            let read = node.inputs.iter().map(|&input| self.graph.ty(input).dtype);
            floats.extend(
                read.chain([node.types[0].dtype]).filter(|d| d.is_float()).map(DType::size),
            );
            for &input in &node.inputs {
                let inside = members.contains(&(input.node as usize));
                if !inside && !inputs.contains(&input) && self.number(input).is_none() {
                    inputs.push(input);
                }
            }
        }
        if floats.len() > 1 {
            return None;
        }
        let mut program = Program::new(inputs.len());
        let mut registers: Vec<(Value, Register)> =
            inputs.iter().enumerate().map(|(i, &value)| (value, i as Register)).collect();
        let mut outputs = Vec::new();
        for &member in members {
            let (function, parameters) = self.function(member)?;
            let mut operands = [0; 3];
            for (operand, &input) in operands.iter_mut().zip(&nodes[member].inputs) {
                let known = registers.iter().find(|(value, _)| *value == input);
                *operand = if let Some(&(_, register)) = known {
                    register
                } else {
                    let number = self.number(input)?;
                    let register = program.push(Function::Constant, [0; 3], [number, 0.0])?;
                    registers.push((input, register));
                    register
                };
            }
            let register = program.push(function, operands, parameters)?;
            let value = Value { node: member as u32, output: 0 };
            registers.push((value, register));
            let read_outside = self.uses.readers(member).iter().any(|user| !members.contains(user));
            if self.uses.is_kept(member) || read_outside {
                program.output(register);
                outputs.push(value);
            }
        }
        let shape = outputs.first().map(|&value| self.graph.shape(value).to_vec())?;
        let dtypes = outputs.iter().map(|&value| self.graph.ty(value).dtype).collect();
        let op = Fused::new(program, shape, dtypes)?;
        Some(Group { members: members.clone(), inputs, outputs, op })
    }

    /// The number that every element of a value is, if that is known.
    fn number(&self, value: Value) -> Option<f64> {
        match &self.graph.node(value).source {
            Source::Constant(array) if array.ty().elements() == 1 => match array.ty().dtype {
                DType::Float32 => array.view().slice::<f32>().first().map(|&x| f64::from(x)),
                DType::Float64 => array.view().slice::<f64>().first().copied(),
                _ => None,
            },
            Source::Op(op) => {
                let fill = (op.as_ref() as &dyn Any).downcast_ref::<Fill>()?;
                (fill.dtype.is_float()).then_some(fill.value)
            }
            _ => None,
        }
    }
}
