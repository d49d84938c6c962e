//! Which walks keep their operands `[h | x | 1]` for the way back, which then copies neither x nor h again.

use crate::simd::Float;

use super::cell::Cell;
use super::product::row_len;
use super::sequence::Sequence;

/// Most elements that a chunk keeps: what may wait in the second-level cache for the way back.
const MOST: usize = 64 * 1024;

/// Shape of the operands of a whole walk, [batch, steps + 1, row], the last of which has h alone; none if they are too
/// many. The rows of a chunk follow one another step by step. With dropout they have not h, so cannot be kept.
pub fn kept_operands<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> Option<[usize; 3]> {
    let row = row_len(cell.operand(sequence));
    let steps = sequence.steps + 1;
    let few = sequence.chunk_rows() * steps * row <= MOST;
    (C::KEEPS_OPERANDS && few).then_some([sequence.batch, steps, row])
}
