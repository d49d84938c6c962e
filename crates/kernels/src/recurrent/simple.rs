//! The simple recurrent cell: `h' = f(x · kernel + bias + h · recurrentKernel)`.

use crate::simd::{Float, Kernel, Simd, dispatch};

use super::cell::{Backward, Cell, Forward, Gradients, Strided};
use super::product::{Product, Weights, pack, packed_len};
use super::sequence::{Active, Inputs, Sequence};
use crate::activation::Activation;

/// A fully connected cell whose state is its output (Keras's `SimpleRNN`).
#[derive(Clone, Copy, Debug)]
pub struct SimpleRnn {
    /// f.
    pub activation: Activation,
}

impl<T: Float> Cell<T> for SimpleRnn {
    const GATES: usize = 1;

    fn forward_packed(&self, sequence: Sequence) -> usize {
        packed_len(Cell::<T>::operand(self, sequence), sequence.units)
    }

    fn pack_forward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        inputs.pack_stacked(sequence.features, sequence.units, packed);
    }

    fn forward(&self, sequence: Sequence, packed: &[T], step: &mut Forward<'_, T>) {
        let units = sequence.units;
        dispatch(Product {
            rows: step.rows,
            k: Cell::<T>::operand(self, sequence),
            n: units,
            a: step.a,
            a_row: step.a_row,
            packed,
            c: step.z,
            c_row: step.z_row,
            add: false,
        });
        dispatch(Activate {
            activation: self.activation,
            units,
            rows: step.rows,
            active: step.active,
            z: step.z,
            z_row: step.z_row,
            h: step.states[0],
            h_row: step.state_row,
        });
    }

    fn backward_packed(&self, sequence: Sequence) -> usize {
        packed_len(sequence.units, sequence.units)
    }

    fn pack_backward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        let weights = Weights::new(inputs.recurrent_kernel, sequence.units);
        pack(weights.transposed(), packed, sequence.units, 0, 0);
    }

    fn backward(&self, sequence: Sequence, packed: &[T], step: &mut Backward<'_, T>) {
        let units = sequence.units;
        dispatch(Deactivate {
            activation: self.activation,
            units,
            rows: step.rows,
            active: step.active,
            h: step.h,
            dh: step.d_states[0],
            dh_row: step.state_row,
            dz: step.dz,
            dz_row: step.dz_row,
        });
        step.add_to_h(units, 0..units, packed);
    }

    fn gradients(&self, sequence: Sequence) -> Gradients {
        let all = Cell::<T>::operand(self, sequence);
        Gradients {
            parts: vec![(0..all, 0..1)],
            kernel: vec![0],
            recurrent: vec![(sequence.features + 1, 0)],
            recurrent_bias: None,
        }
    }
}

/// `h = f(z)` in active rows.
struct Activate<'a, T> {
    activation: Activation,
    units: usize,
    rows: usize,
    active: Active<'a>,
    z: &'a [T],
    z_row: usize,
    h: &'a mut [T],
    h_row: usize,
}

impl<T: Float> Kernel<T> for Activate<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for r in (0..self.rows).filter(|&r| self.active.is(r)) {
            let z = &self.z[r * self.z_row..][..self.units];
            let h = &mut self.h[r * self.h_row..][..self.units];
            for (h, z) in h.chunks_mut(S::LANES).zip(z.chunks(S::LANES)) {
                s.store_partial(h, self.activation.apply(s, s.load_partial(z)));
            }
        }
    }
}

/// `dz = dh * f'`, then `dh = 0`, in active rows; `dz = 0` in the others.
struct Deactivate<'a, T> {
    activation: Activation,
    units: usize,
    rows: usize,
    active: Active<'a>,
    h: Strided<'a, T>,
    dh: &'a mut [T],
    dh_row: usize,
    dz: &'a mut [T],
    dz_row: usize,
}

impl<T: Float> Kernel<T> for Deactivate<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for r in 0..self.rows {
            let h = self.h.at(r, self.units);
            let dh = &mut self.dh[r * self.dh_row..][..self.units];
            let dz = &mut self.dz[r * self.dz_row..][..self.units];
            let all = dz.chunks_mut(S::LANES).zip(dh.chunks_mut(S::LANES)).zip(h.chunks(S::LANES));
            if self.active.is(r) {
                for ((dz, dh), h) in all {
                    let slope = self.activation.derivative(s, s.load_partial(h));
                    s.store_partial(dz, s.mul(s.load_partial(dh), slope));
                    s.store_partial(dh, s.zero());
                }
            } else {
                for ((dz, _), _) in all {
                    s.store_partial(dz, s.zero());
                }
            }
        }
    }
}
