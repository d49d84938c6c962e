//! Running a plan: lock the variables, bind the buffers, execute the steps.

use corten_graph::{Context, Error, Result};
use corten_kernels::Pool;

use crate::arena::{Addresses, Binder, Buffer};
use crate::plan::{Plan, Step};
use crate::variable::Guard;

/// Memory of one run, kept for the next.
pub(crate) struct RunState {
    arena: Buffer,
    addresses: Addresses,
    guards: Vec<Guard>,
}

impl Plan {
    /// Runs the plan once on borrowed inputs, writing results into the caller's memory.
    pub fn run(&self, inputs: &[&[u8]], outputs: &mut [&mut [u8]]) -> Result<()> {
        let mut state = self.take_state();
        let result = self.run_with(&mut state, inputs, outputs);
        self.states.lock().push(state);
        result
    }

    pub(crate) fn take_state(&self) -> RunState {
        let kept = self.states.lock().pop();
        kept.unwrap_or_else(|| RunState {
            arena: Buffer::zeroed(self.bindings[0].bytes),
            addresses: Addresses::default(),
            guards: Vec::with_capacity(self.variables.len()),
        })
    }

    /// Runs once with memory that the caller keeps over several runs.
    pub(crate) fn run_with(
        &self,
        state: &mut RunState,
        inputs: &[&[u8]],
        outputs: &mut [&mut [u8]],
    ) -> Result<()> {
        self.check_inputs(inputs)?;
        state.guards.extend(self.variables.iter().map(|(variable, write)| variable.lock(*write)));
        let result = self.execute(state, inputs, outputs);
        state.guards.clear();
        if result.is_ok() {
            for (variable, _) in self.variables.iter().filter(|(_, written)| *written) {
                variable.touch();
            }
        }
        result
    }

    fn execute(
        &self,
        state: &mut RunState,
        inputs: &[&[u8]],
        outputs: &mut [&mut [u8]],
    ) -> Result<()> {
        let mut binder = Binder::new(&mut state.addresses);
        binder.bind_mut(state.arena.bytes_mut());
        for bytes in inputs {
            binder.bind(bytes);
        }
        for bytes in outputs {
            binder.bind_mut(bytes);
        }
        for array in &self.constants {
            binder.bind(array.view().bytes);
        }
        for guard in &mut state.guards {
            match guard {
                Guard::Read(buffer) => binder.bind(buffer.bytes()),
                Guard::Write(buffer) => binder.bind_mut(buffer.bytes_mut()),
            }
        }
        let mut bound = binder.finish(&self.bindings)?;
        let pool = Pool::global();
        for step in &self.steps {
            match step {
                Step::Copy { from, to } => bound.copy(*from, *to),
                Step::Run { op, reads, writes, scratch } => {
                    bound.with_views(reads, writes, *scratch, |reads, writes, scratch| {
                        op.run(reads, writes, &mut Context { pool, scratch })
                    })?;
                }
            }
        }
        Ok(())
    }

    fn check_inputs(&self, inputs: &[&[u8]]) -> Result<()> {
        if inputs.len() != self.inputs.len() {
            let expected = format!("{} inputs", self.inputs.len());
            return Err(Error::shape("plan", expected, inputs.len().to_string()));
        }
        for (ty, bytes) in self.inputs.iter().zip(inputs) {
            if ty.bytes() != bytes.len() {
                let expected = format!("{ty}, {} bytes", ty.bytes());
                return Err(Error::shape("plan", expected, format!("{} bytes", bytes.len())));
            }
        }
        Ok(())
    }
}
