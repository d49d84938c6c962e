//! `rmsprop`: v = ρ v + (1 - ρ) g²; p -= lr g / √(v + ε), as Keras 3 computes it.

use corten_kernels::optimizer::{self, rmsprop};
use corten_kernels::{Float, Pool};
use serde::Deserialize;

use super::{expect_slots, scalar};
use crate::registry::Entry;
use crate::{Array, Context, DType, Element, Op, Result, Sample, TensorType, View, ViewMut};

/// Inputs: parameter, gradient, v, learning rate, where `momentum` is not 0 the velocity, and with
/// `centered` the average gradient. Outputs, in place: parameter, v, velocity, average.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RmsProp {
    /// Decay of the averages.
    pub rho: f64,
    /// Decay of the velocity.
    pub momentum: f64,
    /// Added to the second moment.
    pub epsilon: f64,
    /// Divide by the deviation from the average gradient.
    pub centered: bool,
}

impl Default for RmsProp {
    fn default() -> Self {
        Self { rho: 0.9, momentum: 0.0, epsilon: 1e-7, centered: false }
    }
}

pub(crate) const ENTRY: Entry = Entry::of::<RmsProp>(&["rmsprop"], samples).not_differentiable();

impl Op for RmsProp {
    fn name(&self) -> &'static str {
        "rmsprop"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let extra = usize::from(self.momentum != 0.0) + usize::from(self.centered);
        let slots = &[0, 1, 2, 4, 5][..3 + extra];
        let parameter = expect_slots(self.name(), inputs, slots, &[3])?;
        Ok(vec![parameter.clone(); 2 + extra])
    }

    fn in_place(&self) -> &'static [(usize, usize)] {
        match (self.momentum != 0.0, self.centered) {
            (false, false) => &[(0, 0), (2, 1)],
            (true, true) => &[(0, 0), (2, 1), (4, 2), (5, 3)],
            _ => &[(0, 0), (2, 1), (4, 2)],
        }
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

impl RmsProp {
    fn run_as<T: Float + Element>(
        &self,
        pool: &Pool,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
    ) {
        let Self { rho, momentum, epsilon, centered } = *self;
        let rate = T::from_f64(scalar(&inputs[3]));
        let [parameter, second, rest @ ..] = outputs else { return };
        let mut rest = rest.iter_mut();
        let velocity = (momentum != 0.0).then(|| rest.next()).flatten().map(ViewMut::slice);
        let average = centered.then(|| rest.next()).flatten().map(ViewMut::slice);
        rmsprop(
            pool,
            optimizer::RmsProp { rho, momentum, epsilon },
            rate,
            inputs[1].slice(),
            [parameter.slice(), second.slice()],
            velocity,
            average,
        );
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |momentum: f64, centered: bool, n: usize| {
        let slot = Sample::numbers(&[n]);
        let second: Vec<f64> =
            slot.view().slice::<f64>().iter().map(|x| 2.0 * x * x + 0.1).collect();
        let second = Array::from_slice(&[n], &second);
        let mut inputs = vec![slot.clone(), slot.clone(), second, Array::from_slice(&[], &[0.01])];
        inputs.extend((momentum != 0.0).then(|| slot.clone()));
        inputs.extend(centered.then_some(slot));
        Sample::new(RmsProp { momentum, centered, ..RmsProp::default() }, inputs)
    };
    vec![
        sample(0.0, false, 19),
        sample(0.9, false, 37),
        sample(0.0, true, 5),
        sample(0.9, true, 67),
    ]
}
