//! A chain of elementwise ops in one loop: what the planner's fusion makes of them. Not at the border.

use corten_kernels::elementwise::{Program, Register};

use super::{MAX_ARGUMENTS, check_broadcast, run_program};
use crate::{Context, DType, Error, Op, Result, TensorType, View, ViewMut};

/// Several elementwise ops as one. Inputs and outputs that are floats all have one float type;
/// the others are converted at the edges.
#[derive(Debug, Clone)]
pub struct Fused {
    program: Program,
    /// What every input broadcasts to.
    shape: Vec<usize>,
    /// Element types of the outputs.
    dtypes: Vec<DType>,
}

impl Fused {
    /// From a complete program; none where it needs more registers, inputs or outputs than a kernel has.
    pub fn new(program: Program, shape: Vec<usize>, dtypes: Vec<DType>) -> Option<Self> {
        let program = program.allocate()?;
        let fits = |count: usize| (1..=MAX_ARGUMENTS).contains(&count);
        let fits = program.inputs() <= MAX_ARGUMENTS && fits(dtypes.len());
        (fits && program.outputs().len() == dtypes.len()).then_some(Self { program, shape, dtypes })
    }

    /// The program, its registers shared.
    pub fn program(&self) -> &Program {
        &self.program
    }
}

impl Op for Fused {
    fn name(&self) -> &'static str {
        "fused"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        if inputs.len() != self.program.inputs() {
            let expected = format!("{} inputs", self.program.inputs());
            return Err(Error::shape(self.name(), expected, inputs.len().to_string()));
        }
        for input in inputs {
            check_broadcast(self.name(), &input.shape, &self.shape)?;
        }
        Ok(self.dtypes.iter().map(|&dtype| TensorType::new(dtype, self.shape.clone())).collect())
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let registers: &[Register] = self.program.outputs();
        run_program(context.pool, self.program.instructions(), registers, inputs, outputs);
        Ok(())
    }
}
