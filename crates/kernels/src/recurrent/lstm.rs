//! The LSTM cell (Hochreiter & Schmidhuber 1997), gates in Keras's order:
//! `[i, f, g, o] = [s, s, t, s](x · kernel + bias + h · recurrentKernel)`, `c' = f c + i g`, `h' = o t(c')`.

use crate::activation::Activation;
use crate::simd::{Float, Kernel, Simd, dispatch};
use smallvec::smallvec;

use super::cell::{Backward, Cell, Forward, Gradients, Strided};
use super::product::{Product, Weights, pack, packed_len};
use super::rows::{get, put, vectors};
use super::sequence::{Inputs, Sequence};

/// A cell that keeps a carry beside its output (Keras's `LSTM`).
#[derive(Clone, Copy, Debug)]
pub struct Lstm {
    /// t.
    pub activation: Activation,
    /// s.
    pub recurrent_activation: Activation,
}

impl<T: Float> Cell<T> for Lstm {
    const GATES: usize = 4;
    const STATES: usize = 2;
    /// i, f, g, o and c'.
    const SAVED: usize = 5;
    const KEEPS_OPERANDS: bool = true;

    fn forward_packed(&self, sequence: Sequence) -> usize {
        packed_len(Cell::<T>::operand(self, sequence), 4 * sequence.units)
    }

    fn pack_forward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        inputs.pack_stacked(sequence.features, 4 * sequence.units, packed);
    }

    fn forward(&self, sequence: Sequence, packed: &[T], step: &mut Forward<'_, T>) {
        dispatch(Product {
            rows: step.rows,
            k: Cell::<T>::operand(self, sequence),
            n: 4 * sequence.units,
            a: step.a,
            a_row: step.a_row,
            packed,
            c: step.z,
            c_row: step.z_row,
            add: false,
        });
        dispatch(Gates { cell: *self, units: sequence.units, step });
    }

    fn backward_packed(&self, sequence: Sequence) -> usize {
        packed_len(4 * sequence.units, sequence.units)
    }

    fn pack_backward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        let columns = 4 * sequence.units;
        let weights = Weights::new(inputs.recurrent_kernel, columns);
        pack(weights.transposed(), packed, columns, 0);
    }

    fn backward(&self, sequence: Sequence, packed: &[T], step: &mut Backward<'_, T>) {
        let units = sequence.units;
        dispatch(GateGradients { cell: *self, units, step });
        // Only rows that are not active have something of dh to be kept.
        step.pass_back(units, 0..4 * units, packed, !step.active.all());
    }

    fn gradients(&self, sequence: Sequence) -> Gradients {
        Gradients {
            parts: smallvec![(0..Cell::<T>::operand(self, sequence), 0..4)],
            input: sequence.units,
            kernel: (0..4).collect(),
            recurrent: (0..4).map(|gate| (0, gate)).collect(),
            recurrent_bias: None,
        }
    }
}

/// From pre-activations to states.
struct Gates<'a, 'b, T> {
    cell: Lstm,
    units: usize,
    step: &'a mut Forward<'b, T>,
}

impl<T: Float> Kernel<T> for Gates<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let (t, gate, units) = (self.cell.activation, self.cell.recurrent_activation, self.units);
        let Forward {
            rows,
            active,
            a,
            a_row,
            z,
            z_row,
            h,
            next,
            next_row,
            c,
            c_row,
            saved,
            saved_row,
            ..
        } = self.step;
        let h = Strided::or_operand(*h, a, *a_row);
        for r in 0..*rows {
            let z = &z[r * *z_row..][..4 * units];
            let next = &mut next[r * *next_row..][..units];
            let c = &mut c[r * *c_row..][..units];
            let mut saved = saved.get_mut(r * *saved_row..).filter(|saved| !saved.is_empty());
            if !active.is(r) {
                next.copy_from_slice(h.at(r, units));
                if let Some(saved) = saved {
                    saved[4 * units..][..units].copy_from_slice(c);
                }
                continue;
            }
            for (u, n) in vectors::<S>(units) {
                let i = gate.apply(s, get(s, z, (u, n)));
                let f = gate.apply(s, get(s, z, (units + u, n)));
                let g = t.apply(s, get(s, z, (2 * units + u, n)));
                let o = gate.apply(s, get(s, z, (3 * units + u, n)));
                let carry = s.fma(f, get(s, c, (u, n)), s.mul(i, g));
                put(s, c, (u, n), carry);
                put(s, next, (u, n), s.mul(o, t.apply(s, carry)));
                if let Some(saved) = &mut saved {
                    for (k, v) in [i, f, g, o, carry].into_iter().enumerate() {
                        put(s, saved, (k * units + u, n), v);
                    }
                }
            }
        }
    }
}

/// From the gradients of the states to those of the pre-activations, and of c before the step.
struct GateGradients<'a, 'b, T> {
    cell: Lstm,
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
        let [dh, dc] = d_states;
        for r in 0..*rows {
            let dz = &mut dz[r * *dz_row..][..4 * units];
            if !active.is(r) {
                dz.fill(T::ZERO);
                continue;
            }
            let saved = saved.at(r, 5 * units);
            let c_before = before[1].at(r, units);
            let dh = &mut dh[r * *state_row..][..units];
            let dc = &mut dc[r * *state_row..][..units];
            for (u, n) in vectors::<S>(units) {
                let [i, f, g, o, c] = [0, 1, 2, 3, 4].map(|k| get(s, saved, (k * units + u, n)));
                let tc = t.apply(s, c);
                let d_h = get(s, dh, (u, n));
                let d_carry = s.fma(s.mul(d_h, o), t.derivative(s, tc), get(s, dc, (u, n)));
                let di = s.mul(s.mul(d_carry, g), gate.derivative(s, i));
                let df = s.mul(s.mul(d_carry, get(s, c_before, (u, n))), gate.derivative(s, f));
                let dg = s.mul(s.mul(d_carry, i), t.derivative(s, g));
                let d_o = s.mul(s.mul(d_h, tc), gate.derivative(s, o));
                put(s, dz, (u, n), di);
                put(s, dz, (units + u, n), df);
                put(s, dz, (2 * units + u, n), dg);
                put(s, dz, (3 * units + u, n), d_o);
                put(s, dc, (u, n), s.mul(d_carry, f));
                if !active.all() {
                    put(s, dh, (u, n), s.zero());
                }
            }
        }
    }
}
