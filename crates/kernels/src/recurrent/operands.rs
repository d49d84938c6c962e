//! How long the operands `[h | x | 1]` are, and which walks keep them for the way back, which then copies neither x nor h
//! again.

use crate::simd::Float;

use super::cell::Cell;
use super::product::{LINE, row_len};
use super::sequence::Sequence;

/// Most elements that a chunk keeps: what may wait in the second-level cache for the way back.
const MOST: usize = 64 * 1024;

/// Shape of the operands of a whole walk, [batch, steps + 1, row], the last of which has h alone; none if they are too
/// many. The rows of a chunk follow one another step by step. With dropout they have not h, so cannot be kept.
pub fn kept_operands<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> Option<[usize; 3]> {
    let row = operand_row(cell, sequence);
    let steps = sequence.steps + 1;
    let few = sequence.chunk_rows() * steps * row <= MOST;
    (C::KEEPS_OPERANDS && few).then_some([sequence.batch, steps, row])
}

/// Length of an operand's row: as short as can be, unless the way back reads vectors from the middle of it on.
pub(super) fn operand_row<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> usize {
    let operand = cell.operand(sequence);
    match &cell.gradients(sequence).parts[..] {
        [(columns, _)] if columns.start == 0 => (operand.div_ceil(LINE) | 1) * LINE,
        _ => row_len(operand),
    }
}
