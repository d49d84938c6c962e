//! Elementwise computation: one kernel that runs a small register program over blocks of elements.
//!
//! A single op is a program of one instruction; the planner's fusion builds longer ones with
//! [`Program`]. A block is small enough for its registers to stay in the first-level cache, so that
//! a chain of ops reads its inputs and writes its outputs once, whatever its length. Inputs are
//! broadcast by [`Access`]; those that are not floats are converted as they are loaded.

mod access;
mod binary;
mod cast;
mod integer;
mod program;
mod run;
#[cfg(test)]
mod tests;
mod unary;

pub use access::Access;
pub use binary::Binary;
pub use cast::cast;
pub use integer::{Integer, binary as integer_binary, select, unary as integer_unary};
pub use program::{Function, Instruction, MAX_REGISTERS, Program, Register};
pub use run::{Data, Source, Target, run};
pub use unary::Unary;

/// Elements of a block.
const BLOCK: usize = 512;

/// Evaluates an expression of vectors over whole vectors of a block, from pointers to a pointer.
/// A macro and not a function that takes a closure: the expression has to be inlined for certain.
macro_rules! lanes {
    ($simd:ident, $n:ident, $to:ident, [$($x:ident = $from:ident),*] $body:expr) => {{
        let mut i = 0;
        while i < $n {
            // SAFETY: the caller's contract: `n` elements, a multiple of LANES, are there.
            $(let $x = unsafe { $simd.load_ptr($from.add(i)) };)*
            let result = $body;
            // SAFETY: as above; a target that is also an operand was read before.
            unsafe { $simd.store_ptr($to.add(i), result) };
            i += S::LANES;
        }
    }};
}
use lanes;
