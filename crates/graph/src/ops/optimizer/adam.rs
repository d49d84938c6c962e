//! `adam`: m += (g - m)(1 - β₁); v += (g² - v)(1 - β₂); p -= m α / (√v + ε), as Keras 3 computes it.

use corten_kernels::optimizer::{self, adam};
use corten_kernels::{Float, Pool};
use serde::Deserialize;

use super::{expect_slots, scalar};
use crate::registry::Entry;
use crate::{Array, Context, DType, Element, Op, Result, Sample, TensorType, View, ViewMut};

/// Inputs: parameter, gradient, m, v, learning rate, iteration (from 0; an integer scalar), and with
/// `amsgrad` v̂. Outputs, in place: parameter, m, v, and v̂.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Adam {
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f64,
    /// Divide by the greatest second moment so far.
    pub amsgrad: bool,
}

impl Default for Adam {
    fn default() -> Self {
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false }
    }
}

pub(crate) const ENTRY: Entry = Entry::of::<Adam>(&["adam"], samples).not_differentiable();

impl Op for Adam {
    fn name(&self) -> &'static str {
        "adam"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let slots: &[usize] = if self.amsgrad { &[0, 1, 2, 3, 6] } else { &[0, 1, 2, 3] };
        let parameter = expect_slots(self.name(), inputs, slots, &[4, 5])?;
        Ok(vec![parameter.clone(); slots.len() - 1])
    }

    fn in_place(&self) -> &'static [(usize, usize)] {
        if self.amsgrad { &[(0, 0), (2, 1), (3, 2), (6, 3)] } else { &[(0, 0), (2, 1), (3, 2)] }
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        match outputs[0].ty.dtype {
            DType::Float32 => self.run_as::<f32>(context.pool, inputs, outputs),
            _ => self.run_as::<f64>(context.pool, inputs, outputs),
        }
        Ok(())
    }
}

impl Adam {
    fn run_as<T: Float + Element>(
        &self,
        pool: &Pool,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
    ) {
        let Self { beta1, beta2, epsilon, .. } = *self;
        let rate = T::from_f64(scalar(&inputs[4]));
        let step = T::from_f64(scalar(&inputs[5]) + 1.0);
        let [parameter, first, second, rest @ ..] = outputs else { return };
        adam(
            pool,
            optimizer::Adam { beta1, beta2, epsilon },
            (rate, step),
            inputs[1].slice(),
            [parameter.slice(), first.slice(), second.slice()],
            rest.first_mut().map(ViewMut::slice),
        );
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |amsgrad: bool, n: usize| {
        let slot = Sample::numbers(&[n]);
        let second: Vec<f64> = slot.view().slice::<f64>().iter().map(|x| x * x).collect();
        let second = Array::from_slice(&[n], &second);
        let mut inputs = vec![slot.clone(), slot.clone(), slot, second.clone()];
        inputs.extend([Array::from_slice(&[], &[0.01]), Array::from_slice(&[], &[3_i32])]);
        inputs.extend(amsgrad.then_some(second));
        Sample::new(Adam { amsgrad, ..Adam::default() }, inputs)
    };
    let lengths = [1, 7, 37, 67];
    lengths.iter().flat_map(|&n| [sample(false, n), sample(true, n)]).collect()
}
