//! Blocks: many steps of a plan over a data set in one call.

use std::sync::atomic::{AtomicBool, Ordering};

use corten_graph::Result;

use crate::{Buffer, Dataset, Plan};

/// Which rows a block covers.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    /// Position of the first row.
    pub start: usize,
    /// Rows a step; the plan's batch.
    pub batch: usize,
    /// Number of steps.
    pub steps: usize,
}

/// What a block has done.
#[derive(Debug)]
pub struct BlockOutcome {
    /// Steps that ran; fewer than asked for after an abort.
    pub steps: usize,
    /// The last step's outputs.
    pub outputs: Vec<Buffer>,
}

impl Plan {
    /// Runs consecutive batches; stops between two steps once `abort` is set.
    pub fn run_block(
        &self,
        data: &Dataset,
        block: Block,
        abort: &AtomicBool,
    ) -> Result<BlockOutcome> {
        let mut outputs: Vec<Buffer> =
            self.outputs.iter().map(|ty| Buffer::zeroed(ty.bytes())).collect();
        let mut targets: Vec<&mut [u8]> = outputs.iter_mut().map(Buffer::bytes_mut).collect();
        let mut staging = Vec::new();
        let mut state = self.take_state();
        let mut run = |step: usize| {
            let start = block.start + step * block.batch;
            data.with_rows(start, block.batch, &mut staging, |rows| {
                self.run_with(&mut state, rows, &mut targets)
            })?
        };
        let mut steps = 0;
        let mut result = Ok(());
        while steps < block.steps && result.is_ok() && !abort.load(Ordering::Relaxed) {
            result = run(steps);
            steps += usize::from(result.is_ok());
        }
        self.states.lock().push(state);
        result.map(|()| BlockOutcome { steps, outputs })
    }
}
