//! What all recurrent layers share: sizes, the order of steps, masks, and how the batch is cut.

use std::ops::Range;

use crate::pool::SharedMut;
use crate::simd::Float;

use super::rows::Place;

/// Most rows of a chunk.
const MAX_ROWS: usize = 56;

/// A batch of sequences and how a layer walks them.
#[derive(Clone, Copy, Debug)]
pub struct Sequence {
    /// Sequences.
    pub batch: usize,
    /// Time steps of each, at least one.
    pub steps: usize,
    /// Numbers of a step's input.
    pub features: usize,
    /// Numbers of a state.
    pub units: usize,
    /// Whether the last step comes first.
    pub reverse: bool,
    /// Whether the output of a masked step is zero instead of the output before it.
    pub zero_output_for_mask: bool,
}

impl Sequence {
    /// Rows of the batch that one chunk takes through time: a quarter of the batch, for four threads, but enough to
    /// fill a tile and few enough to stay in cache.
    pub(super) fn chunk_rows(&self) -> usize {
        self.batch.div_ceil(4).clamp(8, MAX_ROWS)
    }

    /// The chunks of the batch.
    pub(super) fn chunks(&self) -> usize {
        self.batch.div_ceil(self.chunk_rows())
    }

    /// The chunk that is `i`th in the pool's range, at both ends of which threads begin: every other one from either end,
    /// so that each gets as many of the larger chunks, which come first.
    pub(super) fn ith(&self, i: usize) -> usize {
        let last = self.chunks() - 1;
        if 2 * i <= last { 2 * i } else { 2 * (last - i) + 1 }
    }

    /// Rows of chunk `i`; chunks are as even as can be, the larger first.
    pub(super) fn chunk(&self, i: usize) -> Range<usize> {
        let (rows, larger) = (self.batch / self.chunks(), self.batch % self.chunks());
        let start = |i: usize| i * rows + i.min(larger);
        start(i)..start(i + 1)
    }

    /// Place in time of the `step`th step.
    pub fn time(&self, step: usize) -> usize {
        if self.reverse { self.steps - 1 - step } else { step }
    }

    /// Where the walk's steps from `step` on lie in a [batch, steps, n] tensor whose rows are in the order of time.
    pub(super) fn place_of(&self, step: usize, n: usize) -> Place {
        let one = if self.reverse { -(n as isize) } else { n as isize };
        Place { start: self.time(step) * n, row: self.steps * n, step: one }
    }
}

/// What a layer reads. The second state is empty for cells that have one.
#[derive(Clone, Copy)]
pub struct Inputs<'a, T> {
    /// [batch, steps, features].
    pub x: &'a [T],
    /// Initial states, [batch, units] each.
    pub states: [&'a [T]; 2],
    /// [features, gates * units].
    pub kernel: &'a [T],
    /// [units, gates * units].
    pub recurrent_kernel: &'a [T],
    /// [gates * units], or two such rows.
    pub bias: Option<&'a [T]>,
    /// [batch, steps]; a step whose byte is 0 keeps the state.
    pub mask: Option<&'a [u8]>,
    /// [batch, units], by which h is multiplied before the recurrent product.
    pub dropout: Option<&'a [T]>,
}

impl<'a, T: Float> Inputs<'a, T> {
    /// What concerns these rows of the batch.
    pub(super) fn of_rows(&self, sequence: Sequence, rows: &Range<usize>) -> Self {
        let Sequence { steps, features, units, .. } = sequence;
        Self {
            x: part(self.x, rows, steps * features),
            states: self.states.map(|state| part(state, rows, units)),
            mask: self.mask.map(|mask| part(mask, rows, steps)),
            dropout: self.dropout.map(|dropout| part(dropout, rows, units)),
            ..*self
        }
    }
}

/// Rows `rows` of a tensor whose rows have `row` elements; none if it is not there.
pub(super) fn part<'a, E>(all: &'a [E], rows: &Range<usize>, row: usize) -> &'a [E] {
    all.get(rows.start * row..rows.end * row).unwrap_or(&[])
}

/// The mask of a chunk, and at which steps the output is h.
pub(super) struct Masking<'a> {
    mask: Option<&'a [u8]>,
    sequence: Sequence,
    /// For each row the first step that is not masked.
    first: [usize; MAX_ROWS],
}

impl<'a> Masking<'a> {
    pub fn new(mask: Option<&'a [u8]>, sequence: Sequence) -> Self {
        let mut first = [0; MAX_ROWS];
        if let Some(mask) = mask {
            for (first, mask) in first.iter_mut().zip(mask.chunks_exact(sequence.steps)) {
                let on = |&step: &usize| mask[sequence.time(step)] != 0;
                *first = (0..sequence.steps).find(on).unwrap_or(sequence.steps);
            }
        }
        Self { mask, sequence, first }
    }

    /// The rows that take part in `step`.
    pub fn active(&self, step: usize) -> Active<'a> {
        let Sequence { steps, .. } = self.sequence;
        Active { mask: self.mask.map(|mask| (mask, steps)), time: self.sequence.time(step) }
    }

    /// Whether the output of row `r` at `step` is h. A masked step repeats the output before it, which is zero if there
    /// was none (even where the state is not), or is zero by request.
    pub fn shows(&self, r: usize, step: usize) -> bool {
        self.active(step).is(r) || (!self.sequence.zero_output_for_mask && self.first[r] <= step)
    }
}

/// Which rows of a chunk take part in a step.
#[derive(Clone, Copy)]
pub struct Active<'a> {
    /// The chunk's mask, and the length of its rows.
    mask: Option<(&'a [u8], usize)>,
    /// Place in time.
    time: usize,
}

impl Active<'_> {
    /// Whether all rows do.
    pub(super) fn all(&self) -> bool {
        self.mask.is_none()
    }

    /// Whether row `r` does.
    #[inline(always)]
    pub(super) fn is(&self, r: usize) -> bool {
        self.mask.is_none_or(|(mask, row)| mask[r * row + self.time] != 0)
    }
}

/// A tensor of rows, of which every chunk takes its own; empty where nobody wants it.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T> {
    data: SharedMut<'a, T>,
    row: usize,
}

impl<'a, T: Float> Rows<'a, T> {
    pub fn new(data: &'a mut [T], row: usize) -> Self {
        Self { data: SharedMut::new(data), row }
    }

    /// The elements of rows `rows`; none if the tensor is not wanted.
    ///
    /// # Safety
    /// No other part in use may overlap these rows.
    pub unsafe fn part(&self, rows: &Range<usize>) -> &'a mut [T] {
        if self.data.is_empty() {
            return &mut [];
        }
        // SAFETY: the caller's contract.
        unsafe { self.data.slice(rows.start * self.row, rows.len() * self.row) }
    }
}

/// Cuts the next `len` elements off `scratch`, whole cache lines of them.
pub(super) fn take<'a, T>(scratch: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let (part, rest) = std::mem::take(scratch).split_at_mut(whole_lines(len));
    *scratch = rest;
    part
}

/// What [`take`] cuts off for `len` elements.
pub(super) fn whole_lines(len: usize) -> usize {
    len.next_multiple_of(16)
}

#[cfg(test)]
mod tests {
    use super::Sequence;

    #[test]
    fn every_chunk_comes_once_and_the_larger_ones_from_both_ends() {
        for batch in 1..300 {
            let (reverse, zero_output_for_mask) = (false, false);
            let (steps, features, units) = (1, 1, 1);
            let sequence =
                Sequence { batch, steps, features, units, reverse, zero_output_for_mask };
            let chunks = sequence.chunks();
            let order: Vec<usize> = (0..chunks).map(|i| sequence.ith(i)).collect();
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..chunks).collect::<Vec<_>>());
            let rows =
                |chunks: &[usize]| chunks.iter().map(|&i| sequence.chunk(i).len()).sum::<usize>();
            let (front, back) = order.split_at(chunks / 2);
            assert!(chunks % 2 == 1 || rows(front).abs_diff(rows(back)) <= 1, "{batch}");
        }
    }
}
