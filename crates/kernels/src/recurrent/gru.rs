//! The GRU cell with its reset gate after the product (cuDNN's, and Keras's default):
//! `[z, r] = s(x · kernel + bias + h · recurrentKernel + recurrentBias)`, of the first two thirds of the columns,
//! `n = t(x · kernel + bias + r (h · recurrentKernel + recurrentBias))`, of the last, `h' = z h + (1 - z) n`.
//!
//! The operand is `[h | 1 | x | 1]`. Pre-activations are `[n of x | z | r | n of h]`, so that what x takes part in, and what
//! h takes part in, are each a range of columns.

use smallvec::smallvec;
use std::ops::Range;

use crate::activation::Activation;
use crate::simd::{Float, Kernel, Simd, dispatch};

use super::cell::{Backward, Cell, Forward, Gradients, Strided};
use super::product::{Product, Weights, pack, packed_len};
use super::rows::{get, put, vectors};
use super::sequence::{Inputs, Sequence};

/// A gated cell whose state is its output (Keras's `GRU`, `reset_after=True`); the bias has two rows.
#[derive(Clone, Copy, Debug)]
pub struct Gru {
    /// t.
    pub activation: Activation,
    /// s.
    pub recurrent_activation: Activation,
}

/// A product of the forward step: rows of the stacked weights, columns of the kernels and of the pre-activations in units.
struct Part {
    rows: Range<usize>,
    kernel: Range<usize>,
    to: usize,
}

/// The forward step's products. Each writes whole vectors and so a little past its columns: the next mends that.
fn parts(sequence: Sequence) -> [Part; 3] {
    let Sequence { features, units, .. } = sequence;
    let all = features + units + 2;
    [
        Part { rows: units + 1..all, kernel: 2..3, to: 0 },
        Part { rows: 0..all, kernel: 0..2, to: 1 },
        Part { rows: 0..units + 1, kernel: 2..3, to: 3 },
    ]
}

impl Part {
    fn packed_len(&self, units: usize) -> usize {
        packed_len(self.rows.len(), self.kernel.len() * units)
    }
}

impl<T: Float> Cell<T> for Gru {
    const GATES: usize = 4;
    const KERNEL_GATES: usize = 3;
    /// z, r, n, and what r is multiplied with.
    const SAVED: usize = 4;

    fn input(&self, sequence: Sequence) -> usize {
        sequence.units + 1
    }

    fn operand(&self, sequence: Sequence) -> usize {
        sequence.features + sequence.units + 2
    }

    fn forward_packed(&self, sequence: Sequence) -> usize {
        parts(sequence).iter().map(|part| part.packed_len(sequence.units)).sum()
    }

    fn pack_forward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, mut packed: &mut [T]) {
        let Sequence { features, units, .. } = sequence;
        let (bias, recurrent_bias) =
            inputs.bias.unwrap_or(&[]).split_at(inputs.bias.map_or(0, |_| 3 * units));
        let stacked = [
            (0, inputs.recurrent_kernel),
            (units, recurrent_bias),
            (units + 1, inputs.kernel),
            (units + 1 + features, bias),
        ];
        for part in parts(sequence) {
            let (to, rest) = packed.split_at_mut(part.packed_len(units));
            packed = rest;
            let columns = part.kernel.start * units..part.kernel.end * units;
            for (row, data) in stacked.iter().filter(|(row, _)| part.rows.contains(row)) {
                let weights = Weights::new(data, 3 * units).columns(columns.clone());
                pack(weights, to, part.rows.len(), row - part.rows.start);
            }
        }
    }

    fn forward(&self, sequence: Sequence, mut packed: &[T], step: &mut Forward<'_, T>) {
        let units = sequence.units;
        for row in step.a.chunks_exact_mut(step.a_row) {
            row[units] = T::ONE;
        }
        for part in parts(sequence) {
            dispatch(Product {
                rows: step.rows,
                k: part.rows.len(),
                n: part.kernel.len() * units,
                a: &step.a[part.rows.start..],
                a_row: step.a_row,
                packed,
                c: &mut step.z[part.to * units..],
                c_row: step.z_row,
                add: false,
            });
            packed = &packed[part.packed_len(units)..];
        }
        dispatch(Gates { cell: *self, units, step });
    }

    fn backward_packed(&self, sequence: Sequence) -> usize {
        packed_len(3 * sequence.units, sequence.units)
    }

    fn pack_backward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        let columns = 3 * sequence.units;
        let weights = Weights::new(inputs.recurrent_kernel, columns);
        pack(weights.transposed(), packed, columns, 0);
    }

    fn backward(&self, sequence: Sequence, packed: &[T], step: &mut Backward<'_, T>) {
        let units = sequence.units;
        for row in step.a.chunks_exact_mut(step.a_row) {
            row[units] = T::ONE;
        }
        dispatch(GateGradients { cell: *self, units, step });
        step.pass_back(units, units..4 * units, packed, true);
    }

    fn gradients(&self, sequence: Sequence) -> Gradients {
        let Sequence { features, units, .. } = sequence;
        let input = units + 1;
        Gradients {
            parts: smallvec![(0..input, 1..4), (input..input + features + 1, 0..3)],
            input,
            kernel: smallvec![1, 2, 0],
            recurrent: smallvec![(0, 1), (0, 2), (0, 3)],
            recurrent_bias: Some(units),
        }
    }
}

/// From pre-activations to the state.
struct Gates<'a, 'b, T> {
    cell: Gru,
    units: usize,
    step: &'a mut Forward<'b, T>,
}

impl<T: Float> Kernel<T> for Gates<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (t, gate, units) = (self.cell.activation, self.cell.recurrent_activation, self.units);
        let Forward {
            rows, active, a, a_row, z, z_row, h, next, next_row, saved, saved_row, ..
        } = self.step;
        let h = Strided::or_operand(*h, a, *a_row);
        for row in 0..*rows {
            let (h, next) = (h.at(row, units), &mut next[row * *next_row..][..units]);
            if !active.is(row) {
                next.copy_from_slice(h);
                continue;
            }
            let pre = &z[row * *z_row..][..4 * units];
            let mut saved = saved.get_mut(row * *saved_row..).filter(|saved| !saved.is_empty());
            for (u, len) in vectors::<S>(units) {
                let z = gate.apply(s, get(s, pre, (units + u, len)));
                let r = gate.apply(s, get(s, pre, (2 * units + u, len)));
                let inner = get(s, pre, (3 * units + u, len));
                let n = t.apply(s, s.fma(r, inner, get(s, pre, (u, len))));
                put(s, next, (u, len), s.fma(z, s.sub(get(s, h, (u, len)), n), n));
                if let Some(saved) = &mut saved {
                    for (k, v) in [z, r, n, inner].into_iter().enumerate() {
                        put(s, saved, (k * units + u, len), v);
                    }
                }
            }
        }
    }
}

/// From the gradient of the state to those of the pre-activations, and of h before the step as far as h' = z h + .. goes.
struct GateGradients<'a, 'b, T> {
    cell: Gru,
    units: usize,
    step: &'a mut Backward<'b, T>,
}

impl<T: Float> Kernel<T> for GateGradients<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (t, gate, units) = (self.cell.activation, self.cell.recurrent_activation, self.units);
        let Backward { rows, active, dz, dz_row, before, saved, d_states, state_row, .. } =
            self.step;
        for row in 0..*rows {
            let d = &mut dz[row * *dz_row..][..4 * units];
            if !active.is(row) {
                d.fill(T::ZERO);
                continue;
            }
            let (saved, h) = (saved.at(row, 4 * units), before[0].at(row, units));
            let dh = &mut d_states[0][row * *state_row..][..units];
            for (u, len) in vectors::<S>(units) {
                let [z, r, n, inner] = [0, 1, 2, 3].map(|k| get(s, saved, (k * units + u, len)));
                let d_h = get(s, dh, (u, len));
                let d_n = s.mul(s.mul(d_h, s.sub(s.c(1.0), z)), t.derivative(s, n));
                let d_z = s.mul(s.mul(d_h, s.sub(get(s, h, (u, len)), n)), gate.derivative(s, z));
                let d_r = s.mul(s.mul(d_n, inner), gate.derivative(s, r));
                put(s, d, (u, len), d_n);
                put(s, d, (units + u, len), d_z);
                put(s, d, (2 * units + u, len), d_r);
                put(s, d, (3 * units + u, len), s.mul(d_n, r));
                put(s, dh, (u, len), s.mul(d_h, z));
            }
        }
    }
}
