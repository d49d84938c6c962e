//! The weights' gradients `aᵀ · dz`: each chunk of the batch has sums of its own, which are added up in the chunks' order.

use std::ops::Range;

use crate::simd::{Float, dispatch};

use super::cell::Gradients;
use super::product::{LINE, Outer};
use super::rows::{Add, CopyRows, Place, Transpose};
use super::sequence::Sequence;

/// Where the sums of a chunk lie: a row for each column of a, or, where that leaves fewer lanes of vectors empty, for each
/// column of dz.
pub(super) struct Sums {
    pub gradients: Gradients,
    units: usize,
    transposed: bool,
    a_row: usize,
    dz_row: usize,
    rows: usize,
}

impl Sums {
    /// For operands of `operand` columns and dz of `columns`, in rows of these lengths.
    pub fn new(
        gradients: Gradients,
        units: usize,
        (operand, a_row): (usize, usize),
        (columns, dz_row): (usize, usize),
    ) -> Self {
        let cost = |rows: usize, n: usize| rows * n.div_ceil(LINE);
        let transposed =
            gradients.parts.len() == 1 && cost(columns, operand) < cost(operand, columns);
        let rows = if transposed { columns } else { operand };
        Self { gradients, units, transposed, a_row, dz_row, rows }
    }

    fn row(&self) -> usize {
        if self.transposed { self.a_row } else { self.dz_row }
    }

    /// Elements of a chunk's sums.
    pub fn len(&self) -> usize {
        self.rows * self.row()
    }

    /// Adds the products of `k` rows of a and dz, the `first` ones to nothing.
    pub fn add<T: Float>(&self, first: bool, k: usize, a: &[T], dz: &[T], sums: &mut [T]) {
        let (a_row, dz_row, c_row, add) = (self.a_row, self.dz_row, self.row(), !first);
        for (rows, columns) in &self.gradients.parts {
            let (left, n) = (columns.start * self.units, columns.len() * self.units);
            let (a, b) = (&a[rows.start..], &dz[left..]);
            let (rows, c) = (rows.len(), &mut sums[rows.start * dz_row + left..]);
            if self.transposed {
                let (rows, n) = (n, rows);
                let (a, a_row, b, b_row) = (b, dz_row, a, a_row);
                dispatch(Outer { rows, k, n, a, a_row, b, b_row, c, c_row, add });
            } else {
                dispatch(Outer { rows, k, n, a, a_row, b, b_row: dz_row, c, c_row, add });
            }
        }
    }

    /// Adds up the chunks' sums, one at the start of each `chunk_len` elements, into the gradients of kernel, recurrent
    /// kernel and bias.
    pub fn collect<T: Float>(
        &self,
        sequence: Sequence,
        scratch: &mut [T],
        chunk_len: usize,
        weights: [&mut [T]; 3],
    ) {
        let Sequence { features, units, .. } = sequence;
        let (first, rest) = scratch.split_at_mut(chunk_len);
        let to = &mut first[..self.len()];
        for from in rest.chunks_exact(chunk_len).take(sequence.chunks() - 1) {
            dispatch(Add { from: &from[..to.len()], to: &mut *to });
        }
        let gradients = &self.gradients;
        let row = gradients.kernel.len() * units;
        let [kernel, recurrent_kernel, bias] = weights;
        for (gate, &at) in gradients.kernel.iter().enumerate() {
            let (x, one) = (gradients.input, gradients.input + features);
            let place = Place::rows(gate * units, row);
            self.copy(to, x..one, at, kernel, place);
            if !bias.is_empty() {
                self.copy(to, one..one + 1, at, bias, place);
            }
        }
        for (gate, &(h, at)) in gradients.recurrent.iter().enumerate() {
            let place = Place::rows(gate * units, row);
            self.copy(to, h..h + units, at, recurrent_kernel, place);
            if let (Some(one), false) = (gradients.recurrent_bias, bias.is_empty()) {
                self.copy(to, one..one + 1, at, bias, Place::rows(row + gate * units, row));
            }
        }
    }

    /// One gate's sums of some columns of a, a row of `to` each.
    fn copy<T: Float>(
        &self,
        sums: &[T],
        columns: Range<usize>,
        gate: usize,
        to: &mut [T],
        place: Place,
    ) {
        let (rows, n, first) = (columns.len(), self.units, gate * self.units);
        if rows == 0 {
            // No features.
            return;
        }
        if self.transposed {
            let from = &sums[first * self.a_row + columns.start..];
            dispatch(Transpose {
                rows: n,
                columns: rows,
                from,
                from_row: self.a_row,
                to: &mut to[place.start..],
                to_row: place.row,
            });
        } else {
            let from = Place::rows(columns.start * self.dz_row + first, self.dz_row);
            dispatch(CopyRows { n, ..CopyRows::new(rows, sums, from, to, place) });
        }
    }
}
