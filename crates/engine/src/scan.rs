//! Loops: a `scan` whose body is a plan of its own, run once a step on slices of the loop's tensors.

use std::fmt;
use std::mem;
use std::ops::Range;

use corten_graph::ops::Scan;
use corten_graph::{Context, Op, Result, TensorType, View, ViewMut};
use smallvec::SmallVec;

use crate::passes::Passes;
use crate::{Plan, compile};

/// A `scan` that is ready to run. Carries go to and fro between two places in the scratch memory.
pub(crate) struct CompiledScan {
    scan: Scan,
    body: Plan,
}

impl CompiledScan {
    /// Compiles the body.
    pub fn new(scan: Scan, passes: Passes) -> Result<Self> {
        let body = compile(scan.body(), scan.body_outputs(), &[], passes)?;
        Ok(Self { scan, body })
    }

    fn carries(&self) -> &[TensorType] {
        &self.body.inputs()[..self.scan.spec().carries]
    }
}

impl fmt::Debug for CompiledScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {:?}", self.scan, self.body.stats())
    }
}

/// Room for one set of carries, each aligned to a cache line.
fn carries_bytes(carries: &[TensorType]) -> usize {
    carries.iter().map(|ty| ty.bytes().next_multiple_of(64)).sum()
}

/// Cuts memory into one piece a carry.
fn pieces<'a>(carries: &[TensorType], mut memory: &'a mut [u8]) -> Few<&'a mut [u8]> {
    let cut = |ty: &TensorType| {
        let (piece, rest) = mem::take(&mut memory).split_at_mut(ty.bytes().next_multiple_of(64));
        memory = rest;
        &mut piece[..ty.bytes()]
    };
    carries.iter().map(cut).collect()
}

/// Slice `step` of a stack of them.
fn slice(step: usize, bytes: usize) -> Range<usize> {
    step * bytes..(step + 1) * bytes
}

type Few<T> = SmallVec<[T; 12]>;

impl Op for CompiledScan {
    fn name(&self) -> &'static str {
        "scan"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        self.scan.infer(inputs)
    }

    fn scratch(&self, _: &[&TensorType]) -> usize {
        2 * carries_bytes(self.carries())
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let spec = self.scan.spec();
        let types = self.body.outputs();
        let (before, after) = context.scratch.split_at_mut(carries_bytes(self.carries()));
        let mut before = pieces(self.carries(), before);
        let mut after = pieces(self.carries(), after);
        for (carry, first) in before.iter_mut().zip(inputs) {
            carry.copy_from_slice(first.bytes);
        }
        let (last, stacks) = outputs.split_at_mut(spec.carries);
        let (yields, saved) = stacks.split_at_mut(types.len() - spec.carries);
        for step in self.scan.steps() {
            for (stack, carry) in saved.iter_mut().zip(&before).filter(|(s, _)| !s.bytes.is_empty())
            {
                stack.bytes[slice(step, carry.len())].copy_from_slice(carry);
            }
            let sliced = inputs[spec.carries..][..spec.per_step].iter();
            let sliced = sliced.zip(&self.body.inputs()[spec.carries..]);
            let sliced = sliced.map(|(stack, ty)| &stack.bytes[slice(step, ty.bytes())]);
            let captured = inputs[spec.carries + spec.per_step..].iter().map(|view| view.bytes);
            let reads: Few<&[u8]> =
                before.iter().map(|c| &**c).chain(sliced).chain(captured).collect();
            let yielded = yields.iter_mut().zip(&types[spec.carries..]);
            let yielded = yielded.map(|(stack, ty)| &mut stack.bytes[slice(step, ty.bytes())]);
            let mut writes: Few<&mut [u8]> =
                after.iter_mut().map(|c| &mut **c).chain(yielded).collect();
            self.body.run(&reads, &mut writes)?;
            drop((reads, writes));
            mem::swap(&mut before, &mut after);
        }
        for (output, carry) in last.iter_mut().zip(&before) {
            output.bytes.copy_from_slice(carry);
        }
        Ok(())
    }

    fn optional_outputs(&self) -> Range<usize> {
        self.scan.optional_outputs()
    }

    fn fallible(&self) -> bool {
        self.scan.fallible()
    }
}
