//! The walk forward: each chunk of the batch goes through all steps on its own.

use crate::pool::Pool;
use crate::simd::{Float, dispatch};

use super::cell::{Cell, Forward};
use super::product::row_len;
use super::rows::CopyRows;
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
    /// What else the way back needs: [batch, steps, saved * units].
    pub saved: &'a mut [T],
}

/// Elements of scratch memory that [`forward`] needs.
pub fn forward_scratch<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> usize {
    whole_lines(cell.forward_packed(sequence))
        + sequence.chunks() * chunk_scratch::<T, C>(cell, sequence)
}

fn chunk_scratch<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence) -> usize {
    let row = row_len(cell.operand(sequence))
        + row_len(C::GATES * sequence.units)
        + C::STATES * sequence.state_row();
    sequence.chunk_rows() * row
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

    let room = Rows::new(scratch, chunk_scratch::<T, C>(cell, sequence));
    let [h, c] = outputs.states;
    let shared = [
        Rows::new(outputs.sequence, steps * units),
        Rows::new(outputs.last, units),
        Rows::new(h, units),
        Rows::new(c, units),
        Rows::new(outputs.kept, steps * units),
        Rows::new(outputs.saved, steps * C::SAVED * units),
    ];
    pool.for_chunks(sequence.chunks(), |i| {
        let rows = sequence.chunk(i);
        // SAFETY: no two chunks have a row of the batch, or a part of the scratch memory, in common.
        let [all, last, h, c, kept, saved] = shared.map(|tensor| unsafe { tensor.part(&rows) });
        // SAFETY: as above.
        let mut room = unsafe { room.part(&(i..i + 1)) };
        let inputs = inputs.of_rows(sequence, &rows);
        let mut walk = Walk {
            cell,
            sequence,
            inputs,
            masking: Masking::new(inputs.mask, sequence),
            rows: rows.len(),
            a: take(&mut room, rows.len() * row_len(cell.operand(sequence))),
            z: take(&mut room, rows.len() * row_len(C::GATES * units)),
            h: take(&mut room, rows.len() * sequence.state_row()),
            c: take(&mut room, (C::STATES - 1) * rows.len() * sequence.state_row()),
            saved,
        };
        walk.start();
        for step in 0..steps {
            walk.step(packed, step);
            walk.write_outputs(
                step,
                all,
                kept,
                if step + 1 == steps { &mut *last } else { &mut [] },
            );
        }
        walk.end(h, c);
    });
}

/// One chunk on its way.
struct Walk<'a, T, C> {
    cell: &'a C,
    sequence: Sequence,
    inputs: Inputs<'a, T>,
    masking: Masking<'a>,
    rows: usize,
    a: &'a mut [T],
    z: &'a mut [T],
    h: &'a mut [T],
    c: &'a mut [T],
    saved: &'a mut [T],
}

impl<T: Float, C: Cell<T>> Walk<'_, T, C> {
    fn start(&mut self) {
        let (n, row) = (self.sequence.units, self.sequence.state_row());
        for (from, to) in
            self.inputs.states.into_iter().zip([&mut *self.h, &mut *self.c]).take(C::STATES)
        {
            dispatch(CopyRows {
                rows: self.rows,
                n,
                from,
                from_row: n,
                scale: None,
                to,
                to_row: row,
            });
        }
    }

    fn step(&mut self, packed: &[T], step: usize) {
        let Sequence { steps, features, units, .. } = self.sequence;
        let (time, rows) = (self.sequence.time(step), self.rows);
        let (a_row, state_row) =
            (row_len(self.cell.operand(self.sequence)), self.sequence.state_row());
        dispatch(CopyRows {
            rows,
            n: features,
            from: &self.inputs.x[time * features..],
            from_row: steps * features,
            scale: None,
            to: self.a,
            to_row: a_row,
        });
        for a in self.a.chunks_exact_mut(a_row) {
            a[features] = T::ONE;
        }
        dispatch(CopyRows {
            rows,
            n: units,
            from: self.h,
            from_row: state_row,
            scale: self.inputs.dropout,
            to: &mut self.a[features + 1..],
            to_row: a_row,
        });
        let saved_row = C::SAVED * units;
        let saved = self.saved.get_mut(step * saved_row..).unwrap_or(&mut []);
        let mut forward = Forward {
            rows,
            active: self.masking.active(step),
            a: self.a,
            a_row,
            z: self.z,
            z_row: row_len(C::GATES * units),
            states: [self.h, self.c],
            state_row,
            saved,
            saved_row: steps * saved_row,
        };
        self.cell.forward(self.sequence, packed, &mut forward);
    }

    /// Writes h after a step wherever it is wanted.
    fn write_outputs(&self, step: usize, sequence: &mut [T], kept: &mut [T], last: &mut [T]) {
        let Sequence { steps, units, .. } = self.sequence;
        let at = step * units;
        let copy = |to: &mut [T], to_row: usize| {
            if !to.is_empty() {
                let from_row = self.sequence.state_row();
                dispatch(CopyRows {
                    rows: self.rows,
                    n: units,
                    from: self.h,
                    from_row,
                    scale: None,
                    to,
                    to_row,
                });
            }
        };
        copy(kept.get_mut(at..).unwrap_or(&mut []), steps * units);
        for (to, row) in [(sequence.get_mut(at..).unwrap_or(&mut []), steps * units), (last, units)]
        {
            copy(to, row);
            if !to.is_empty() && self.inputs.mask.is_some() {
                for r in (0..self.rows).filter(|&r| !self.masking.shows(r, step)) {
                    to[r * row..][..units].fill(T::ZERO);
                }
            }
        }
    }

    fn end(&self, h: &mut [T], c: &mut [T]) {
        let (n, row) = (self.sequence.units, self.sequence.state_row());
        for (from, to) in [&*self.h, &*self.c].into_iter().zip([h, c]).take(C::STATES) {
            if !to.is_empty() {
                dispatch(CopyRows {
                    rows: self.rows,
                    n,
                    from,
                    from_row: row,
                    scale: None,
                    to,
                    to_row: n,
                });
            }
        }
    }
}
