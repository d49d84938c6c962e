//! `sgd`: p -= lr g; with momentum m = μ m - lr g and p += m, or for Nesterov's p += μ m - lr g.

use corten_kernels::optimizer::sgd;
use corten_kernels::{Float, Pool};
use serde::Deserialize;

use super::{expect_slots, scalar};
use crate::registry::Entry;
use crate::{Array, Context, DType, Element, Op, Result, Sample, TensorType, View, ViewMut};

/// Inputs: parameter, gradient, learning rate, and where `momentum` is not 0 the velocity. Outputs, in
/// place: parameter, and velocity.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sgd {
    /// Decay of the velocity.
    pub momentum: f64,
    /// Look ahead along the velocity.
    pub nesterov: bool,
}

pub(crate) const ENTRY: Entry = Entry::of::<Sgd>(&["sgd"], samples).not_differentiable();

impl Op for Sgd {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let slots: &[usize] = if self.momentum == 0.0 { &[0, 1] } else { &[0, 1, 3] };
        let parameter = expect_slots(self.name(), inputs, slots, &[2])?;
        Ok(vec![parameter.clone(); slots.len() - 1])
    }

    fn in_place(&self) -> &'static [(usize, usize)] {
        if self.momentum == 0.0 { &[(0, 0)] } else { &[(0, 0), (3, 1)] }
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

impl Sgd {
    fn run_as<T: Float + Element>(
        &self,
        pool: &Pool,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
    ) {
        let rate = T::from_f64(scalar(&inputs[2]));
        let [parameter, rest @ ..] = outputs else { return };
        let velocity = rest.first_mut().map(ViewMut::slice);
        let momentum = (self.momentum, self.nesterov);
        sgd(pool, momentum, rate, inputs[1].slice(), parameter.slice(), velocity);
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |momentum: f64, nesterov, n: usize| {
        let slot = Sample::numbers(&[n]);
        let mut inputs = vec![slot.clone(), slot.clone(), Array::from_slice(&[], &[0.1])];
        inputs.extend((momentum != 0.0).then_some(slot));
        Sample::new(Sgd { momentum, nesterov }, inputs)
    };
    vec![sample(0.0, false, 19), sample(0.9, false, 37), sample(0.9, true, 5)]
}
