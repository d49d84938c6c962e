//! A plan: the steps of a compiled graph, the memory they use, and the variables they share.

use std::fmt;
use std::sync::Arc;

use corten_graph::{Array, Op, TensorType};
use parking_lot::Mutex;

use crate::Variable;
use crate::arena::{Binding, Operand, Place};
use crate::run::RunState;

/// One entry of a plan.
#[derive(Debug)]
pub(crate) enum Step {
    /// Runs an op.
    Run { op: Arc<dyn Op>, reads: Vec<Operand>, writes: Vec<Operand>, scratch: Place },
    /// Copies bytes.
    Copy { from: Place, to: Place },
}

/// A compiled graph. Any number of runs may be under way; those that share a variable which one of
/// them writes wait for each other.
pub struct Plan {
    pub(crate) steps: Vec<Step>,
    pub(crate) inputs: Vec<TensorType>,
    pub(crate) outputs: Vec<TensorType>,
    pub(crate) constants: Vec<Arc<Array>>,
    /// In the order of their addresses, in which every run locks them; and whether the plan writes it.
    pub(crate) variables: Vec<(Arc<Variable>, bool)>,
    /// The buffers that a run binds: arena, inputs, outputs, constants, variables.
    pub(crate) bindings: Vec<Binding>,
    pub(crate) states: Mutex<Vec<RunState>>,
}

/// What a plan costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanStats {
    /// Ops that a run executes.
    pub ops: usize,
    /// Copies that a run executes.
    pub copies: usize,
    /// Bytes of the arena.
    pub arena_bytes: usize,
}

impl Plan {
    /// Types of the inputs.
    pub fn inputs(&self) -> &[TensorType] {
        &self.inputs
    }

    /// Types of the outputs.
    pub fn outputs(&self) -> &[TensorType] {
        &self.outputs
    }

    /// What a run costs.
    pub fn stats(&self) -> PlanStats {
        let ops = self.steps.iter().filter(|step| matches!(step, Step::Run { .. })).count();
        PlanStats { ops, copies: self.steps.len() - ops, arena_bytes: self.bindings[0].bytes }
    }

    fn name(&self, place: Place) -> String {
        let mut index = place.buffer;
        let groups = [
            ("arena", 1),
            ("input", self.inputs.len()),
            ("output", self.outputs.len()),
            ("constant", self.constants.len()),
            ("variable", self.variables.len()),
        ];
        for (group, count) in groups {
            if index < count {
                return match group {
                    "arena" => format!("@{}", place.offset),
                    _ => format!("{group}{index}"),
                };
            }
            index -= count;
        }
        "?".into()
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = self.stats();
        writeln!(
            f,
            "plan: {} ops, {} copies, arena {} bytes",
            stats.ops, stats.copies, stats.arena_bytes
        )?;
        for step in &self.steps {
            match step {
                Step::Copy { from, to } => {
                    writeln!(f, "  {} = {}", self.name(*to), self.name(*from))?;
                }
                Step::Run { op, reads, writes, .. } => {
                    let list = |operands: &[Operand]| {
                        let show = |o: &Operand| format!("{}:{}", self.name(o.place), o.ty);
                        operands.iter().map(show).collect::<Vec<_>>().join(", ")
                    };
                    writeln!(f, "  {} = {op:?}({})", list(writes), list(reads))?;
                }
            }
        }
        Ok(())
    }
}
