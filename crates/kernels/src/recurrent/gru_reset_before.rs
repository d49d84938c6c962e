//! The GRU cell with its reset gate before the product (Cho et al. 2014):
//! `[z, r] = s(x · kernel + bias + h · recurrentKernel)`, of the first two thirds of the columns,
//! `n = t(x · kernel + bias + (r h) · recurrentKernel)`, of the last, `h' = z h + (1 - z) n`.
//!
//! The operand is `[h | x | 1 | r h]`; pre-activations are `[z | r | n]`.

use crate::activation::Activation;
use crate::simd::{Float, Kernel, Simd, dispatch};
use smallvec::smallvec;

use super::cell::{Backward, Cell, Forward, Gradients, Strided};
use super::product::{Product, Weights, pack, packed_len};
use super::rows::{get, put, vectors};
use super::sequence::{Inputs, Sequence};

/// A gated cell whose state is its output (Keras's `GRU`, `reset_after=False`); the bias has one row.
#[derive(Clone, Copy, Debug)]
pub struct GruResetBefore {
    /// t.
    pub activation: Activation,
    /// s.
    pub recurrent_activation: Activation,
}

/// Elements of the packed weights: of z and r, and of x's and h's share in n.
fn packed_lens(sequence: Sequence) -> [usize; 3] {
    let Sequence { features, units, .. } = sequence;
    [
        packed_len(features + 1 + units, 2 * units),
        packed_len(features + 1, units),
        packed_len(units, units),
    ]
}

impl<T: Float> Cell<T> for GruResetBefore {
    const GATES: usize = 3;
    /// z, r and n.
    const SAVED: usize = 3;

    fn operand(&self, sequence: Sequence) -> usize {
        sequence.features + 1 + 2 * sequence.units
    }

    fn forward_packed(&self, sequence: Sequence) -> usize {
        packed_lens(sequence).iter().sum()
    }

    fn pack_forward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        let Sequence { features, units, .. } = sequence;
        let [gates, of_x, _] = packed_lens(sequence);
        let (gates, rest) = packed.split_at_mut(gates);
        let (of_x, of_h) = rest.split_at_mut(of_x);
        let [kernel, bias, recurrent] =
            [inputs.kernel, inputs.bias.unwrap_or(&[]), inputs.recurrent_kernel]
                .map(|data| Weights::new(data, 3 * units));
        for (weights, row) in [(recurrent, 0), (kernel, units), (bias, units + features)] {
            pack(weights.columns(0..2 * units), gates, features + 1 + units, row);
        }
        for (weights, row) in [(kernel, 0), (bias, features)] {
            pack(weights.columns(2 * units..3 * units), of_x, features + 1, row);
        }
        pack(recurrent.columns(2 * units..3 * units), of_h, units, 0);
    }

    fn forward(&self, sequence: Sequence, packed: &[T], step: &mut Forward<'_, T>) {
        let Sequence { features, units, .. } = sequence;
        let [gates, of_x, _] = packed_lens(sequence);
        let (rows, a_row, c_row) = (step.rows, step.a_row, step.z_row);
        let k = features + 1 + units;
        let (a, c) = (&*step.a, &mut *step.z);
        dispatch(Product { rows, k, n: 2 * units, a, a_row, packed, c, c_row, add: false });
        let (a, c, packed) = (&step.a[units..], &mut step.z[2 * units..], &packed[gates..]);
        let of_x_k = features + 1;
        dispatch(Product { rows, k: of_x_k, n: units, a, a_row, packed, c, c_row, add: false });
        dispatch(Reset { cell: *self, units, reset: k, step: &mut *step });
        let (a, c, packed) = (&step.a[k..], &mut step.z[2 * units..], &packed[of_x..]);
        dispatch(Product { rows, k: units, n: units, a, a_row, packed, c, c_row, add: true });
        dispatch(Update { cell: *self, units, step });
    }

    fn backward_packed(&self, sequence: Sequence) -> usize {
        let units = sequence.units;
        packed_len(2 * units, units) + packed_len(units, units)
    }

    fn pack_backward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        let units = sequence.units;
        let weights = Weights::new(inputs.recurrent_kernel, 3 * units);
        let (gates, of_n) = packed.split_at_mut(packed_len(2 * units, units));
        pack(weights.columns(0..2 * units).transposed(), gates, 2 * units, 0);
        pack(weights.columns(2 * units..3 * units).transposed(), of_n, units, 0);
    }

    fn backward(&self, sequence: Sequence, packed: &[T], step: &mut Backward<'_, T>) {
        let units = sequence.units;
        let reset = units + sequence.features + 1;
        dispatch(UpdateGradients { cell: *self, units, reset, step: &mut *step });
        dispatch(Product {
            rows: step.rows,
            k: units,
            n: units,
            a: &step.dz[2 * units..],
            a_row: step.dz_row,
            packed: &packed[packed_len(2 * units, units)..],
            c: step.spare,
            c_row: step.state_row,
            add: false,
        });
        dispatch(ResetGradients { cell: *self, units, step: &mut *step });
        step.pass_back(units, 0..2 * units, packed, true);
    }

    fn gradients(&self, sequence: Sequence) -> Gradients {
        let Sequence { features, units, .. } = sequence;
        let reset = units + features + 1;
        Gradients {
            parts: smallvec![(0..units, 0..2), (units..reset, 0..3), (reset..reset + units, 2..3)],
            input: units,
            kernel: smallvec![0, 1, 2],
            recurrent: smallvec![(0, 0), (0, 1), (reset, 2)],
            recurrent_bias: None,
        }
    }
}

/// Applies s to z and r, and writes r h, which is column `reset` of the operand.
struct Reset<'a, 'b, T> {
    cell: GruResetBefore,
    units: usize,
    reset: usize,
    step: &'a mut Forward<'b, T>,
}

impl<T: Float> Kernel<T> for Reset<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (gate, units) = (self.cell.recurrent_activation, self.units);
        let Forward { rows, a, a_row, z, z_row, .. } = self.step;
        for row in 0..*rows {
            let pre = &mut z[row * *z_row..][..3 * units];
            let (h, reset) = a[row * *a_row..].split_at_mut(self.reset);
            for (u, len) in vectors::<S>(units) {
                let z = gate.apply(s, get(s, pre, (u, len)));
                let r = gate.apply(s, get(s, pre, (units + u, len)));
                put(s, pre, (u, len), z);
                put(s, reset, (u, len), s.mul(r, get(s, h, (u, len))));
                put(s, pre, (units + u, len), r);
            }
        }
    }
}

/// From z, r and the pre-activation of n to the state.
struct Update<'a, 'b, T> {
    cell: GruResetBefore,
    units: usize,
    step: &'a mut Forward<'b, T>,
}

impl<T: Float> Kernel<T> for Update<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (t, units) = (self.cell.activation, self.units);
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
            let pre = &z[row * *z_row..][..3 * units];
            let mut saved = saved.get_mut(row * *saved_row..).filter(|saved| !saved.is_empty());
            for (u, len) in vectors::<S>(units) {
                let [z, r] = [0, 1].map(|k| get(s, pre, (k * units + u, len)));
                let n = t.apply(s, get(s, pre, (2 * units + u, len)));
                put(s, next, (u, len), s.fma(z, s.sub(get(s, h, (u, len)), n), n));
                if let Some(saved) = &mut saved {
                    for (k, v) in [z, r, n].into_iter().enumerate() {
                        put(s, saved, (k * units + u, len), v);
                    }
                }
            }
        }
    }
}

/// The gradients of the pre-activations of z and n, and of h as far as h' = z h + .. goes; writes r h again.
struct UpdateGradients<'a, 'b, T> {
    cell: GruResetBefore,
    units: usize,
    reset: usize,
    step: &'a mut Backward<'b, T>,
}

impl<T: Float> Kernel<T> for UpdateGradients<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (t, gate, units) = (self.cell.activation, self.cell.recurrent_activation, self.units);
        let Backward {
            rows, active, a, a_row, dz, dz_row, before, saved, d_states, state_row, ..
        } = self.step;
        for row in 0..*rows {
            let d = &mut dz[row * *dz_row..][..3 * units];
            let (dropped, reset) = a[row * *a_row..].split_at_mut(self.reset);
            if !active.is(row) {
                d.fill(T::ZERO);
                reset[..units].fill(T::ZERO);
                continue;
            }
            let (saved, h) = (saved.at(row, 3 * units), before[0].at(row, units));
            let dh = &mut d_states[0][row * *state_row..][..units];
            for (u, len) in vectors::<S>(units) {
                let [z, r, n] = [0, 1, 2].map(|k| get(s, saved, (k * units + u, len)));
                let d_h = get(s, dh, (u, len));
                let d_n = s.mul(s.mul(d_h, s.sub(s.c(1.0), z)), t.derivative(s, n));
                let d_z = s.mul(s.mul(d_h, s.sub(get(s, h, (u, len)), n)), gate.derivative(s, z));
                put(s, d, (u, len), d_z);
                put(s, d, (2 * units + u, len), d_n);
                put(s, dh, (u, len), s.mul(d_h, z));
                put(s, reset, (u, len), s.mul(r, get(s, dropped, (u, len))));
            }
        }
    }
}

/// From the gradient of r h, in the spare room, to that of r's pre-activation and of h.
struct ResetGradients<'a, 'b, T> {
    cell: GruResetBefore,
    units: usize,
    step: &'a mut Backward<'b, T>,
}

impl<T: Float> Kernel<T> for ResetGradients<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (gate, units) = (self.cell.recurrent_activation, self.units);
        let Backward {
            rows,
            active,
            a,
            a_row,
            dz,
            dz_row,
            saved,
            dropout,
            d_states,
            state_row,
            spare,
            ..
        } = self.step;
        for row in (0..*rows).filter(|&row| active.is(row)) {
            let d = &mut dz[row * *dz_row..][..3 * units];
            let (saved, a) = (saved.at(row, 3 * units), &a[row * *a_row..][..units]);
            let d_reset = &spare[row * *state_row..][..units];
            let dh = &mut d_states[0][row * *state_row..][..units];
            for (u, len) in vectors::<S>(units) {
                let (r, d_reset) = (get(s, saved, (units + u, len)), get(s, d_reset, (u, len)));
                let d_r = s.mul(s.mul(d_reset, get(s, a, (u, len))), gate.derivative(s, r));
                put(s, d, (units + u, len), d_r);
                let mut through = s.mul(d_reset, r);
                if let Some(dropout) = dropout {
                    through = s.mul(through, get(s, dropout, (row * units + u, len)));
                }
                put(s, dh, (u, len), s.add(get(s, dh, (u, len)), through));
            }
        }
    }
}
