//! From a graph to a plan: passes, schedule, memory, steps.

use std::collections::HashMap;
use std::sync::Arc;

use corten_graph::{Array, DType, Error, Graph, Result, Source, TensorType, Value, expect_memory};
use parking_lot::Mutex;

use crate::Variable;
use crate::arena::{Binding, Operand, Place, check_copy, check_step};
use crate::memory::{self, Lifetime};
use crate::passes::{self, Passes};
use crate::plan::{Plan, Step};
use crate::schedule::{Schedule, root, schedule};

/// Compiles the part of a graph that `outputs` and its assigns need. `variables` are the graph's, in
/// its order.
pub fn compile(
    graph: &Graph,
    outputs: &[Value],
    variables: &[Arc<Variable>],
    passes: Passes,
) -> Result<Plan> {
    let (graph, outputs) = passes::optimize(graph, outputs, passes)?;
    let schedule = schedule(&graph, &outputs);
    let mut layout = Layout::new(&graph, &outputs, variables);
    layout.place_values(&schedule, &outputs);
    let steps = layout.steps(&schedule, &outputs)?;
    let bindings = layout.bindings;
    expect_memory("plan", &[TensorType::new(DType::Uint8, [bindings[0].bytes])])?;
    for step in &steps {
        match step {
            Step::Run { reads, writes, scratch, .. } => {
                check_step(reads, writes, *scratch, &bindings)?;
            }
            Step::Copy { from, to } => check_copy(*from, *to, &bindings)?,
        }
    }
    let types = |values: &[Value]| values.iter().map(|&v| graph.ty(v).clone()).collect();
    let variables = bound_variables(&graph, variables);
    Ok(Plan {
        steps,
        inputs: types(graph.inputs()),
        outputs: types(&outputs),
        variables,
        constants: layout.constants,
        bindings,
        states: Mutex::default(),
    })
}

/// Where everything is while a plan is made.
struct Layout<'g> {
    graph: &'g Graph,
    /// Buffer of the first input, output, constant and variable; the arena is buffer 0.
    first_output: usize,
    first_variable: usize,
    /// Position of each of the graph's variables in the order of addresses.
    ranks: Vec<usize>,
    constants: Vec<Arc<Array>>,
    constant_buffers: HashMap<u32, usize>,
    bindings: Vec<Binding>,
    places: HashMap<Value, Place>,
    scratch: HashMap<u32, Place>,
    /// Arena copies of variables that are assigned to others: made before anything is written.
    saved: HashMap<Value, Place>,
}

impl<'g> Layout<'g> {
    fn new(graph: &'g Graph, outputs: &[Value], variables: &[Arc<Variable>]) -> Self {
        let mut order: Vec<usize> = (0..variables.len()).collect();
        order.sort_by_key(|&i| Arc::as_ptr(&variables[i]));
        let mut ranks = vec![0; variables.len()];
        for (rank, &variable) in order.iter().enumerate() {
            ranks[variable] = rank;
        }
        let binding = |bytes, writable| Binding { bytes, writable };
        let mut bindings = vec![binding(0, true)];
        bindings.extend(graph.inputs().iter().map(|&v| binding(graph.ty(v).bytes(), false)));
        let first_output = bindings.len();
        bindings.extend(outputs.iter().map(|&v| binding(graph.ty(v).bytes(), true)));
        let mut constants = Vec::new();
        let mut constant_buffers = HashMap::new();
        for (index, node) in graph.nodes().iter().enumerate() {
            if let Source::Constant(array) = &node.source {
                constant_buffers.insert(index as u32, bindings.len());
                bindings.push(binding(array.ty().bytes(), false));
                constants.push(Arc::clone(array));
            }
        }
        let first_variable = bindings.len();
        bindings
            .extend(order.iter().map(|&i| binding(variables[i].ty().bytes(), written(graph, i))));
        Self {
            graph,
            first_output,
            first_variable,
            ranks,
            constants,
            constant_buffers,
            bindings,
            places: HashMap::new(),
            scratch: HashMap::new(),
            saved: HashMap::new(),
        }
    }

    fn whole(&self, buffer: usize) -> Place {
        Place { buffer, offset: 0, bytes: self.bindings[buffer].bytes }
    }

    fn variable(&self, index: usize) -> Place {
        self.whole(self.first_variable + self.ranks[index])
    }

    /// Where a value is: its own place, or that of what it reshapes.
    fn place(&self, value: Value) -> Result<Place> {
        let root = root(self.graph, value);
        if let Some(&place) = self.places.get(&root) {
            return Ok(place);
        }
        match &self.graph.node(root).source {
            Source::Input(i) => Ok(self.whole(1 + i)),
            Source::Variable(i) => Ok(self.variable(*i)),
            Source::Constant(_) => Ok(self.whole(self.constant_buffers[&root.node])),
            Source::Op(op) => Err(Error::Internal(format!("{} has no memory", op.name()))),
        }
    }

    fn place_values(&mut self, schedule: &Schedule, outputs: &[Value]) {
        let graph = self.graph;
        let order: Vec<u32> =
            schedule.compute.iter().copied().chain(schedule.commit.iter().map(|c| c.0)).collect();
        for (node, pairs) in &schedule.commit {
            for &(output, variable) in pairs {
                self.places.insert(Value { node: *node, output }, self.variable(variable));
            }
        }
        for (index, &output) in outputs.iter().enumerate() {
            if graph.op(output).is_some_and(|op| !op.is_reshape()) {
                let place = self.whole(self.first_output + index);
                self.places.entry(output).or_insert(place);
            }
        }
        let end = order.len();
        let mut lives: Vec<Lifetime> = Vec::new();
        let mut owners: Vec<Owner> = Vec::new();
        let mut index_of: HashMap<Value, usize> = HashMap::new();
        for (at, &node) in order.iter().enumerate() {
            let entry = &graph.nodes()[node as usize];
            for &input in &entry.inputs {
                if let Some(&life) = index_of.get(&root(graph, input)) {
                    lives[life].last = at;
                }
            }
            for (output, ty) in entry.types.iter().enumerate() {
                let value = Value { node, output: output as u32 };
                if !self.places.contains_key(&value) {
                    index_of.insert(value, lives.len());
                    lives.push(Lifetime { bytes: ty.bytes(), first: at, last: at });
                    owners.push(Owner::Value(value));
                }
            }
            if let Source::Op(op) = &entry.source {
                let types: Vec<&TensorType> = entry.inputs.iter().map(|&v| graph.ty(v)).collect();
                lives.push(Lifetime { bytes: op.scratch(&types), first: at, last: at });
                owners.push(Owner::Scratch(node));
            }
        }
        for value in outputs.iter().chain(graph.assigns().iter().map(|(_, value)| value)) {
            let root = root(graph, *value);
            if let Some(&life) = index_of.get(&root) {
                lives[life].last = end;
            }
        }
        for &(variable, value) in graph.assigns() {
            let root = root(graph, value);
            if matches!(graph.node(root).source, Source::Variable(v) if v != variable) {
                lives.push(Lifetime { bytes: graph.ty(root).bytes(), first: 0, last: end });
                owners.push(Owner::Saved(root));
            }
        }
        for (owner, life) in owners.iter().zip(&mut lives) {
            // What nothing reads is dead where it was written; an op that can leave it out gets no memory for it.
            if matches!(owner, Owner::Value(value) if life.first == life.last && optional(graph, *value))
            {
                life.bytes = 0;
            }
        }
        let (offsets, arena) = memory::plan(&lives);
        self.bindings[0].bytes = arena;
        for ((owner, offset), life) in owners.into_iter().zip(offsets).zip(lives) {
            let place = Place { buffer: 0, offset, bytes: life.bytes };
            match owner {
                Owner::Value(value) => self.places.insert(value, place),
                Owner::Scratch(node) => self.scratch.insert(node, place),
                Owner::Saved(value) => self.saved.insert(value, place),
            };
        }
    }

    /// Compute, copies to outputs, commits, copies to variables: in this order, so that a step that
    /// fails has written no variable.
    fn steps(&self, schedule: &Schedule, outputs: &[Value]) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for (&value, &to) in &self.saved {
            steps.push(Step::Copy { from: self.place(value)?, to });
        }
        for &node in &schedule.compute {
            self.push_op(node, &mut steps)?;
        }
        for (index, &output) in outputs.iter().enumerate() {
            let (from, to) = (self.place(output)?, self.whole(self.first_output + index));
            if from != to {
                steps.push(Step::Copy { from, to });
            }
        }
        for (node, _) in &schedule.commit {
            self.push_op(*node, &mut steps)?;
        }
        for &(variable, value) in self.graph.assigns() {
            let root = root(self.graph, value);
            let from = match self.saved.get(&root) {
                Some(&place) => place,
                None => self.place(value)?,
            };
            let to = self.variable(variable);
            if from != to {
                steps.push(Step::Copy { from, to });
            }
        }
        Ok(steps)
    }

    fn push_op(&self, node: u32, steps: &mut Vec<Step>) -> Result<()> {
        let entry = &self.graph.nodes()[node as usize];
        let Source::Op(op) = &entry.source else { return Ok(()) };
        let mut reads = Vec::with_capacity(entry.inputs.len());
        for &input in &entry.inputs {
            reads.push(Operand { place: self.place(input)?, ty: self.graph.ty(input).clone() });
        }
        let mut writes = Vec::with_capacity(entry.types.len());
        for (output, ty) in entry.types.iter().enumerate() {
            let place = self.place(Value { node, output: output as u32 })?;
            writes.push(Operand { place, ty: ty.clone() });
        }
        for &(input, output) in op.in_place() {
            let (from, to) = (reads[input].place, writes[output].place);
            if from != to {
                steps.push(Step::Copy { from, to });
            }
            reads[input].place.bytes = 0;
        }
        steps.push(Step::Run { op: Arc::clone(op), reads, writes, scratch: self.scratch[&node] });
        Ok(())
    }
}

/// The variables in locking order, each with whether the plan writes it.
fn bound_variables(graph: &Graph, variables: &[Arc<Variable>]) -> Vec<(Arc<Variable>, bool)> {
    let bind = |(i, v): (usize, &Arc<Variable>)| (Arc::clone(v), written(graph, i));
    let mut bound: Vec<_> = variables.iter().enumerate().map(bind).collect();
    bound.sort_by_key(|(variable, _)| Arc::as_ptr(variable));
    bound
}

/// Whether the step writes a variable of the graph.
fn written(graph: &Graph, variable: usize) -> bool {
    graph.assigns().iter().any(|&(assigned, _)| assigned == variable)
}

/// Whether its op can do without writing a value.
fn optional(graph: &Graph, value: Value) -> bool {
    graph.op(value).is_some_and(|op| op.optional_outputs().contains(&(value.output as usize)))
}

/// What a lifetime belongs to.
enum Owner {
    Value(Value),
    Scratch(u32),
    Saved(Value),
}
