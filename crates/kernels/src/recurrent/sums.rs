//! The weights' gradients: each chunk's sums added up, in the order of the chunks.

use crate::simd::{Float, dispatch};

use super::cell::Gradients;
use super::rows::Add;
use super::sequence::Sequence;

/// The chunks' sums, one at the start of each chunk's scratch memory.
pub(super) struct Sums<'a, T> {
    pub(super) scratch: &'a [T],
    pub(super) chunk_len: usize,
    pub(super) chunks: usize,
    pub(super) row: usize,
}

impl<T: Float> Sums<'_, T> {
    /// Adds them up, in the order of the chunks, into the weights' gradients.
    pub(super) fn collect(
        &self,
        sequence: Sequence,
        layout: &Gradients,
        kernel_gates: usize,
        weights: [&mut [T]; 3],
    ) {
        let Sequence { features, units, .. } = sequence;
        let row = kernel_gates * units;
        let [kernel, recurrent_kernel, bias] = weights;
        for (gate, &at) in layout.kernel.iter().enumerate() {
            for f in 0..features {
                self.add(
                    layout.input + f,
                    at * units,
                    &mut kernel[f * row + gate * units..][..units],
                );
            }
            if !bias.is_empty() {
                self.add(layout.input + features, at * units, &mut bias[gate * units..][..units]);
            }
        }
        for (gate, &(first, at)) in layout.recurrent.iter().enumerate() {
            for u in 0..units {
                self.add(
                    first + u,
                    at * units,
                    &mut recurrent_kernel[u * row + gate * units..][..units],
                );
            }
            if let (Some(r), false) = (layout.recurrent_bias, bias.is_empty()) {
                self.add(r, at * units, &mut bias[row + gate * units..][..units]);
            }
        }
    }

    fn add(&self, row: usize, column: usize, to: &mut [T]) {
        let at = row * self.row + column;
        to.copy_from_slice(&self.scratch[at..][..to.len()]);
        for chunk in 1..self.chunks {
            let from = &self.scratch[chunk * self.chunk_len + at..][..to.len()];
            dispatch(Add { from, to });
        }
    }
}
