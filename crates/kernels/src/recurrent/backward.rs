//! The walk back: backpropagation through time and the weights' gradients, each chunk of the batch on its own, in blocks
//! of steps that stay in cache.

use std::ops::Range;

use crate::pool::Pool;
use crate::simd::{Float, dispatch};

use super::cell::{Backward, Cell, Gradients, Strided};
use super::operands::operand_row;
use super::product::{Product, Weights, pack, packed_len, row_len};
use super::rows::{CopyRows, Place};
use super::sequence::{Inputs, Masking, Rows, Sequence, part, take, whole_lines};
use super::sums::Sums;

/// What the way back reads beside the inputs; a slice that is not there is empty.
#[derive(Clone, Copy)]
pub struct Kept<'a, T> {
    /// h after each step: [batch, steps, units].
    pub h: &'a [T],
    /// Or the operands: see [`super::kept_operands`].
    pub operands: &'a [T],
    /// [batch, steps, saved * units].
    pub saved: &'a [T],
    /// Gradient of the output of each step: [batch, steps, units].
    pub d_sequence: &'a [T],
    /// Gradient of the last output: [batch, units].
    pub d_last: &'a [T],
    /// Gradients of the last states: [batch, units] each.
    pub d_states: [&'a [T]; 2],
}

/// The gradients of the inputs; a slice that nobody wants is empty.
pub struct InputGradients<'a, T> {
    /// [batch, steps, features].
    pub x: &'a mut [T],
    /// [batch, units] each.
    pub states: [&'a mut [T]; 2],
    /// As the kernel. All weights or none are wanted.
    pub kernel: &'a mut [T],
    /// As the recurrent kernel.
    pub recurrent_kernel: &'a mut [T],
    /// As the bias.
    pub bias: &'a mut [T],
}

/// Elements of a and dz that a chunk holds at once: what fits the second-level cache.
const BLOCK: usize = 64 * 1024;

/// Sizes of one chunk's scratch memory, in which a has no room where it was kept.
struct Sizes {
    a_row: usize,
    a_room: usize,
    dz_row: usize,
    block: usize,
    dx_row: usize,
    state_row: usize,
    sums: Sums,
}

impl Sizes {
    fn new<T: Float, C: Cell<T>>(cell: &C, sequence: Sequence, keeps_operands: bool) -> Self {
        let operand = cell.operand(sequence);
        let (a_row, dz_row) = (operand_row(cell, sequence), row_len(C::GATES * sequence.units));
        let dz = (C::GATES * sequence.units, dz_row);
        let sums = Sums::new(cell.gradients(sequence), sequence.units, (operand, a_row), dz);
        let a_room = if keeps_operands { 0 } else { a_row };
        let most = BLOCK / (sequence.chunk_rows() * (a_room + dz_row)).max(1);
        let blocks = sequence.steps.div_ceil(most.max(1));
        Self {
            a_row,
            a_room,
            dz_row,
            block: sequence.steps.div_ceil(blocks.max(1)).max(1),
            dx_row: row_len(sequence.features),
            state_row: row_len(sequence.units),
            sums,
        }
    }

    fn chunk<T: Float, C: Cell<T>>(&self, sequence: Sequence) -> usize {
        let rows = sequence.chunk_rows();
        let states = (C::STATES + 1) * rows * self.state_row;
        rows * self.block * (self.a_room + self.dz_row + self.dx_row)
            + states
            + whole_lines(self.sums.len())
    }
}

/// Elements of scratch memory that [`backward`] needs.
pub fn backward_scratch<T: Float, C: Cell<T>>(
    cell: &C,
    sequence: Sequence,
    keeps_operands: bool,
) -> usize {
    whole_lines(cell.backward_packed(sequence))
        + whole_lines(input_packed::<T, C>(sequence))
        + sequence.chunks() * Sizes::new(cell, sequence, keeps_operands).chunk::<T, C>(sequence)
}

fn input_packed<T: Float, C: Cell<T>>(sequence: Sequence) -> usize {
    packed_len(C::KERNEL_GATES * sequence.units, sequence.features)
}

/// The gradients of the inputs from those of the outputs.
pub fn backward<T: Float, C: Cell<T>>(
    cell: &C,
    pool: &Pool,
    sequence: Sequence,
    inputs: &Inputs<'_, T>,
    kept: &Kept<'_, T>,
    gradients: InputGradients<'_, T>,
    mut scratch: &mut [T],
) {
    let Sequence { steps, features, units, .. } = sequence;
    if sequence.chunks() == 0 {
        for weights in [gradients.kernel, gradients.recurrent_kernel, gradients.bias] {
            weights.fill(T::ZERO);
        }
        return;
    }
    let packed = take(&mut scratch, cell.backward_packed(sequence));
    packed.fill(T::ZERO);
    cell.pack_backward(sequence, inputs, packed);
    let packed_input = take(&mut scratch, input_packed::<T, C>(sequence));
    let sizes = Sizes::new(cell, sequence, !kept.operands.is_empty());
    if !gradients.x.is_empty() {
        packed_input.fill(T::ZERO);
        pack_input::<T, C>(sequence, &sizes.sums.gradients, inputs.kernel, packed_input);
    }

    let chunk_len = sizes.chunk::<T, C>(sequence);
    let room = Rows::new(&mut *scratch, chunk_len);
    let [h, c] = gradients.states;
    let shared =
        [Rows::new(gradients.x, steps * features), Rows::new(h, units), Rows::new(c, units)];
    let with_weights = !gradients.recurrent_kernel.is_empty();
    pool.for_chunks(sequence.chunks(), |i| {
        let i = sequence.ith(i);
        let rows = sequence.chunk(i);
        // SAFETY: no two chunks have a row of the batch, or a part of the scratch memory, in common.
        let [dx, h, c] = shared.map(|tensor| unsafe { tensor.part(&rows) });
        // SAFETY: as above.
        let mut room = unsafe { room.part(&(i..i + 1)) };
        let sums = take(&mut room, sizes.sums.len());
        let state = rows.len() * sizes.state_row;
        let inputs = inputs.of_rows(sequence, &rows);
        let mut walk = Walk {
            cell,
            sequence,
            sizes: &sizes,
            inputs,
            masking: Masking::new(inputs.mask, sequence),
            kept: kept.of_rows::<C>(sequence, &rows, sizes.a_row),
            rows: rows.len(),
            a: take(&mut room, rows.len() * sizes.block * sizes.a_room),
            dz: take(&mut room, rows.len() * sizes.block * sizes.dz_row),
            room: take(&mut room, rows.len() * sizes.block * sizes.dx_row),
            dh: take(&mut room, state),
            dc: take(&mut room, (C::STATES - 1) * state),
            spare: take(&mut room, state),
        };
        walk.start();
        for end in (0..steps).rev().step_by(sizes.block) {
            let first = (end + 1).saturating_sub(sizes.block);
            if kept.operands.is_empty() {
                walk.gather(first..end + 1);
            }
            for step in (first..=end).rev() {
                walk.step(packed, step, step - first);
            }
            if with_weights {
                let k = (end + 1 - first) * rows.len();
                let last = end + 1 == steps;
                sizes.sums.add(last, k, walk.operands(first), walk.dz, sums);
            }
            if !dx.is_empty() {
                walk.write_dx(packed_input, first..end + 1, dx);
            }
        }
        walk.end(h, c);
    });
    if with_weights {
        let weights = [gradients.kernel, gradients.recurrent_kernel, gradients.bias];
        sizes.sums.collect(sequence, scratch, chunk_len, weights);
    }
}

/// Packs the transposed kernel, its rows in the order of dz.
fn pack_input<T: Float, C: Cell<T>>(
    sequence: Sequence,
    layout: &Gradients,
    kernel: &[T],
    packed: &mut [T],
) {
    let (units, gates) = (sequence.units, C::KERNEL_GATES);
    for (gate, &at) in layout.kernel.iter().enumerate() {
        let columns = gate * units..(gate + 1) * units;
        let weights = Weights::new(kernel, gates * units).columns(columns);
        pack(weights.transposed(), packed, gates * units, at * units);
    }
}

/// One chunk on its way.
struct Walk<'a, T, C> {
    cell: &'a C,
    sequence: Sequence,
    sizes: &'a Sizes,
    inputs: Inputs<'a, T>,
    masking: Masking<'a>,
    kept: Kept<'a, T>,
    rows: usize,
    a: &'a mut [T],
    dz: &'a mut [T],
    room: &'a mut [T],
    dh: &'a mut [T],
    dc: &'a mut [T],
    spare: &'a mut [T],
}

impl<T: Float, C: Cell<T>> Walk<'_, T, C> {
    fn start(&mut self) {
        let (n, row) = (self.sequence.units, self.sizes.state_row);
        let to = [&mut *self.dh, &mut *self.dc];
        for (from, to) in self.kept.d_states.into_iter().zip(to).take(C::STATES) {
            if from.is_empty() {
                to.fill(T::ZERO);
            } else {
                let (from_place, to_place) = (Place::rows(0, n), Place::rows(0, row));
                dispatch(CopyRows {
                    n,
                    ..CopyRows::new(self.rows, from, from_place, to, to_place)
                });
            }
        }
        let one = self.cell.input(self.sequence) + self.sequence.features;
        for a in self.a.chunks_exact_mut(self.sizes.a_row) {
            a[one] = T::ONE;
        }
    }

    /// The operands from the `step`th on, which is the first of its block.
    fn operands(&self, step: usize) -> &[T] {
        match self.kept.operands {
            [] => self.a,
            kept => &kept[step * self.rows * self.sizes.a_row..],
        }
    }

    /// The operands of a block of steps: x, and h before each step.
    fn gather(&mut self, block: Range<usize>) {
        let Sequence { steps, features, units, .. } = self.sequence;
        let (rows, a_row, input) = (self.rows, self.sizes.a_row, self.cell.input(self.sequence));
        let place = Place { start: 0, row: a_row, step: (rows * a_row) as isize };
        let from = self.sequence.place_of(block.start, features);
        dispatch(CopyRows {
            steps: block.len(),
            n: features,
            ..CopyRows::new(rows, self.inputs.x, from, self.a, Place { start: input, ..place })
        });
        let mut copy = |from, from_place, steps, to| {
            dispatch(CopyRows {
                steps,
                n: units,
                scale: self.inputs.dropout,
                ..CopyRows::new(rows, from, from_place, self.a, to)
            });
        };
        let mut to = place;
        let mut block = block;
        if block.start == 0 {
            copy(self.inputs.states[0], Place::rows(0, units), 1, to);
            to.start += rows * a_row;
            block.start = 1;
        }
        let start = (block.start - 1) * units;
        let from = Place { start, row: steps * units, step: units as isize };
        copy(self.kept.h, from, block.len(), to);
    }

    /// Goes back through `step`, the `place`th of its block.
    fn step(&mut self, packed: &[T], step: usize, place: usize) {
        let Sequence { steps, units, .. } = self.sequence;
        let Sizes { a_row, dz_row, state_row, .. } = *self.sizes;
        let rows = self.rows;
        self.add_output_gradients(step);
        let saved_row = C::SAVED * units;
        let mut before = if step == 0 {
            self.inputs.states.map(|state| Strided::new(state, 0, units))
        } else {
            let c_at = step * saved_row - units.min(saved_row);
            [
                Strided::new(self.kept.h, (step - 1) * units, steps * units),
                Strided::new(self.kept.saved, c_at, steps * saved_row),
            ]
        };
        let mut h = Strided::new(self.kept.h, step * units, steps * units);
        if !self.kept.operands.is_empty() {
            let of = |step: usize| Strided::new(self.kept.operands, step * rows * a_row, a_row);
            (before[0], h) = (of(step), of(step + 1));
        }
        let mut backward = Backward {
            rows,
            active: self.masking.active(step),
            a: self.a.get_mut(place * rows * a_row..(place + 1) * rows * a_row).unwrap_or_default(),
            a_row,
            dz: &mut self.dz[place * rows * dz_row..][..rows * dz_row],
            dz_row,
            h,
            before,
            saved: Strided::new(self.kept.saved, step * saved_row, steps * saved_row),
            dropout: self.inputs.dropout,
            d_states: [self.dh, self.dc],
            state_row,
            spare: self.spare,
        };
        self.cell.backward(self.sequence, packed, &mut backward);
    }

    /// Adds the gradients of a step's output to that of h, in rows where h is the output.
    fn add_output_gradients(&mut self, step: usize) {
        let Sequence { steps, units, .. } = self.sequence;
        let row = self.sizes.state_row;
        let all = Place::rows(step * units, steps * units);
        let last = if step + 1 == steps { self.kept.d_last } else { &[] };
        for (from, place) in [(self.kept.d_sequence, all), (last, Place::rows(0, units))] {
            if from.is_empty() {
                continue;
            }
            let add = |rows, from, to: &mut [T]| {
                let copy = CopyRows::new(rows, from, place, to, Place::rows(0, row));
                dispatch(CopyRows { n: units, add: true, ..copy });
            };
            if self.inputs.mask.is_none() {
                add(self.rows, from, self.dh);
            } else {
                for r in (0..self.rows).filter(|&r| self.masking.shows(r, step)) {
                    add(1, &from[r * place.row..], &mut self.dh[r * row..]);
                }
            }
        }
    }

    /// `dx = dz · kernelᵀ` of a block of steps.
    fn write_dx(&mut self, packed: &[T], block: Range<usize>, dx: &mut [T]) {
        let Sequence { features, units, .. } = self.sequence;
        dispatch(Product {
            rows: self.rows * block.len(),
            k: C::KERNEL_GATES * units,
            n: features,
            a: self.dz,
            a_row: self.sizes.dz_row,
            packed,
            c: self.room,
            c_row: self.sizes.dx_row,
            add: false,
        });
        let row = self.sizes.dx_row;
        let from = Place { start: 0, row, step: (self.rows * row) as isize };
        let to = self.sequence.place_of(block.start, features);
        dispatch(CopyRows {
            steps: block.len(),
            n: features,
            ..CopyRows::new(self.rows, self.room, from, dx, to)
        });
    }

    fn end(&self, h: &mut [T], c: &mut [T]) {
        let (n, row) = (self.sequence.units, self.sizes.state_row);
        for (from, to) in [&*self.dh, &*self.dc].into_iter().zip([h, c]).take(C::STATES) {
            if !to.is_empty() {
                let (from_place, to_place) = (Place::rows(0, row), Place::rows(0, n));
                dispatch(CopyRows {
                    n,
                    ..CopyRows::new(self.rows, from, from_place, to, to_place)
                });
            }
        }
    }
}

impl<T: Float> Kept<'_, T> {
    /// What concerns these rows of the batch.
    fn of_rows<C: Cell<T>>(&self, sequence: Sequence, rows: &Range<usize>, a_row: usize) -> Self {
        let Sequence { steps, units, .. } = sequence;
        Self {
            h: part(self.h, rows, steps * units),
            operands: part(self.operands, rows, (steps + 1) * a_row),
            saved: part(self.saved, rows, steps * C::SAVED * units),
            d_sequence: part(self.d_sequence, rows, steps * units),
            d_last: part(self.d_last, rows, units),
            d_states: self.d_states.map(|d| part(d, rows, units)),
        }
    }
}
