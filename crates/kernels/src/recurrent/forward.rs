//! The walk forward: each chunk of the batch goes through all steps on its own, in blocks of steps whose operands stay in
//! cache: x is gathered, and h written out, a block at a time.

use std::ops::Range;

use crate::pool::Pool;
use crate::simd::{Float, dispatch};

use super::cell::{Cell, Forward, Strided};
use super::operands::operand_row;
use super::product::row_len;
use super::rows::{CopyRows, Place};
use super::sequence::{Inputs, Masking, Rows, Sequence, take, whole_lines};

/// What a layer writes; a slice that nobody wants is empty.
pub struct Outputs<'a, T> {
    /// The output of each step, in the order of the walk: [batch, steps, units].
    pub sequence: &'a mut [T],
    /// The output of the last step: [batch, units].
    pub last: &'a mut [T],
    /// The states after the last step: [batch, units] each.
    pub states: [&'a mut [T]; 2],
    /// h after each step, for the way back: [batch, steps, units].
    pub kept: &'a mut [T],
    /// Or the operands, where they are kept: see [`super::kept_operands`].
    pub operands: &'a mut [T],
    /// What else the way back needs: [batch, steps, saved * units].
    pub saved: &'a mut [T],
}

/// Elements of operands that a chunk holds at once.
const BLOCK: usize = 32 * 1024;

/// Row lengths and sizes of one chunk's scratch memory.
struct Sizes {
    a_row: usize,
    z_row: usize,
    state_row: usize,
    /// Steps of a block; it has one operand more, for the next block's first h.
    block: usize,
}

impl Sizes {
    fn new<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> Self {
        let a_row = operand_row(cell, sequence);
        let steps = BLOCK / (sequence.chunk_rows() * a_row);
        Self {
            a_row,
            z_row: row_len(C::GATES * sequence.units),
            state_row: row_len(sequence.units),
            block: steps.clamp(1, sequence.steps.max(1)),
        }
    }

    fn chunk<T: Float, C: Cell<T>>(&self, sequence: Sequence) -> usize {
        let row = (self.block + 1) * self.a_row + self.z_row + (C::STATES + 1) * self.state_row;
        sequence.chunk_rows() * row
    }
}

/// Elements of scratch memory that [`forward`] needs.
pub fn forward_scratch<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> usize {
    let chunk = Sizes::new(cell, sequence).chunk::<T, C>(sequence);
    whole_lines(cell.forward_packed(sequence)) + sequence.chunks() * chunk
}

/// Runs the layer over the whole sequence.
pub fn forward<T: Float, C: Cell<T>>(
    cell: &C,
    pool: &Pool,
    sequence: Sequence,
    inputs: &Inputs<'_, T>,
    outputs: Outputs<'_, T>,
    mut scratch: &mut [T],
) {
    let Sequence { steps, units, .. } = sequence;
    let packed = take(&mut scratch, cell.forward_packed(sequence));
    packed.fill(T::ZERO);
    cell.pack_forward(sequence, inputs, packed);
    let packed = &*packed;

    let mut sizes = Sizes::new(cell, sequence);
    let chunk_len = sizes.chunk::<T, C>(sequence);
    if !outputs.operands.is_empty() {
        sizes.block = steps;
    }
    let room = Rows::new(scratch, chunk_len);
    let [h, c] = outputs.states;
    let shared = [
        Rows::new(outputs.sequence, steps * units),
        Rows::new(outputs.last, units),
        Rows::new(h, units),
        Rows::new(c, units),
        Rows::new(outputs.kept, steps * units),
        Rows::new(outputs.saved, steps * C::SAVED * units),
        Rows::new(outputs.operands, (steps + 1) * sizes.a_row),
    ];
    pool.for_chunks(sequence.chunks(), |i| {
        let i = sequence.ith(i);
        let rows = sequence.chunk(i);
        // SAFETY: no two chunks have a row of the batch, or a part of the scratch memory, in common.
        let [all, last, h, c, kept, saved, operands] =
            shared.map(|tensor| unsafe { tensor.part(&rows) });
        // SAFETY: as above.
        let mut room = unsafe { room.part(&(i..i + 1)) };
        let inputs = inputs.of_rows(sequence, &rows);
        let rows = rows.len();
        let mut walk = Walk {
            cell,
            sequence,
            sizes: &sizes,
            inputs,
            masking: Masking::new(inputs.mask, sequence),
            rows,
            a: if operands.is_empty() {
                take(&mut room, (sizes.block + 1) * rows * sizes.a_row)
            } else {
                operands
            },
            z: take(&mut room, rows * sizes.z_row),
            h: take(&mut room, rows * sizes.state_row),
            next: take(&mut room, rows * sizes.state_row),
            c: take(&mut room, (C::STATES - 1) * rows * sizes.state_row),
            saved,
        };
        walk.start();
        for first in (0..steps).step_by(sizes.block) {
            walk.block(packed, first..steps.min(first + sizes.block), [&mut *all, &mut *kept]);
        }
        walk.end(last, [h, c]);
    });
}

/// One chunk on its way.
struct Walk<'a, T, C> {
    cell: &'a C,
    sequence: Sequence,
    sizes: &'a Sizes,
    inputs: Inputs<'a, T>,
    masking: Masking<'a>,
    rows: usize,
    a: &'a mut [T],
    z: &'a mut [T],
    h: &'a mut [T],
    next: &'a mut [T],
    c: &'a mut [T],
    saved: &'a mut [T],
}

impl<T: Float, C: Cell<T>> Walk<'_, T, C> {
    fn start(&mut self) {
        let (n, row) = (self.sequence.units, self.sizes.state_row);
        let states = [&mut *self.h, &mut *self.c];
        for (from, to) in self.inputs.states.into_iter().zip(states).take(C::STATES) {
            let (from_place, to_place) = (Place::rows(0, n), Place::rows(0, row));
            dispatch(CopyRows { n, ..CopyRows::new(self.rows, from, from_place, to, to_place) });
        }
        let one = self.cell.input(self.sequence) + self.sequence.features;
        for a in self.a.chunks_exact_mut(self.sizes.a_row) {
            a[one] = T::ONE;
        }
    }

    /// Goes through a block of steps, and writes h after each of them to `outputs`: the sequence, and what is kept.
    fn block(&mut self, packed: &[T], block: Range<usize>, mut outputs: [&mut [T]; 2]) {
        let features = self.sequence.features;
        let (rows, a_row, input) = (self.rows, self.sizes.a_row, self.cell.input(self.sequence));
        let place = Place { start: 0, row: a_row, step: (rows * a_row) as isize };
        let from = self.sequence.place_of(block.start, features);
        dispatch(CopyRows {
            steps: block.len(),
            n: features,
            ..CopyRows::new(rows, self.inputs.x, from, self.a, Place { start: input, ..place })
        });
        self.pass_on(0);
        for step in 0..block.len() {
            self.step(packed, block.start + step, step);
            if self.inputs.dropout.is_some() {
                std::mem::swap(&mut self.h, &mut self.next);
                self.pass_on(step + 1);
                let (from, step) = (Place::rows(0, self.sizes.state_row), block.start + step);
                self.write_outputs(step..step + 1, self.h, from, &mut outputs);
            }
        }
        if self.inputs.dropout.is_none() {
            self.write_outputs(
                block.clone(),
                self.a,
                Place { start: rows * a_row, ..place },
                &mut outputs,
            );
            let from = Place::rows(block.len() * rows * a_row, a_row);
            let to = Place::rows(0, self.sizes.state_row);
            dispatch(CopyRows {
                n: self.sequence.units,
                ..CopyRows::new(rows, self.a, from, self.h, to)
            });
        }
    }

    /// Copies h to the operand of the `place`th step of the block.
    fn pass_on(&mut self, place: usize) {
        let from = Place::rows(0, self.sizes.state_row);
        let to = Place::rows(place * self.rows * self.sizes.a_row, self.sizes.a_row);
        dispatch(CopyRows {
            n: self.sequence.units,
            scale: self.inputs.dropout,
            ..CopyRows::new(self.rows, self.h, from, self.a, to)
        });
    }

    fn step(&mut self, packed: &[T], step: usize, place: usize) {
        let Sequence { steps, units, .. } = self.sequence;
        let Sizes { a_row, z_row, state_row, .. } = *self.sizes;
        let rows = self.rows;
        let saved_row = C::SAVED * units;
        let (a, after) = self.a[place * rows * a_row..].split_at_mut(rows * a_row);
        let mut forward = Forward {
            rows,
            active: self.masking.active(step),
            a,
            a_row,
            z: self.z,
            z_row,
            h: Some(Strided { data: self.h, row: state_row }),
            next: self.next,
            next_row: state_row,
            c: self.c,
            c_row: state_row,
            saved: self.saved.get_mut(step * saved_row..).unwrap_or(&mut []),
            saved_row: steps * saved_row,
        };
        if self.inputs.dropout.is_none() {
            // No need to copy h: it is in the operand, and goes straight into the next one.
            forward.h = None;
            (forward.next, forward.next_row) = (after, a_row);
        }
        self.cell.forward(self.sequence, packed, &mut forward);
    }

    /// Writes h after some steps to the outputs that are wanted.
    fn write_outputs(&self, block: Range<usize>, from: &[T], place: Place, to: &mut [&mut [T]; 2]) {
        let Sequence { steps, units, .. } = self.sequence;
        let row = steps * units;
        let to_place = Place { start: block.start * units, row, step: units as isize };
        for to in to.iter_mut().filter(|to| !to.is_empty()) {
            dispatch(CopyRows {
                steps: block.len(),
                n: units,
                ..CopyRows::new(self.rows, from, place, to, to_place)
            });
        }
        let sequence = &mut to[0];
        if !sequence.is_empty() && self.inputs.mask.is_some() {
            for r in 0..self.rows {
                for step in block.clone().filter(|&step| !self.masking.shows(r, step)) {
                    sequence[r * row + step * units..][..units].fill(T::ZERO);
                }
            }
        }
    }

    fn end(&self, last: &mut [T], [h, c]: [&mut [T]; 2]) {
        let (n, row) = (self.sequence.units, self.sizes.state_row);
        for (from, to) in [(&*self.h, &mut *last), (self.h, h), (self.c, c)] {
            if !to.is_empty() && !from.is_empty() {
                let (from_place, to_place) = (Place::rows(0, row), Place::rows(0, n));
                dispatch(CopyRows {
                    n,
                    ..CopyRows::new(self.rows, from, from_place, to, to_place)
                });
            }
        }
        let step = self.sequence.steps - 1;
        if !last.is_empty() && self.inputs.mask.is_some() {
            for r in (0..self.rows).filter(|&r| !self.masking.shows(r, step)) {
                last[r * n..][..n].fill(T::ZERO);
            }
        }
    }
}
