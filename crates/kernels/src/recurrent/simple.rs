//! The simple recurrent cell: `h' = f(x · kernel + bias + h · recurrentKernel)`.

use crate::simd::{Float, Kernel, Simd, dispatch};
use smallvec::smallvec;

use super::cell::{Backward, Cell, Forward, Gradients, Strided};
use super::product::{Product, Weights, pack, packed_len};
use super::rows::{get, put, vectors};
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
    const KEEPS_OPERANDS: bool = true;

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
            h: Strided::or_operand(step.h, step.a, step.a_row),
            next: step.next,
            next_row: step.next_row,
        });
    }

    fn backward_packed(&self, sequence: Sequence) -> usize {
        packed_len(sequence.units, sequence.units)
    }

    fn pack_backward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]) {
        let weights = Weights::new(inputs.recurrent_kernel, sequence.units);
        pack(weights.transposed(), packed, sequence.units, 0);
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
        // Only rows that are not active have something of dh to be kept.
        step.pass_back(units, 0..units, packed, !step.active.all());
    }

    fn gradients(&self, sequence: Sequence) -> Gradients {
        let all = Cell::<T>::operand(self, sequence);
        Gradients {
            parts: smallvec![(0..all, 0..1)],
            input: sequence.units,
            kernel: smallvec![0],
            recurrent: smallvec![(0, 0)],
            recurrent_bias: None,
        }
    }
}

/// `next = f(z)` in active rows, `next = h` in the others.
struct Activate<'a, T> {
    activation: Activation,
    units: usize,
    rows: usize,
    active: Active<'a>,
    z: &'a [T],
    z_row: usize,
    h: Strided<'a, T>,
    next: &'a mut [T],
    next_row: usize,
}

impl<T: Float> Kernel<T> for Activate<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        match self.activation {
            // A loop of its own, without a choice at each vector.
            Activation::Tanh => self.rows(s, Activation::Tanh),
            other => self.rows(s, other),
        }
    }
}

impl<T: Float> Activate<'_, T> {
    #[inline(always)]
    fn rows<S: Simd<Scalar = T>>(self, s: S, f: Activation) {
        for r in 0..self.rows {
            let next = &mut self.next[r * self.next_row..][..self.units];
            if !self.active.is(r) {
                next.copy_from_slice(self.h.at(r, self.units));
                continue;
            }
            let z = &self.z[r * self.z_row..][..self.units.next_multiple_of(S::LANES)];
            for (u, n) in vectors::<S>(self.units) {
                put(s, next, (u, n), f.apply(s, s.load(&z[u..])));
            }
        }
    }
}

/// `dz = dh * f'` in active rows, whose dh is 0 then if it is to be added to; `dz = 0` in the others.
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
        match self.activation {
            Activation::Tanh => self.rows(s, Activation::Tanh),
            other => self.rows(s, other),
        }
    }
}

impl<T: Float> Deactivate<'_, T> {
    #[inline(always)]
    fn rows<S: Simd<Scalar = T>>(self, s: S, f: Activation) {
        let whole = self.units.next_multiple_of(S::LANES);
        for r in 0..self.rows {
            let h = self.h.at(r, self.units);
            let dh = &mut self.dh[r * self.dh_row..][..whole];
            let dz = &mut self.dz[r * self.dz_row..][..whole];
            if !self.active.is(r) {
                dz.fill(T::ZERO);
                continue;
            }
            for (u, n) in vectors::<S>(self.units) {
                let slope = f.derivative(s, get(s, h, (u, n)));
                s.store(&mut dz[u..], s.mul(s.load(&dh[u..]), slope));
                if !self.active.all() {
                    s.store(&mut dh[u..], s.zero());
                }
            }
        }
    }
}
